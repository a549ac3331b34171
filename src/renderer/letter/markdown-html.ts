// Markdown to HTML text that is not trusted yet: no raw HTML, no pictures, only links of the allow-list.
// After reference; loaded with the first letter that is read, and always followed by the cleaning in markdown.ts.
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { parseLink } from './link-target.ts'

/** The page has its own first two levels of headings; a letter's begin below them. */
const HEADING_SHIFT = 2
const DEEPEST_HEADING = 6
const MAX_REF_CHARS = 2048

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false }).use(
  cjkFriendly,
)
markdown.validateLink = (href) => parseLink(href) !== null
// Words stay as written: an address that is spelled in other letters must not be made to look like one that is not.
markdown.normalizeLinkText = (text) => text
// Only what is written out as an address becomes a link by itself.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
markdown.linkify.add('fumikura:', {
  validate: (text, at) =>
    /^\/\/(ref|person|invite)\/[\w~.%?=&-]+/.exec(text.slice(at, at + MAX_REF_CHARS))?.[0].length ?? 0,
})

// A picture would be fetched from somewhere, and tell somebody that the letter is being read.
markdown.renderer.rules.image = (tokens, at) => {
  const words = markdown.utils.escapeHtml(tokens[at]!.content)
  return `<span class="no-picture">${words}</span>`
}

markdown.core.ruler.push('page-fit', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      token.tag = `h${Math.min(DEEPEST_HEADING, Number(token.tag.slice(1)) + HEADING_SHIFT)}`
    }
    // The policy of the page allows no style attributes.
    const alignment = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1]
    if (alignment !== undefined) token.attrs = [['class', `align-${alignment}`]]
  }
})

export function toHtml(text: string): string {
  return markdown.render(text)
}
