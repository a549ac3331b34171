// A post's Markdown as HTML: no HTML of its own, no pictures from anywhere, only links that may be followed.
// The rules are those by which the app shows a letter; here no second cleaning follows, and the page's policy forbids scripts.
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { escapeText, Html } from './html.ts'

/** Beyond this a text is shown as it was typed: whoever asks for it must not keep the engine busy. */
const MAX_MARKDOWN_CHARS = 300_000
const MAX_NESTING = 40
const DEEPEST_HEADING = 6
const EXCERPT_CHARS = 240
const MAX_KEPT = 40

const markdown = new MarkdownIt({
  html: false,
  linkify: true,
  breaks: true,
  typographer: false,
  maxNesting: MAX_NESTING,
}).use(cjkFriendly)
markdown.validateLink = mayLeadTo
// Words stay as written: an address that is spelled in other letters must not be made to look like one that is not.
markdown.normalizeLinkText = (text) => text
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })

// A picture would be fetched from somewhere, and tell somebody who reads here.
markdown.renderer.rules.image = (tokens, at) =>
  `<span class="no-picture">${escapeText(tokens[at]!.content)}</span>`
// A wide table scrolls by itself, also by the keyboard, and does not widen the page.
markdown.renderer.rules.table_open = () => '<div class="wide" tabindex="0"><table>'
markdown.renderer.rules.table_close = () => '</table></div>'

markdown.core.ruler.push('page-fit', ({ tokens }) => {
  const levels = tokens.flatMap(({ type, tag }) => (type === 'heading_open' ? [Number(tag.slice(1))] : []))
  // The post's title is the page's first heading; whatever its text begins with is the second.
  const shift = 2 - Math.min(...levels)
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close')
      token.tag = `h${Math.min(DEEPEST_HEADING, Number(token.tag.slice(1)) + shift)}`
    // The policy of the page allows no style attributes.
    const alignment = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1]
    if (alignment !== undefined) token.attrs = [['class', `align-${alignment}`]]
    for (const child of token.children ?? [])
      if (child.type === 'link_open') child.attrSet('rel', 'nofollow noopener noreferrer')
  }
})

/** http, https, mailto, and places in Fumikura; javascript, data, files and places of this site are no links. */
export function mayLeadTo(href: string): boolean {
  if (/^fumikura:\/\/(ref|person|invite|group)\/[\w-]+$/.test(href)) return true
  return URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol)
}

export function toPostHtml(text: string): Html {
  if (text.length > MAX_MARKDOWN_CHARS) return new Html(`<pre class="as-typed">${escapeText(text)}</pre>`)
  return new Html(markdown.render(text))
}

/** The first words of a post, without its marks. */
export function toExcerpt(text: string): string {
  const start = text.slice(0, 4 * EXCERPT_CHARS)
  const tokens = markdown.parse(start, {})
  const words = tokens
    .filter((_, i) => tokens[i - 1]?.type === 'paragraph_open' && tokens[i - 1]?.level === 0)
    .flatMap(({ children }) =>
      (children ?? []).map(({ type, content }) => (type.endsWith('break') ? ' ' : content)).concat(' '),
    )
    .join('')
    .replace(/\s+/gu, ' ')
    .trim()
  const chars = [...new Intl.Segmenter().segment(words)].map(({ segment }) => segment)
  return chars.length <= EXCERPT_CHARS ? words : `${chars.slice(0, EXCERPT_CHARS).join('').trimEnd()}…`
}

/** Posts as HTML, a few of the latest asked for at hand: a post never changes, and many strangers ask for the same. */
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
