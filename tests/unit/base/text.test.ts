// toText() has its own encoder, because z32 joins a string letter by letter. Both
// must give the same text.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import z32 from 'z32'
import { parseText, toText } from '../../../src/core/base/index.ts'

test('toText() gives the text of z32 for bytes of every length, and parseText() gives the bytes back', () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = randomBytes(length)
    expect(toText(bytes), bytes.toString('hex')).toBe(z32.encode(bytes))
    expect(Buffer.from(parseText(toText(bytes))!)).toEqual(bytes)
  }
})
