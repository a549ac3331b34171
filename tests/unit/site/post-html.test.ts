// A post as HTML, for any text.
import { expect, test } from 'vitest'
import { toExcerpt, toPostHtml } from '../../../src/main/site/post-html.ts'
import { MAX_MARKDOWN_CHARS } from '../../../src/text/text-limits.ts'

test('the first level of headings in a text is the second level of the page', () => {
  expect(toPostHtml('## One\n\n### Two').text).toContain('<h2>One</h2>')
  expect(toPostHtml('# One\n\n## Two').text).toContain('<h3>Two</h3>')
})

test('a post with as many headings as a text can have is rendered', () => {
  const text = '#\n'.repeat(MAX_MARKDOWN_CHARS / 2)
  expect(toPostHtml(text).text.match(/<h2>/g)).toHaveLength(MAX_MARKDOWN_CHARS / 2)
})

test('a post of 200,000 headings is shown', () => {
  expect(toPostHtml('# a\n'.repeat(200_000)).text.length).toBeGreaterThan(200_000)
})

test.each([
  ['40. Pay it before 12. Thanks for 2026.', '40. Pay it before 12. Thanks for 2026.'],
  ['It costs\n40. Pay it\nbefore\n12. March.', 'It costs 40. Pay it before 12. March.'],
  ['7) at the door\n\nThen more.', '7) at the door Then more.'],
  ['1. bread\n2. salt', '1. bread 2. salt'],
  ['- bread\n- *salt*', 'bread salt'],
  ['# Title\n\nWords, and a [link](https://example.org).', 'Words, and a link.'],
  ['> 3. of another\n\nmine', 'mine'],
])('the excerpt of %j keeps every word and number of its author', (text, excerpt) => {
  expect(toExcerpt(text)).toBe(excerpt)
})
