// A letter's text as DOM nodes: rendered, cleaned, and with the real target beside each link.
// After the reference step. Returns nodes, not a string, so that no HTML text of a letter reaches
// the page.
import { loadPart } from '../bridge/parts.ts'
import type DOMPurify from 'dompurify'
import { namesItsHost, parseLink } from '../../text/link-target.ts'
import { hasLongRun, MAX_ELEMENTS, MAX_MARKDOWN_CHARS } from '../../text/text-limits.ts'

const TAGS = [
  ...['p', 'br', 'hr', 'strong', 'em', 's', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'span'],
  ...['h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
]
const ATTRIBUTES = ['href', 'start', 'class']
const BLOCKS = 'p, li, blockquote, h3, h4, h5, h6, th, td'
/** Characters that change the text direction. In the words of a link they can only deceive. */
const DIRECTION_SIGNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** `showPicture` returns what is shown for an attachment; null if the letter has no such picture. */
export async function renderMarkdown(
  text: string,
  showPicture: (attachment: number, words: string) => Element | null = () => null,
): Promise<DocumentFragment> {
  const shielded = shieldedText(text)
  if (shielded !== null) return shielded
  const [{ default: purify }, { ATTACHED_CLASS, toHtml }] = await Promise.all([
    loadPart(() => import('dompurify')),
    loadPart(() => import('./markdown-html.ts')),
  ])
  const html = toHtml(text)
  if (countTags(html) > 2 * MAX_ELEMENTS) return plainText(text)
  const fragment = clean(purify, html)
  for (const block of fragment.querySelectorAll(BLOCKS)) block.setAttribute('dir', 'auto')
  for (const table of fragment.querySelectorAll('table')) makeScrollable(table)
  for (const link of fragment.querySelectorAll('a')) dressLink(link)
  for (const place of fragment.querySelectorAll(`span[class^=${ATTACHED_CLASS}]`)) {
    const picture = showPicture(Number(place.className.slice(ATTACHED_CLASS.length)), place.textContent)
    if (picture === null) place.className = 'no-picture'
    else place.replaceWith(picture)
  }
  return fragment
}

/** Returns a text that is too long to be rendered as it was typed. Null for any other text. */
export function shieldedText(text: string): DocumentFragment | null {
  return text.length > MAX_MARKDOWN_CHARS || hasLongRun(text) ? plainText(text) : null
}

/** Checks markdown-it's output a second time, with a parser of its own. */
function clean(purify: typeof DOMPurify, html: string): DocumentFragment {
  return purify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|fumikura):/i,
    RETURN_DOM_FRAGMENT: true,
  })
}

function plainText(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  const pre = document.createElement('pre')
  pre.className = 'as-typed'
  pre.append(...(hasLongRun(text) ? inBlocks(text) : [text]))
  fragment.append(pre)
  return fragment
}

/** Chromium searches the line breaks of a long run for minutes, unless each block has little of it. */
function inBlocks(text: string): HTMLElement[] {
  const pieces = text.match(/[^\n]{1,500}\n?|\n/gu) ?? []
  return pieces.map((piece) => {
    const block = document.createElement('div')
    block.textContent = piece
    return block
  })
}

/** Text has no `<` of its own in HTML. */
function countTags(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) count++
  return count
}

/** A wide table scrolls, also by keyboard, and does not widen the letter. */
function makeScrollable(table: Element): void {
  const frame = document.createElement('div')
  frame.className = 'wide'
  frame.tabIndex = 0
  table.replaceWith(frame)
  frame.append(table)
}

/** Adds the target after the words. A link without an allowed target becomes plain text. */
export function dressLink(link: HTMLAnchorElement): void {
  const target = parseLink(link.getAttribute('href') ?? '')
  if (target === null) return link.replaceWith(...link.childNodes)
  for (const node of textNodes(link)) node.textContent = (node.textContent ?? '').replace(DIRECTION_SIGNS, '')
  link.setAttribute('href', target.url)
  if (!('host' in target)) return
  link.rel = 'noopener noreferrer nofollow'
  link.target = '_blank'
  if (!target.isPuny && namesItsHost(link.textContent, target.host)) return
  const host = document.createElement('bdi')
  host.className = target.isPuny ? 'host puny' : 'host'
  host.dir = 'ltr'
  host.textContent = target.host
  link.append(' ', host)
}

function textNodes(root: Node): Node[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const nodes: Node[] = []
  while (walker.nextNode() !== null) nodes.push(walker.currentNode)
  return nodes
}
