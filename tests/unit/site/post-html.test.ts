// A post as HTML, however its text is made.
import { expect, test } from 'vitest'
import { toPostHtml } from '../../../src/main/site/post-html.ts'
import { MAX_MARKDOWN_CHARS } from '../../../src/text/limits.ts'

test('the first level of headings in a text is the second of the page', () => {
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
