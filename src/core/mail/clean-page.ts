// Cleans the page of a mail before a browser parses it: only tags and attributes that draw something
// stay, and styles stand apart, because the policy of our page refuses them in HTML.
// The page cleans the result again, with the parser of the browser. Here the tokenizer alone is used,
// as for the words of a page: it takes one pass, and keeps no tree.
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'
import { remotePicture } from '../contract/remote-picture.ts'

export interface CleanPage {
  /** Styles are in `data-style`. */
  html: string
  sheets: string[]
  /** The pictures that are elsewhere, by HTTPS, without what their addresses say twice. */
  remote: string[]
  /** True if the page has more elements than a browser should draw. */
  isCut: boolean
}

export function cleanPage(html: string): CleanPage {
  const cleaner = new Cleaner(html)
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, cleaner)
  tokenizer.write(html)
  tokenizer.end()
  return {
    html: cleaner.pieces.join(''),
    sheets: cleaner.sheets,
    remote: [...cleaner.remote],
    isCut: cleaner.isCut,
  }
}

const words = (text: string): Set<string> => new Set(text.split(' '))
const DRAWN = words(
  'a abbr address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del dfn ' +
    'div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre ' +
    'q s samp section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr',
)
const VOID = words('br col hr img wbr')
/** Their content is not words. */
const SKIPPED = words(
  'script style title template iframe noframes noembed noscript xmp object audio video svg math select textarea',
)
const ATTRIBUTES = words(
  'href src style class align valign width height bgcolor color face size border cellpadding cellspacing colspan ' +
    'rowspan dir lang alt title start type nowrap',
)
const MAX_ELEMENTS = 20_000
const MAX_SHEET_CHARS = 256 * 1024
/** A picture may be in its address. */
const MAX_VALUE_CHARS = 1 << 20
const MAX_NAME_CHARS = 32
/** A page of more is one that no person made. */
const MAX_REMOTE = 200

class Cleaner implements TokenizerCallbacks {
  readonly pieces: string[] = []
  readonly sheets: string[] = []
  readonly remote = new Set<string>()
  isCut = false
  readonly #html: string
  #elements = 0
  #sheetChars = 0
  #tag = ''
  #attribute = ''
  #attributes = new Map<string, string>()
  #skipped: { tag: string; depth: number } | null = null

  constructor(html: string) {
    this.#html = html
  }

  isInForeignContext(): boolean {
    return false
  }

  ontext(start: number, end: number): void {
    const text = this.#html.slice(start, end)
    if (this.#skipped === null) this.#write(escape(text))
    else if (this.#skipped.tag === 'style' && this.#sheetChars < MAX_SHEET_CHARS) {
      this.#sheetChars += text.length
      this.sheets.push(text)
    }
  }

  ontextentity(codePoint: number): void {
    if (this.#skipped === null) this.#write(escape(String.fromCodePoint(codePoint)))
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#html.slice(start, Math.min(end, start + MAX_NAME_CHARS)).toLowerCase()
    this.#attributes.clear()
  }

  onattribname(start: number, end: number): void {
    const name = this.#html.slice(start, Math.min(end, start + MAX_NAME_CHARS)).toLowerCase()
    this.#attribute = ATTRIBUTES.has(name) && !this.#attributes.has(name) ? name : ''
    if (this.#attribute !== '') this.#attributes.set(name, '')
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
    if (this.#skipped?.tag === this.#tag) this.#skipped.depth++
    else if (this.#skipped === null && SKIPPED.has(this.#tag)) this.#skipped = { tag: this.#tag, depth: 1 }
    else if (this.#skipped === null && DRAWN.has(this.#tag)) this.#open()
  }

  onselfclosingtag(): void {
    if (this.#skipped === null && DRAWN.has(this.#tag)) this.#open()
  }

  #open(): void {
    this.isCut ||= ++this.#elements > MAX_ELEMENTS
    if (this.#tag === 'img') this.#noteRemote(this.#attributes.get('src') ?? '')
    const attributes = Array.from(
      this.#attributes,
      ([name, value]) => ` ${name === 'style' ? 'data-style' : name}="${escape(value)}"`,
    )
    this.#write(`<${drawnAs(this.#tag)}${attributes.join('')}>`)
  }

  #noteRemote(source: string): void {
    const url = remotePicture(source)
    if (url !== null && this.remote.size < MAX_REMOTE) this.remote.add(url)
  }

  onclosetag(start: number, end: number): void {
    const tag = this.#html.slice(start, end).trimEnd().toLowerCase()
    if (this.#skipped?.tag === tag && --this.#skipped.depth === 0) this.#skipped = null
    else if (this.#skipped === null && DRAWN.has(tag) && !VOID.has(tag)) this.#write(`</${drawnAs(tag)}>`)
  }

  #write(text: string): void {
    if (!this.isCut) this.pieces.push(text)
  }

  onattribend(): void {}
  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}

/** The colours of a body are those of the sheet. */
const drawnAs = (tag: string): string => (tag === 'body' ? 'div' : tag)

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPED[char]!)
