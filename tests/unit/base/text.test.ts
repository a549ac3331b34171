// toText() has its own encoder, because z32 joins a string letter by letter. Both
// must give the same text.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import z32 from 'z32'
import { key32, linkText, parseText, record, toText } from '../../../src/core/base/index.ts'

test('toText() gives the text of z32 for bytes of every length, and parseText() gives the bytes back', () => {
  for (let length = 0; length <= 300; length++) {
    const bytes = randomBytes(length)
    expect(toText(bytes), bytes.toString('hex')).toBe(z32.encode(bytes))
    expect(Buffer.from(parseText(toText(bytes))!)).toEqual(bytes)
  }
})

test('a link is read with white space around it, and not under the prefix of another kind', () => {
  const link = linkText<{ key: Uint8Array }>('station', record('key', { key: key32 }))
  const text = link.format({ key: randomBytes(32) })
  expect(text).toMatch(/^fumikura:\/\/station\/[a-z0-9]{54,}$/)
  expect(link.format(link.parse(` ${text}\n`)!)).toBe(text)
  const others = [
    text.replace('station', 'group'),
    text.slice(0, -8),
    `${text}yyyyyyyy`,
    'fumikura://station/',
    '',
  ]
  expect(others.map((other) => link.parse(other))).toEqual(others.map(() => null))
})
