// Anything that is not a regular file is refused before it can block its reader.
import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRegular, readRegular } from '../../../src/core/home/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

async function readAll(path: string): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of readRegular(path)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

test('readRegular() reads a whole file, also an empty one', async () => {
  const folder = await makeFolder()
  const content = 'plum '.repeat(200_000)
  await writeFile(join(folder, 'large'), content)
  await writeFile(join(folder, 'empty'), '')
  expect([await readAll(join(folder, 'large')), await readAll(join(folder, 'empty'))]).toEqual([content, ''])
})

test('readRegular() refuses a pipe, a folder, a device and a link at once', async () => {
  const folder = await makeFolder()
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await mkdir(join(folder, 'folder'))
  await writeFile(join(folder, 'file'), 'x')
  await symlink(join(folder, 'file'), join(folder, 'link'))
  for (const path of [join(folder, 'pipe'), join(folder, 'folder'), join(folder, 'link'), '/dev/zero'])
    await expect(readAll(path), path).rejects.toMatchObject({ code: 'INVALID' })
  await expect(readAll(join(folder, 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const file = await openRegular(join(folder, 'link'), { followsLink: true })
  await file.close()
})

test('readRegular() refuses a file that grows while it is read', async () => {
  const path = join(await makeFolder(), 'growing')
  await writeFile(path, Buffer.alloc(1 << 20))
  const reading = readRegular(path)
  await reading.next()
  await appendFile(path, 'more')
  const rest = async (): Promise<void> => {
    for await (const _ of reading);
  }
  await expect(rest()).rejects.toMatchObject({ code: 'INVALID' })
})
