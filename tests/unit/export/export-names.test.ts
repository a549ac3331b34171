// File names in an export are unique, also if a person crafts titles and object ids that collide.
import { expect, test } from 'vitest'
import { nameWithoutTitle, UniqueNames } from '../../../src/core/export/export-names.ts'

const object = (...bytes: number[]): Uint8Array => Buffer.concat([Buffer.from(bytes), Buffer.alloc(32)], 32)

/** The name as a file system sees it that ignores case and normalizes Unicode. */
const folded = (names: string[]): Set<string> =>
  new Set(names.map((name) => name.normalize('NFC').toLowerCase()))

test('a long title of four-byte characters leaves room for the mark that makes the name unique', () => {
  const names = new UniqueNames()
  const title = '\u{1f600}'.repeat(200)
  const given = [1, 2, 3].map((n) => names.nameOf(title, object(n), '.eml'))
  expect(folded(given).size).toBe(3)
  for (const name of given) {
    expect(name).toMatch(/ \([a-z0-9]{8}\)\.eml$/)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  }
})

test('objects whose ids begin alike get different names', () => {
  const names = new UniqueNames()
  const ids = [0, 1, 2].map((n) => object(7, 7, 7, 7, 7, n))
  const given = ids.map((id) => names.nameOf('Report', id, '.eml'))
  expect(folded(given).size).toBe(3)
})

test('a name is kept as far as possible, with its ending', () => {
  const names = new UniqueNames()
  expect(names.nameOf('Holiday 100%.JPG', object(1))).toMatch(/^Holiday 100 \([a-z0-9]{8}\)\.JPG$/)
  expect(names.nameOf('会議'.repeat(30), object(2), '.md')).toMatch(/^(?:会議){30} \([a-z0-9]{8}\)\.md$/)
  expect(names.nameOf('aux.con', object(3), '.eml')).toMatch(/^_aux\.con \(/)
  expect(names.nameOf('', object(4), '.eml')).toMatch(/^file \([a-z0-9]{8}\)\.eml$/)
})

test('a colon leaves a space, and no underscore', () => {
  const names = new UniqueNames()
  expect(names.nameOf('Re: The boat', object(1), '.mbox')).toMatch(/^Re The boat \([a-z0-9]{8}\)\.mbox$/)
})

test('a text without a subject is named by its first words', () => {
  expect(nameWithoutTitle('\n On my way.\nSoon.')).toBe('On my way.')
  expect(nameWithoutTitle(' \n')).toBe('letter')
})
