// Converts an HTML page to the words that a person would see: a line per block, and the targets of
// links.
// Nothing is fetched or run. Only a tokenizer is used, because a tree or a stack of open tags would
// grow with untrusted input.
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { WordWriter } from './word-writer.ts'

/** Reads the page in one pass. Returns about `maxChars` at most. */
export function wordsOfHtml(html: string, maxChars: number): string {
  const page = new Page(html, new WordWriter(maxChars))
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, page)
  tokenizer.write(html)
  tokenizer.end()
  return page.writer.text()
}

const UNSEEN = new Set(['script', 'style', 'title', 'template', 'iframe', 'noframes', 'noembed', 'xmp'])
const VOID = new Set('area base br col embed frame hr img input link meta param source track wbr'.split(' '))
const PARAGRAPHS = new Set('p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table'.split(' '))
const BLOCKS = new Set(
  'address article aside body center dd details div dt fieldset figcaption figure footer form header hr html legend li main nav option section summary tr caption'.split(
    ' ',
  ),
)
/** The attributes that are read. */
const ATTRIBUTES = new Set(['style', 'hidden', 'href', 'alt'])
const MAX_VALUE_CHARS = 8192
const HIDING =
  /(?:^|;)(?:display:none|visibility:hidden|opacity:0(?:\.0+)?(?=[;!]|$)|max-height:0(?:px)?(?=[;!]|$))/

class Page implements TokenizerCallbacks {
  readonly #html: string
  readonly writer: WordWriter
  #tag = ''
  #attribute = ''
  #attributes = new Map<string, string>()
  /** The hidden tag whose content is skipped, and how often it is open. */
  #unseen: { tag: string; depth: number } | null = null

  constructor(html: string, writer: WordWriter) {
    this.#html = html
    this.writer = writer
  }

  isInForeignContext(): boolean {
    return false
  }

  ontext(start: number, end: number): void {
    this.writer.write(this.#html.slice(start, end))
  }

  ontextentity(codePoint: number): void {
    this.writer.write(String.fromCodePoint(codePoint))
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#html.slice(start, end).toLowerCase()
    this.#attributes.clear()
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#html.slice(start, Math.min(end, start + MAX_NAME_CHARS)).toLowerCase()
    if (ATTRIBUTES.has(this.#attribute) && this.#attributes.has(this.#attribute)) this.#attribute = ''
    else if (ATTRIBUTES.has(this.#attribute)) this.#attributes.set(this.#attribute, '')
  }

  onattribdata(start: number, end: number): void {
    this.#addValue(this.#html.slice(start, Math.min(end, start + MAX_VALUE_CHARS)))
  }

  onattribentity(codePoint: number): void {
    this.#addValue(String.fromCodePoint(codePoint))
  }

  #addValue(value: string): void {
    const before = this.#attributes.get(this.#attribute)
    if (before !== undefined && before.length < MAX_VALUE_CHARS)
      this.#attributes.set(this.#attribute, before + value)
  }

  onopentagend(): void {
    this.#open(this.#tag)
  }

  onselfclosingtag(): void {
    this.#open(this.#tag)
  }

  onclosetag(start: number, end: number): void {
    const tag = this.#html.slice(start, end).trimEnd().toLowerCase()
    if (this.#unseen?.tag === tag && --this.#unseen.depth === 0) {
      this.#unseen = null
      this.writer.show()
    }
    if (tag === 'a') this.writer.endLink()
    else if (tag === 'pre') this.writer.isVerbatim = false
    this.#break(tag)
    if (tag === 'blockquote') this.writer.endQuote()
  }

  #open(tag: string): void {
    const isUnseen = UNSEEN.has(tag) || this.#isHidden()
    // A paragraph ends where the next block begins.
    if (this.#unseen?.tag === 'p' && (PARAGRAPHS.has(tag) || BLOCKS.has(tag))) {
      this.#unseen = null
      this.writer.show()
    }
    if (this.#unseen?.tag === tag) this.#unseen.depth++
    else if (this.#unseen === null && isUnseen && !VOID.has(tag)) {
      this.#unseen = { tag, depth: 1 }
      this.writer.hide()
    }
    if (isUnseen && VOID.has(tag)) return
    this.#break(tag)
    if (tag === 'blockquote') this.writer.beginQuote()
    this.#mark(tag)
  }

  #isHidden(): boolean {
    const style = this.#attributes.get('style')
    return (
      this.#attributes.has('hidden') ||
      (style !== undefined && HIDING.test(style.toLowerCase().replace(/\s+/g, '')))
    )
  }

  #break(tag: string): void {
    if (tag === 'br') this.writer.breakLine()
    else if (PARAGRAPHS.has(tag)) this.writer.breakBlock(2)
    else if (BLOCKS.has(tag)) this.writer.breakBlock(1)
    else if (tag === 'td' || tag === 'th') this.writer.write(' ')
  }

  #mark(tag: string): void {
    if (tag === 'a') this.writer.beginLink(this.#attributes.get('href') ?? '')
    else if (tag === 'li') this.writer.write('• ')
    else if (tag === 'pre') this.writer.isVerbatim = true
    else if (tag === 'img') this.writer.write(this.#attributes.get('alt') ?? '')
  }

  // Comments, declarations and the ends of values have no visible text.
  onattribend(): void {}
  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}

const MAX_NAME_CHARS = 32
