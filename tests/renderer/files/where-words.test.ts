// The location of a file, in words. No text promises a file that is not available.
import { expect, test } from 'vitest'
import type { FileWhereabouts } from '../../../src/core/contract/index.ts'
import { describeWhere } from '../../../src/renderer/files/where-words.ts'

const there = { bytesHere: 0, isWhole: false, isAuthorHere: true, fellows: 0 }

test.each([
  ['document', null, 'in Ana’s store'],
  ['film', there, 'play from Ana’s store'],
  ['film', { ...there, bytesHere: 2_000_000 }, '2 MB of the file kept here'],
  ['film', { ...there, isWhole: true, isAuthorHere: false }, 'kept here'],
  ['film', { ...there, isAuthorHere: false }, 'Ana is offline'],
  [
    'film',
    { ...there, isAuthorHere: false, fellows: 1 },
    'Ana is offline; 1 other person online may have it',
  ],
  [
    'film',
    { ...there, isAuthorHere: false, fellows: 3, bytesHere: 2_000_000 },
    '2 MB of the file kept here · Ana is offline; 3 others online may have it',
  ],
] as const)('a %s with %o is described by its facts', (kind, where, words) => {
  const told = where === null ? null : ({ file: 'f', ...where } as FileWhereabouts)
  expect(describeWhere(kind, 'Ana', told)).toBe(words)
})

test('an own file is described as being in the own store', () => {
  expect(describeWhere('film', null, null)).toBe('in your store')
})
