// What the packed texts of a file unpack to is limited for all of them together, also if they are
// damaged or within files within the file.
import { crc32, deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { readerOf } from '../../../src/core/files/placeless/patches.ts'
import { lookInto } from '../../../src/core/files/placeless/look-into.ts'
import { walkPng } from '../../../src/core/files/placeless/png-place.ts'
import { unpackWithin } from '../../../src/core/files/placeless/unpack.ts'

const MIB = 1 << 20

test('an unpacked text costs its length, and a failed one what it had unpacked to', async () => {
  const budget = { left: 10 * MIB }
  const packed = deflateSync(Buffer.alloc(2 * MIB))
  expect((await unpackWithin(packed, budget, 4 * MIB))?.byteLength).toBe(2 * MIB)
  expect(budget.left).toBe(8 * MIB)
  // Too long for its own limit.
  expect(await unpackWithin(packed, budget, MIB)).toBeNull()
  expect(budget.left).toBe(7 * MIB)
  // Damaged behind two MiB.
  const damaged = Buffer.concat([packed.subarray(0, -4), Buffer.alloc(4, 1)])
  expect(await unpackWithin(damaged, budget, 4 * MIB)).toBeNull()
  expect(budget.left).toBeLessThan(5.1 * MIB)
  expect(await unpackWithin(packed, { left: MIB }, 4 * MIB)).toBeNull()
})

const chunk = (type: string, data: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(typed.length + 8)
  whole.writeUInt32BE(data.length)
  typed.copy(whole, 4)
  whole.writeUInt32BE(crc32(typed), typed.length + 4)
  return whole
}

const png = (...texts: Buffer[]): Buffer =>
  Buffer.concat([
    ...[Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', Buffer.alloc(13)), ...texts],
    chunk('IEND', Buffer.alloc(0)),
  ])
const packedText = (bytes: number): Buffer =>
  chunk('zTXt', Buffer.concat([Buffer.from('Note\0\0', 'latin1'), deflateSync(Buffer.alloc(bytes, 'la '))]))

/** The texts that became comments. */
async function countComments(picture: Buffer): Promise<number> {
  const { patches } = await walkPng(readerOf(picture), picture.length)
  return patches.filter(({ bytes }) => Buffer.from(bytes).toString('latin1') === 'tEXt').length
}

test('the packed texts of a picture are searched up to a limit for all of them', async () => {
  const texts = Array.from({ length: 100 }, () => packedText(MIB))
  const filler = chunk('IDAT', Buffer.alloc(2 * MIB))
  expect(await countComments(png(filler, ...texts))).toBe(84)
  // A small picture has a lower limit, because a drawing may contain thousands of them.
  expect(await countComments(png(packedText(4000), packedText(MIB)))).toBe(1)
})

async function zipOf(files: Record<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(bytes, name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

test('archives within an archive share what may be unpacked', async () => {
  const inner = await zipOf({ 'a.txt': Buffer.alloc(100_000, 'words ') })
  const bytes = await zipOf({ '1.zip': inner, '2.zip': inner, '3.zip': inner })
  const file = { read: readerOf(bytes), size: bytes.length, name: 'a.zip', type: 'application/zip' }
  const room = 3 * inner.length
  await lookInto(file, { unpack: { left: 300_000 + room }, depth: 0 })
  const refusal = lookInto(file, { unpack: { left: 299_999 + room }, depth: 0 })
  await expect(refusal).rejects.toMatchObject({ why: 'form' })
})

test('the streams of a PDF that unpack to too much count, too', async () => {
  const stream = deflateSync(Buffer.alloc(17 * MIB, ' ')).toString('latin1')
  const object = `1 0 obj <</Filter/FlateDecode>> stream\n${stream}\nendstream endobj\n`
  const bytes = Buffer.from(`%PDF-1.4\n${object.repeat(3)}`, 'latin1')
  const file = { read: readerOf(bytes), size: bytes.length, name: 'a.pdf', type: 'application/pdf' }
  await lookInto(file, { unpack: { left: 100 * MIB }, depth: 0 })
  const refusal = lookInto(file, { unpack: { left: 20 * MIB }, depth: 0 })
  await expect(refusal).rejects.toMatchObject({ why: 'form' })
})
