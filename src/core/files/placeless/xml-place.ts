// Removes locations from XMP and other XML. A value becomes spaces if its property is named after a
// location, or if it contains one.
// One pass over the tags. A damaged packet loses more values, never fewer. Reads UTF-8, and UTF-16
// in both byte orders.
import { turn } from '../../base/index.ts'
import { spaces, type Patch } from './patches.ts'
import { PlaceRemains } from './place-remains.ts'
import { hasBase64Place } from './gps-mark.ts'
import { namesPlace, saysPlace } from './place-patterns.ts'
import { saysInSlices } from './slices.ts'

/**
 * Patches relative to `packet`.
 * @throws PlaceRemains if it defines entities, because an entity can hide a location
 */
export async function findXmlPlaces(packet: Uint8Array): Promise<Patch[]> {
  const { text, width, isLittle } = decode(Buffer.from(packet))
  const ranges = await new XmlWalk(text).findRanges()
  if (width === 1) return ranges.flatMap(([start, end]) => spaces(start, end - start))
  return ranges.flatMap(([start, end]) => {
    const bytes = Buffer.alloc(2 * (end - start))
    for (let at = 0; at < bytes.byteLength; at += 2) bytes[isLittle ? at : at + 1] = 0x20
    return [{ start: 2 * start, bytes }]
  })
}

interface Decoded {
  text: string
  /** Bytes per character of `text`. */
  width: 1 | 2
  isLittle: boolean
}

function decode(bytes: Buffer): Decoded {
  const [first, second] = [bytes[0], bytes[1]]
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)
  if (isLittle) return { text: bytes.toString('utf16le'), width: 2, isLittle }
  if (!isBig) return { text: bytes.toString('latin1'), width: 1, isLittle }
  const even = bytes.subarray(0, bytes.byteLength - (bytes.byteLength % 2))
  return { text: Buffer.from(even).swap16().toString('utf16le'), width: 2, isLittle }
}

type Range = [start: number, end: number]

const NAME = /[^\s/>=<]+/y
const ATTRIBUTE = /\s*([^\s=/><]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/dy
/**
 * Attributes and elements whose value is a name: the name of the value beside it, or of the next
 * element.
 */
const NAMING = /(?:^|:)(?:name|key)$/i
const LONGEST_NAME = 64

interface Attribute {
  name: string
  start: number
  end: number
}

class XmlWalk {
  readonly #text: string
  readonly #ranges: Range[] = []
  /** Open elements within one that is named after a location, including that one; 0 outside. */
  #depth = 0
  /** The name of the element that was opened last. */
  #last = ''
  /** True if the next text is the value of a location name that was just read. */
  #isAwaited = false

  constructor(text: string) {
    this.#text = text
  }

  async findRanges(): Promise<Range[]> {
    const text = this.#text
    for (let at = 0; at < text.length;) {
      await turn.pass()
      const next = text.indexOf('<', at)
      const end = next === -1 ? text.length : next
      await this.#checkText(at, end)
      at = end === text.length ? end : await this.#passMarkup(end)
    }
    return this.#ranges
  }

  /** A property list writes a name, and its value in the next element. */
  async #checkText(start: number, end: number): Promise<void> {
    const value = this.#text.slice(start, end).trim()
    if (value === '') return
    await this.#checkValue(start, end, this.#depth > 0 || this.#isAwaited)
    this.#isAwaited = NAMING.test(this.#last) && value.length <= LONGEST_NAME && namesPlace(value)
  }

  /** Marks a value for removal if it is named after a location or contains one. */
  async #checkValue(start: number, end: number, isNamed = this.#depth > 0): Promise<void> {
    const value = this.#text.slice(start, end)
    if (value.trim() === '') return
    if (isNamed || hasBase64Place(value) || (await saysInSlices(value, saysPlace)))
      this.#ranges.push([start, end])
  }

  /** Returns the position after the markup. */
  async #passMarkup(at: number): Promise<number> {
    const text = this.#text
    if (text.startsWith('<!--', at)) return this.#passUntil('-->', at + 4)
    if (text.startsWith('<![CDATA[', at)) return this.#passUntil(']]>', at + 9)
    if (text.startsWith('<?', at)) return this.#passUntil('?>', at + 2)
    if (text.startsWith('<!', at)) return this.#passDeclaration(at)
    if (text.startsWith('</', at)) {
      if (this.#depth > 0) this.#depth--
      return this.#after('>', at)
    }
    return this.#passTag(at)
  }

  async #passUntil(mark: string, from: number): Promise<number> {
    const end = this.#text.indexOf(mark, from)
    await this.#checkValue(from, end === -1 ? this.#text.length : end)
    return end === -1 ? this.#text.length : end + mark.length
  }

  #passDeclaration(at: number): number {
    const end = this.#after('>', at)
    if (/<!ENTITY/i.test(this.#text.slice(at, end)))
      throw new PlaceRemains('form', 'It defines its own entities.')
    return end
  }

  #after(mark: string, from: number): number {
    const found = this.#text.indexOf(mark, from)
    return found === -1 ? this.#text.length : found + mark.length
  }

  async #passTag(at: number): Promise<number> {
    NAME.lastIndex = at + 1
    const name = NAME.exec(this.#text)?.[0]
    if (name === undefined) return at + 1
    this.#last = name
    const { attributes, end } = this.#attributesFrom(at + 1 + name.length)
    const isNamed = this.#depth > 0 || namesPlace(name) || attributes.some((one) => this.#givesName(one))
    for (const one of attributes)
      await this.#checkValue(one.start, one.end, !NAMING.test(one.name) && (isNamed || namesPlace(one.name)))
    const close = this.#after('>', end)
    const isClosed = this.#text[close - 2] === '/'
    if (isNamed && !isClosed) this.#depth++
    return close
  }

  /**
   * True for an attribute such as `name="Latitude"`, which names its element and the values beside
   * it.
   */
  #givesName({ name, start, end }: Attribute): boolean {
    return NAMING.test(name) && end - start <= LONGEST_NAME && namesPlace(this.#text.slice(start, end).trim())
  }

  #attributesFrom(from: number): { attributes: Attribute[]; end: number } {
    const attributes: Attribute[] = []
    let end = from
    for (;;) {
      ATTRIBUTE.lastIndex = end
      const found = ATTRIBUTE.exec(this.#text)
      if (found === null) return { attributes, end }
      end = ATTRIBUTE.lastIndex
      const name = found[1]!
      if (/^(?:xmlns\b|rdf:parseType$|rdf:about$|xml:)/.test(name)) continue
      const [valueStart, valueEnd] = found.indices?.[2] ?? found.indices?.[3] ?? [0, 0]
      attributes.push({ name, start: valueStart, end: valueEnd })
    }
  }
}
