// The rules for rendering Markdown as HTML, in the app, on the public site and in mails: no raw HTML, only
// pictures that the letter attaches, only links of the allow-list.
// The result is text. The page sanitizes it again, and the site forbids scripts.
import MarkdownIt from 'markdown-it'
import cjkFriendly from 'markdown-it-cjk-friendly'
import { parseAttached } from './attached.ts'
import { INSIDE_PATTERN, parseLink } from './link-target.ts'

/** Each level is narrower. Much deeper, a text has no width, and each letter a line. */
const MAX_NESTING = 12
const DEEPEST_HEADING = 6
const MAX_REF_CHARS = 2048

export type Markdown = InstanceType<typeof MarkdownIt>

export interface MarkdownOptions {
  /** How many levels deeper the headings must be in the page, given the levels in the text. */
  shiftHeadings: (levels: readonly number[]) => number
  /** Returns the class of the element in whose place an attached picture is shown. */
  pictureClass?: (attachment: number) => string
  /** Returns the URL of an attached picture, if the page itself can show it. */
  pictureUrl?: (attachment: number) => string | null
}

export function createMarkdown({ shiftHeadings, pictureClass, pictureUrl }: MarkdownOptions): Markdown {
  const markdown = new MarkdownIt({
    ...{ html: false, linkify: true, breaks: true, typographer: false },
    maxNesting: MAX_NESTING,
  }).use(cjkFriendly)
  limitLinks(markdown)
  // A picture would be fetched from a server, which would learn that the text is being read. So only
  // what the letter attaches is shown.
  markdown.renderer.rules.image = (tokens, at) => {
    const { content } = tokens[at]!
    const attachment = parseAttached(String(tokens[at]!.attrGet('src') ?? ''))
    const url = attachment === null ? null : (pictureUrl?.(attachment) ?? null)
    if (url !== null)
      return `<img src="${markdown.utils.escapeHtml(url)}" alt="${markdown.utils.escapeHtml(content)}">`
    const style = attachment === null ? undefined : pictureClass?.(attachment)
    return `<span class="${style ?? 'no-picture'}">${markdown.utils.escapeHtml(content)}</span>`
  }
  fitPage(markdown, shiftHeadings)
  return markdown
}

function limitLinks(markdown: Markdown): void {
  // A link to an attachment has no allowed target, so it is shown as its words.
  markdown.validateLink = (href) => parseLink(href) !== null || parseAttached(href) !== null
  // Keep the words as written: decoding punycode could make an address look like another one.
  markdown.normalizeLinkText = (text) => text
  // Only a complete URL becomes a link automatically.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  const start = 'fumikura:'
  markdown.linkify.add(start, {
    validate: (text, at) => {
      const found = INSIDE_PATTERN.exec(text.slice(at - start.length, at + MAX_REF_CHARS))
      return found === null ? 0 : found[0].length - start.length
    },
  })
}

function fitPage(markdown: Markdown, shiftHeadings: MarkdownOptions['shiftHeadings']): void {
  markdown.core.ruler.push('page-fit', ({ tokens }) => {
    const isHeading = (type: string): boolean => type === 'heading_open' || type === 'heading_close'
    const levelOf = (tag: string): number => Number(tag.slice(1))
    const shift = shiftHeadings(tokens.filter(({ type }) => isHeading(type)).map(({ tag }) => levelOf(tag)))
    for (const token of tokens) {
      if (isHeading(token.type)) token.tag = `h${Math.min(DEEPEST_HEADING, levelOf(token.tag) + shift)}`
      // The content security policy of the page forbids style attributes.
      const alignment = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1]
      if (alignment !== undefined) token.attrs = [['class', `align-${alignment}`]]
    }
  })
}
