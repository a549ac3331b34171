// Telling a full disk from every other failure.
import { expect, test } from 'vitest'
import { isDiskFull } from '../../../src/core/base/index.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code })

test.each([
  ['a full disk', failure('ENOSPC'), true],
  ['a full quota', failure('EDQUOT'), true],
  ['a batch that failed because of a full disk', new Error('batch', { cause: failure('ENOSPC') }), true],
  [
    'a missing file whose cause was a full disk',
    Object.assign(failure('ENOENT'), { cause: failure('ENOSPC') }),
    false,
  ],
  ['a missing file', failure('ENOENT'), false],
  ['an error without a code', new Error('ENOSPC'), false],
  ['a thrown null', null, false],
  ['a thrown text', 'ENOSPC', false],
])('isDiskFull() for %s', (_what, error, expected) => {
  expect(isDiskFull(error)).toBe(expected)
})
