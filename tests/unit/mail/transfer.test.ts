// Decoding of transfer encodings.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeTransfer } from '../../../src/core/mail/transfer.ts'

const read = (text: string, encoding: string, isText = false): string =>
  Buffer.from(decodeTransfer(Buffer.from(text, 'latin1'), encoding, isText)).toString('latin1')

it.each([
  ['base64', 'SGVs\r\nbG8=\r\n', 'Hello'],
  ['Base64 ', 'SGVs!bG8', 'Hello'],
  ['base64', 'SGVsbG8=\r\nSGVsbG8=\r\n', 'HelloHello'],
  ['base64', 'SGVsbG8=\r\n\r\n-- \r\nA list adds this.', 'Hello'],
  ['quoted-printable', 'a=3Db=\r\nc=20\r\n=e9', 'a=bc \r\n\xe9'],
  ['quoted-printable', 'soft = \t\nbreak', 'soft break'],
  ['quoted-printable', 'not =XY hex=', 'not =XY hex'],
  ['8bit', 'a=3D', 'a=3D'],
  ['', 'a=3D', 'a=3D'],
  ['x-uuencode', 'begin 644 hi.txt\n%2&5L;&\\\n`\nend\n', 'Hello'],
  ['x-uuencode', 'begin 644 a b\r\n#8V%T\r\n#80\r\n\r\n#8V%T\r\n`\r\nend\r\n', 'cata\0\0cat'],
])('%s: %j', (encoding, text, expected) => {
  expect(read(text, encoding)).toBe(expected)
})

it.each([
  ['Hello', 'Hello'],
  ['Dear Ann,\nhow are you?\n', 'Dear Ann,\nhow are you?\n'],
  ['how are you my dear friend\n', 'how are you my dear friend\n'],
  ['SGVs bG8g d29y bGQ=', 'Hello world'],
  ['SGVsb G8gd29 ybGQ=\r\n', 'Hello world'],
  ['SGVsbG8=\n\nRegards\n', 'Hello\nRegards\n'],
  ['SGVsbG8g\nd29ybGQ=\n', 'Hello world'],
  [`${'SGVsbG8g'.repeat(8)}\n_____\nA list adds this.`, `${'Hello '.repeat(8)}\n_____\nA list adds this.`],
])('words named base64: %j', (text, expected) => {
  expect(read(text, 'base64', true)).toBe(expected)
})

it('a file named base64 is raw if most of its lines are no base64', () => {
  const table = 'name, age\nAnn, 30\nBob, 40\n'
  expect(read(table, 'base64')).toBe(table)
})

it('uuencoded bytes are decoded, also if trailing spaces of lines were lost', () => {
  const uu = (byte: number): string => String.fromCharCode(0x20 + byte)
  const encodeLine = (line: Buffer): string => {
    const padded = Buffer.concat([line, Buffer.alloc((3 - (line.length % 3)) % 3)])
    const groups = Array.from({ length: padded.length / 3 }, (_, i) => padded.readUIntBE(i * 3, 3))
    const letters = groups.flatMap((bits) => [18, 12, 6, 0].map((shift) => uu((bits >> shift) & 63)))
    return (uu(line.length) + letters.join('')).trimEnd()
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const lines = Array.from({ length: Math.ceil(bytes.length / 45) }, (_, i) =>
        encodeLine(Buffer.from(bytes.subarray(i * 45, i * 45 + 45))),
      )
      const text = Buffer.from(`begin 644 a b\n${lines.join('\n')}\n\`\nend\n`, 'latin1')
      const decoded = Buffer.from(decodeTransfer(text, 'x-uuencode'))
      // A last zero byte that was stripped with the spaces cannot be restored.
      const isSame = decoded.equals(Buffer.from(bytes))
      expect(
        isSame ||
          Buffer.concat([decoded, Buffer.alloc(200)])
            .subarray(0, bytes.length)
            .equals(bytes),
      ).toBe(true)
    }),
  )
})

it('base64 is decoded, whatever its line length', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
      const lines = Buffer.from(bytes)
        .toString('base64')
        .replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n')
      expect(Buffer.from(decodeTransfer(Buffer.from(lines), 'base64')).equals(Buffer.from(bytes))).toBe(true)
    }),
  )
})
