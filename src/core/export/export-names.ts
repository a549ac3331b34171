// Names in an export: of persons as they are known here, and of files so that every system and
// every manifest checker accepts them.
import { equalBytes, toText, utf8Length } from '../base/index.ts'
import { MAX_NAME_BYTES, safeFileName } from '../files/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Mailbox } from '../mail/index.ts'
import { isOnePerson, type ObjectHeader } from '../store/index.ts'

export function mailboxOf(parts: LetterParts, person: Uint8Array): Mailbox {
  const { identity, addressBook, ledger } = parts
  const name = equalBytes(person, identity.person) ? identity.card.name : addressBook.nameOf(ledger, person)
  return { name, id: toText(person) }
}

/** Returns the persons or the group that an object was made for. */
export function addresseesOf(parts: LetterParts, { to, madeFor }: ObjectHeader): Mailbox[] {
  if (isOnePerson(madeFor)) return to.map((person) => mailboxOf(parts, person))
  if (!('group' in madeFor)) return [{ name: '', id: madeFor.kind }]
  return [{ name: parts.groups.nameOf(parts.ledger, madeFor.group), id: toText(madeFor.group) }]
}

const MAX_CHARS = 60
/** Eight characters. Among about a million objects two share them. */
const MARK_BYTES = 5
const LONG_MARK_BYTES = 20

/** Unique file names in one folder of an export, also on systems that ignore case. */
export class UniqueNames {
  /** Marks of the objects that were named already. */
  readonly #marks = new Set<number>()

  /**
   * Returns a name with the start of the object's id after it. Call it once per object. Without
   * `%`, which manifests use as an escape; a character that some system forbids leaves a space.
   */
  nameOf(name: string, object: Uint8Array, ending = endingOf(name)): string {
    const stem = ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name
    const short = Array.from(stem.replace(/[%/\\:*?"<>|]/g, ' '))
      .slice(0, MAX_CHARS)
      .join('')
    const tail = ` (${this.#markOf(object)})${ending.normalize('NFC')}`
    return safeFileName(short, MAX_NAME_BYTES - utf8Length(tail)) + tail
  }

  #markOf(object: Uint8Array): string {
    const mark = Buffer.from(object).readUIntBE(0, MARK_BYTES)
    const bytes = this.#marks.has(mark) ? LONG_MARK_BYTES : MARK_BYTES
    this.#marks.add(mark)
    return toText(object.subarray(0, bytes))
  }
}

/** Returns the first words of a text without a subject, such as one that was said in a talk. */
export function nameWithoutTitle(text: string): string {
  return (
    text
      .trimStart()
      .split('\n', 1)[0]!
      .trim()
      .slice(0, 4 * MAX_CHARS) || 'letter'
  )
}

/** Returns the ending with its dot. A longer one counts as part of the name. */
function endingOf(name: string): string {
  return /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? ''
}

/** Returns the month in UTC, such as `2026-01`. */
export function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7)
}

export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
