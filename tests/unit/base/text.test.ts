// z-base-32 is written by us, because the package joins a string letter by letter; what comes out must be the package's, byte for byte.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import z32 from 'z32'
import { parseText, toText } from '../../../src/core/base/index.ts'

test('bytes of every length become the text that z32 makes of them, and come back', () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = randomBytes(length)
    expect(toText(bytes), bytes.toString('hex')).toBe(z32.encode(bytes))
    expect(Buffer.from(parseText(toText(bytes))!)).toEqual(bytes)
  }
})
