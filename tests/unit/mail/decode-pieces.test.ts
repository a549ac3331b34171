// Parts that are decoded while they come, in pieces of any size.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePieces } from '../../../src/core/mail/decode-pieces.ts'

async function decode(encoded: Buffer, encoding: string, sizes: readonly number[]): Promise<Buffer> {
  async function* pieces() {
    let at = 0
    for (const size of sizes) yield encoded.subarray(at, (at += size))
    yield encoded.subarray(at)
  }
  const all: Uint8Array[] = []
  for await (const piece of decodePieces(pieces(), encoding)) all.push(piece)
  return Buffer.concat(all)
}

const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all))
const inLines = (text: string): string => text.replace(/.{8}/g, '$&\r\n')
const quoted = (all: Buffer): string =>
  Array.from(
    all,
    (byte, i) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}${i % 5 === 4 ? '=\r\n' : ''}`,
  ).join('')

describe('decodePieces()', () => {
  it('gives the content of each encoding', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (content, cuts) => {
        const base64 = Buffer.from(inLines(content.toString('base64')))
        expect(await decode(base64, 'Base64', cuts)).toEqual(content)
        expect(await decode(Buffer.from(quoted(content)), 'quoted-printable', cuts)).toEqual(content)
        for (const encoding of ['', '8bit', ' binary '])
          expect(await decode(content, encoding, cuts)).toEqual(content)
      }),
    )
  })

  it('joins padded runs of base64, and skips what is none', async () => {
    const encoded = Buffer.from(`${Buffer.from('one').toString('base64')}\r\n QUI=\r\n!QUJD\0`)
    for (let size = 1; size < encoded.length; size++)
      expect((await decode(encoded, 'base64', Array<number>(40).fill(size))).toString()).toBe('oneABABC')
  })

  it('waits for all of an encoding without lines', async () => {
    const encoded = Buffer.from('begin 644 a\n#0V%T\n \nend\n')
    expect((await decode(encoded, 'x-uuencode', [3, 9, 4])).toString()).toBe('Cat')
  })
})
