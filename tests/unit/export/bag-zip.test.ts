// Writing a .zip. Written files do not stay in memory, all files are in it, and other programs can
// read it.
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { BagZip, ZipSource } from '../../../src/core/export/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const AT = new Date(2026, 6, 9, 12, 34, 56).getTime()
const FILES = 3000
const AT_ONCE = 300
/** A compressor returns chunks of 16 KiB, even for little data. */
const KEPT_BYTES = (FILES * 16 * 1024) / 4

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

async function putMany(zip: BagZip, count: number, ending = ''): Promise<void> {
  for (let first = 0; first < count; first += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, nth) =>
        zip.put(`${first + nth}${ending}`, Buffer.from(`file ${first + nth}`)),
      ),
    )
}

async function namesOf(zip: ZipSource): Promise<string[]> {
  const names: string[] = []
  for await (const name of zip.list()) names.push(name)
  return names
}

test('a .zip is complete, and written files are not kept in memory', async () => {
  const path = join(await makeFolder(), 'a.zip')
  const zip = await BagZip.create(path, AT)
  const before = heldBytes()
  await putMany(zip, FILES)
  // V8 frees array buffers in its own thread, after the collection has returned.
  await expect.poll(heldBytes).toBeLessThan(before + KEPT_BYTES)
  await zip.finish()
  const written = await ZipSource.open(path)
  expect(await namesOf(written)).toEqual(Array.from({ length: FILES }, (_, nth) => `${nth}`))
  for await (const piece of written.read('1234')) expect(Buffer.from(piece).toString()).toBe('file 1234')
  await written.close()
})

/** Any error that Python finds, also a wrong checksum, gives an exit code other than 0. */
const READ_ELSEWHERE = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
few = archive.namelist()[-5:]
assert all(archive.read(name) for name in few)
print(len(archive.namelist()), *{info.date_time for info in archive.infolist()}, archive.read('庭.txt').decode())`

const hasPython = spawnSync('python3', ['-c', '']).status === 0

test('more than 65,535 files (small, large, compressed, stored, appended) are read back unchanged, also by Python', async () => {
  const folder = await makeFolder()
  const path = join(folder, 'many.zip')
  const zip = await BagZip.create(path, AT)
  const many = 66_000
  await putMany(zip, many, '.png')
  const large = randomBytes(300_000)
  await writeFile(join(folder, 'large'), large)
  await zip.putStream('large.jpg', createReadStream(join(folder, 'large')))
  await zip.putStream('large.bin', createReadStream(join(folder, 'large')))
  await zip.append([
    { path: '庭.txt', more: Buffer.from('梨が、') },
    { path: 'grown', more: large },
  ])
  await zip.append([{ path: '庭.txt', more: Buffer.from('また。') }])
  await zip.complete('庭.txt')
  await zip.complete('grown')
  await zip.finish()
  if (hasPython) {
    const read = execFileSync('python3', ['-X', 'utf8', '-c', READ_ELSEWHERE, path]).toString('utf8').trim()
    expect(read).toBe(`${many + 4} (2026, 7, 9, 12, 34, 56) 梨が、また。`)
  }
  const written = await ZipSource.open(path)
  expect(await namesOf(written)).toHaveLength(many + 4)
  for (const name of ['large.jpg', 'large.bin', 'grown']) {
    const pieces: Uint8Array[] = []
    for await (const piece of written.read(name)) pieces.push(piece)
    expect(Buffer.concat(pieces).equals(large)).toBe(true)
  }
  await written.close()
})

test('if the output is closed or fails, pending writes of the .zip end', async () => {
  const output = new PassThrough({ highWaterMark: 1 })
  const zip = await BagZip.into(output, join(await makeFolder(), 'work'), AT)
  const putting = zip.putStream('large.jpg', endless())
  output.destroy()
  await expect(putting).rejects.toThrow('closed')
  await expect(zip.put('more', randomBytes(10)).then(() => zip.finish())).rejects.toThrow('closed')
  await zip.abandon()
})

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield randomBytes(65_536)
}
