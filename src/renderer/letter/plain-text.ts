// The text of a mail as DOM nodes: as it was written, with links, and with the quoted mail folded. It is
// never Markdown, because its sender did not write any.
// A link with words, which our reader makes of a page, has the form [words](target).
import { trimEndOf } from '../../core/contract/trim-end.ts'
import { dressLink, shieldedText, type renderMarkdown } from './markdown.ts'
import { m } from '../messages/messages.svelte.ts'

/** Renders the text of a letter, and of a mail in another way. */
export type RenderText = typeof renderMarkdown

interface Block {
  isQuote: boolean
  lines: string[]
}

/** A quote of more lines folds, also between the words of an answer. */
const SHOWN_LINES = 6
const ORIGINAL =
  /^[ \t]*-{2,}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|message d.origine|元のメッセージ|転送メッセージ)[ \t]*-{2,}[ \t]*$/i

export function renderPlain(text: string): Promise<DocumentFragment> {
  return Promise.resolve(shieldedText(text) ?? renderBlocks(text))
}

function renderBlocks(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment()
  const blocks = splitBlocks(text)
  for (const [index, block] of blocks.entries()) {
    const isLast = blocks.slice(index + 1).every(({ lines }) => isSignature(lines))
    const isFolded = block.isQuote && (isLast || block.lines.length > SHOWN_LINES)
    fragment.append(isFolded ? fold(block.lines) : paragraph(block.lines, block.isQuote))
  }
  return fragment
}

const isSignature = (lines: readonly string[]): boolean =>
  /^--\s*$/.test(lines.find((line) => line.trim() !== '') ?? '--')

function splitBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let isOriginal = false
  for (const line of text.split('\n')) {
    isOriginal ||= ORIGINAL.test(line)
    const isQuote = isOriginal || line.startsWith('>')
    const last = blocks.at(-1)
    if (last?.isQuote === isQuote) last.lines.push(line)
    else {
      const opening = isQuote && last !== undefined ? takeOpening(last.lines) : []
      blocks.push({ isQuote, lines: [...opening, line] })
    }
  }
  return blocks.filter(({ lines }) => lines.some((line) => line.trim() !== ''))
}

/** Takes the lines that say whose words follow, as “On Monday, Mara wrote:”, from the end. */
function takeOpening(lines: string[]): string[] {
  let end = lines.length
  while (end > 0 && lines[end - 1]!.trim() === '') end--
  if (end === 0 || !/[:：]\s*$/.test(lines[end - 1]!)) return []
  let start = end - 1
  while (start > 0 && end - start < MAX_OPENING_LINES && lines[start - 1]!.trim() !== '') start--
  const opening = lines.slice(start, end).join(' ')
  return /\d|@/.test(opening) && opening.length <= MAX_OPENING_CHARS ? lines.splice(start) : []
}

const MAX_OPENING_LINES = 3
const MAX_OPENING_CHARS = 400

function fold(lines: readonly string[]): HTMLElement {
  const details = document.createElement('details')
  details.className = 'quote'
  const summary = document.createElement('summary')
  summary.textContent = m.letter.mail.quoted
  details.append(summary, paragraph(lines, true))
  return details
}

function paragraph(lines: readonly string[], isQuote: boolean): HTMLElement {
  const block = document.createElement(isQuote ? 'blockquote' : 'p')
  block.className = 'plain'
  block.dir = 'auto'
  const isEmpty = (line: string): boolean => line.trim() === ''
  const [first, last] = [
    lines.findIndex((line) => !isEmpty(line)),
    lines.findLastIndex((line) => !isEmpty(line)),
  ]
  const text = lines
    .slice(first, last + 1)
    .map((line) => (isQuote ? line.replace(/^> ?/, '') : line))
    .join('\n')
  block.append(...withLinks(text))
  for (const link of block.querySelectorAll('a')) dressLink(link)
  return block
}

const LINK =
  /\[([^[\]\n]{1,500})\]\(((?:https?|mailto|ftp|tel):[^\s()]{1,4096})\)|https?:\/\/[^\s<>"「」『』（）]{1,4096}/gi

function* withLinks(text: string): Generator<Node | string> {
  let from = 0
  for (const found of text.matchAll(LINK)) {
    const [whole, words, target] = found
    const bare = trimEndOf(whole, POINTS)
    yield text.slice(from, found.index)
    const link = document.createElement('a')
    link.setAttribute('href', target ?? bare)
    link.textContent = words ?? bare
    yield link
    from = found.index + (target === undefined ? bare : whole).length
  }
  yield text.slice(from)
}

/** Signs at the end of an address belong to the sentence around it. */
const POINTS = ".,;:!?)]}'*_"
