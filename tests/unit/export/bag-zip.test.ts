// A .zip of very many files while it is written: nothing of a file stays in memory once it is written, and all of them are in it.
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { BagZip, ZipSource } from '../../../src/core/export/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const FILES = 3000
const AT_ONCE = 300
/** What a packer hands over lies in a piece of 16 KiB, however little it is. */
const KEPT_BYTES = (FILES * 16 * 1024) / 4

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

test('what is written into a .zip is held no longer, and it is whole', async () => {
  const path = join(await makeFolder(), 'a.zip')
  const zip = await BagZip.create(path)
  const before = heldBytes()
  for (let first = 0; first < FILES; first += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, nth) =>
        zip.put(`${first + nth}`, Buffer.from(`file ${first + nth}`)),
      ),
    )
  expect(heldBytes() - before).toBeLessThan(KEPT_BYTES)
  await zip.finish()
  const written = await ZipSource.open(path)
  const names: string[] = []
  for await (const name of written.list()) names.push(name)
  expect(names).toEqual(Array.from({ length: FILES }, (_, nth) => `${nth}`))
  for await (const piece of written.read('1234')) expect(Buffer.from(piece).toString()).toBe('file 1234')
  await written.close()
})
