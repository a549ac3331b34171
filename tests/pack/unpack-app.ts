// Unpacks a packed app, so that plain Node can run its code with only its own modules.
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listAsar, readPackedFile } from '../../packing/asar-list.js'

/** Everything in the archive and everything beside it, as one tree. */
export async function unpackApp(archive: string, dir: string): Promise<void> {
  await cp(`${archive}.unpacked`, dir, { recursive: true })
  for (const file of await listAsar(archive)) {
    if (file.offset === null) continue
    const path = join(dir, file.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, await readPackedFile(archive, file))
  }
}
