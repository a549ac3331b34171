// Names in an export: whoever makes objects chooses their names and, with patience, how their ids begin.
import { expect, test } from 'vitest'
import { UniqueNames } from '../../../src/core/export/names.ts'

const object = (...bytes: number[]): Uint8Array => Buffer.concat([Buffer.from(bytes), Buffer.alloc(32)], 32)

/** As a disk sees them that does not tell upper from lower case, nor one way to write a letter from another. */
const folded = (names: string[]): Set<string> =>
  new Set(names.map((name) => name.normalize('NFC').toLowerCase()))

test('a title as long as four bytes a letter make it leaves room for what tells two apart', () => {
  const names = new UniqueNames()
  const title = '\u{1f600}'.repeat(200)
  const given = [1, 2, 3].map((n) => names.nameOf(title, object(n), '.eml'))
  expect(folded(given).size).toBe(3)
  for (const name of given) {
    expect(name).toMatch(/ \([a-z0-9]{8}\)\.eml$/)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
  }
})

test('objects whose ids begin alike have names that do not', () => {
  const names = new UniqueNames()
  const ids = [0, 1, 2].map((n) => object(7, 7, 7, 7, 7, n))
  const given = ids.map((id) => names.nameOf('Report', id, '.eml'))
  expect(folded(given).size).toBe(3)
})

test('a name is kept as far as it can be, with its ending', () => {
  const names = new UniqueNames()
  expect(names.nameOf('Holiday 100%.JPG', object(1))).toMatch(/^Holiday 100 \([a-z0-9]{8}\)\.JPG$/)
  expect(names.nameOf('会議'.repeat(30), object(2), '.md')).toMatch(/^(?:会議){30} \([a-z0-9]{8}\)\.md$/)
  expect(names.nameOf('aux.con', object(3), '.eml')).toMatch(/^_aux\.con \(/)
  expect(names.nameOf('', object(4), '.eml')).toMatch(/^file \([a-z0-9]{8}\)\.eml$/)
})
