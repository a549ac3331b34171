// Decides which parts of a mail are its words, and which are files. Of alternatives the plain text
// is read, unless it is empty.
// A mail within a mail is a file, because its words and its files are not those of the outer mail.
import type { AtServer } from './cut-parts.ts'
import { MAIL_LIMITS } from './mail-limits.ts'
import { walkParts, type MimePart, type Structure } from './mime-parts.ts'
import { isAttached, readFileName, readText } from './part-content.ts'
import type { RawText } from './encoded-words.ts'

export interface Body {
  bytes: Buffer
  structure: Structure
  rawText: RawText
  /** The parts whose content stayed on the server of the mail. */
  atServer: ReadonlyMap<MimePart, AtServer>
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
    return this.#readPart(this.#body.structure.root).replace(/^\n+/, '').trimEnd()
  }

  #readPart(part: MimePart): string {
    if (part.children.length === 0) return isWords(this.#body, part) ? this.#readLeaf(part) : ''
    if (part.type.value === 'multipart/alternative') return this.#readAlternative(part)
    return part.children
      .map((child) => this.#readPart(child).trimEnd())
      .filter((words) => words.trim() !== '')
      .join('\n\n')
  }

  #readLeaf(part: MimePart): string {
    const { bytes: raw, structure } = this.#body
    const { text, bytes } = readText(raw, part, this.#bytesLeft)
    this.#bytesLeft -= bytes
    if (this.#bytesLeft === 0 && part.end > part.start) structure.notRead.add('textBytes')
    return text
  }

  #readAlternative({ children }: MimePart): string {
    const rank = (part: MimePart): number => (isWithoutParts(part) ? 2 : hasPlainText(part) ? 0 : 1)
    // Of equal ones the last is the best (RFC 2046).
    const inOrder = children.toReversed().sort((one, other) => rank(one) - rank(other))
    for (const child of inOrder) {
      const words = this.#readPart(child)
      if (words.trim() !== '') return words
    }
    return ''
  }
}

const hasPlainText = (part: MimePart): boolean =>
  Array.from(walkParts(part)).some(({ type }) => type.value === 'text/plain')

const isWithoutParts = ({ type, children }: MimePart): boolean =>
  type.value.startsWith('multipart/') && children.length === 0

/** True for text that is shown. A multipart without any part is read as text. */
function isWords({ structure, atServer }: Body, part: MimePart): boolean {
  if (isAttached(part) || atServer.has(part)) return false
  const { value } = part.type
  if (value === 'text/plain' || value === 'text/html') return true
  if (value.startsWith('multipart/')) return !part.isOpaque
  return part === structure.root && /^text\/(?!calendar|(?:x-)?vcard|directory)/.test(value)
}

/**
 * Returns all parts except the words. Words with a file name are listed too, unless they are the
 * first words.
 */
export function listFiles(body: Body): MimePart[] {
  const leaves = Array.from(walkParts(body.structure.root)).filter(({ children }) => children.length === 0)
  const first = leaves.find((part) => isWords(body, part))
  return leaves.filter((part) => {
    if (!isWords(body, part)) return true
    return part !== first && readFileName(part, body.rawText) !== null
  })
}
