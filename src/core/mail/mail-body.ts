// Which parts of a mail are its words, and which are files. Of alternatives the plain one is read, if it says anything.
// A mail within a mail is a file of it: neither its words nor its files are the outer mail's.
import { MAIL_LIMITS } from './limits.ts'
import { walkParts, type MimePart, type Structure } from './mime-parts.ts'
import { isAttached, readFileName, readText } from './part-content.ts'
import type { RawText } from './encoded-words.ts'

export interface Body {
  bytes: Buffer
  structure: Structure
  rawText: RawText
}

export function readWords(body: Body): string {
  return new Words(body).read()
}

class Words {
  readonly #body: Body
  #bytesLeft: number = MAIL_LIMITS.textBytes

  constructor(body: Body) {
    this.#body = body
  }

  read(): string {
    return this.#of(this.#body.structure.root).replace(/^\n+/, '').trimEnd()
  }

  #of(part: MimePart): string {
    if (part.children.length === 0) return isWords(this.#body, part) ? this.#ofLeaf(part) : ''
    if (part.type.value === 'multipart/alternative') return this.#ofAlternative(part)
    return part.children
      .map((child) => this.#of(child).trimEnd())
      .filter((words) => words.trim() !== '')
      .join('\n\n')
  }

  #ofLeaf(part: MimePart): string {
    const { bytes: raw, structure, rawText } = this.#body
    const { text, bytes } = readText(raw, part, { language: rawText.language, maxBytes: this.#bytesLeft })
    this.#bytesLeft -= bytes
    if (this.#bytesLeft === 0 && part.end > part.start) structure.notRead.add('textBytes')
    return text
  }

  #ofAlternative({ children }: MimePart): string {
    const isPlain = (part: MimePart): boolean =>
      Array.from(walkParts(part)).some(({ type }) => type.value === 'text/plain')
    const inOrder = [...children.filter(isPlain), ...children.filter((child) => !isPlain(child)).reverse()]
    for (const child of inOrder) {
      const words = this.#of(child)
      if (words.trim() !== '') return words
    }
    return ''
  }
}

/** Text that is shown. A multipart in which no part was found is read as text, as its sender meant it to be. */
function isWords({ structure }: Body, part: MimePart): boolean {
  if (isAttached(part)) return false
  const { value } = part.type
  if (value === 'text/plain' || value === 'text/html') return true
  if (value.startsWith('multipart/')) return !part.isOpaque
  return part === structure.root && /^text\/(?!calendar|(?:x-)?vcard|directory)/.test(value)
}

/** Everything but the words; and words that have a name of their own, beside being read. */
export function listFiles(body: Body): MimePart[] {
  const leaves = Array.from(walkParts(body.structure.root)).filter(({ children }) => children.length === 0)
  const first = leaves.find((part) => isWords(body, part))
  return leaves.filter((part) => {
    if (!isWords(body, part)) return true
    return part !== first && readFileName(part, body.rawText) !== null
  })
}
