// Renders a post's Markdown as HTML, by the rules that app and site share. The site adds no
// sanitizer; its policy forbids scripts.
// Also makes the excerpt and keeps the latest pages in an LRU cache.
import { MAX_MARKDOWN_CHARS } from '../../text/text-limits.ts'
import { parseLink } from '../../text/link-target.ts'
import { createMarkdown, type Markdown } from '../../text/markdown.ts'
import { escapeText, Html } from './html.ts'

const EXCERPT_CHARS = 240
const MAX_KEPT = 40

type Token = ReturnType<Markdown['parse']>[number]

/** Uses reduce because a post may have more headings than a call can have arguments. */
const leastOf = (levels: readonly number[]): number =>
  levels.reduce((least, level) => Math.min(least, level), Infinity)

// The post's title is the page's h1, so the highest heading in its text becomes h2.
const markdown = createMarkdown({ shiftHeadings: (levels) => 2 - leastOf(levels) })
// A wide table scrolls inside its box, also by keyboard, and does not widen the page.
markdown.renderer.rules.table_open = () => '<div class="wide" tabindex="0"><table>'
markdown.renderer.rules.table_close = () => '</table></div>'
markdown.core.ruler.push('site-links', ({ tokens }) => {
  for (const link of tokens.flatMap(({ children }) => children ?? [])) {
    if (link.type !== 'link_open') continue
    link.attrSet('rel', 'nofollow noopener noreferrer')
    // A mailto link must not prefill the reader's message.
    const target = parseLink(String(link.attrGet('href') ?? ''))
    if (target?.kind === 'mail') link.attrSet('href', target.url)
  }
})

export function toPostHtml(text: string): Html {
  if (text.length > MAX_MARKDOWN_CHARS) return new Html(`<pre class="as-typed">${escapeText(text)}</pre>`)
  return new Html(markdown.render(text))
}

/** Returns the first words of a post, without Markdown syntax. */
export function toExcerpt(text: string): string {
  const tokens = markdown.parse(text.slice(0, 4 * EXCERPT_CHARS), {})
  const words = listWords(tokens).join('').replace(/\s+/gu, ' ').trim()
  const chars = [...new Intl.Segmenter().segment(words)].map(({ segment }) => segment)
  return chars.length <= EXCERPT_CHARS ? words : `${chars.slice(0, EXCERPT_CHARS).join('').trimEnd()}…`
}

/**
 * Returns the words of paragraphs and list items outside quotations. Keeps the number of an item,
 * because a line that starts with “40.” is a list item in Markdown, but may be a price to its
 * author.
 */
function listWords(tokens: readonly Token[]): string[] {
  let quotes = 0
  return tokens.flatMap(({ type, info, markup, children }, at) => {
    if (type === 'blockquote_open') quotes++
    if (type === 'blockquote_close') quotes--
    if (quotes > 0) return []
    if (type === 'list_item_open') return info === '' ? [] : [`${info}${markup} `]
    return tokens[at - 1]?.type === 'paragraph_open' ? [...(children ?? []).map(wordOf), ' '] : []
  })
}

function wordOf({ type, content }: Token): string {
  return type.endsWith('break') ? ' ' : content
}

/**
 * An LRU cache of rendered posts. A version of a post never changes, and many readers request the
 * same ones.
 */
export class PostRenderer {
  readonly #made = new Map<string, Html>()

  render({ tail, text }: { tail: string; text: string }): Html {
    const made = this.#made.get(tail) ?? toPostHtml(text)
    this.#made.delete(tail)
    this.#made.set(tail, made)
    const oldest = this.#made.keys().next()
    if (this.#made.size > MAX_KEPT && oldest.done !== true) this.#made.delete(oldest.value)
    return made
  }
}
