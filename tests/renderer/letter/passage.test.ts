// The words of a passage that is forwarded.
import { expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { quotePassage } from '../../../src/renderer/letter/passage.ts'

const REF = 'fumikura://ref/ybndrfg8' as RefText

test('a forwarded passage is quoted whole, with its lines and without its signs, above the link', () => {
  expect(quotePassage(REF, 'Dinner', ' No *shoes* inside.\n\n# Please ')).toBe(
    ['> No \\*shoes\\* inside.', '> \\# Please', '>', '> [Dinner](fumikura://ref/ybndrfg8)', '', ''].join(
      '\n',
    ),
  )
})
