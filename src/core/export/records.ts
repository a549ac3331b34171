// The records of an export: everything once more as JSON lines, for programs. The schema is in docs/export.md: fields are added, never changed.
import { findOrigin, type LetterParts } from '../letters/index.ts'
import { MAIL_TYPE, listMailParts, textOfImported, type Mailbox } from '../mail/index.ts'
import {
  formatRef,
  getRef,
  type FileLabel,
  type ObjectHeader,
  type OpenedObject,
  type Ref,
} from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import { addresseesOf, mailboxOf } from './names.ts'
import type { Withheld } from './read-object.ts'

/** What a letter says; and if it is a mail, the files that lie in it and nowhere else. */
export interface LetterWords {
  text: string
  within: { name: string; type: string; size: number }[]
}

export function wordsOf(opened: OpenedObject): LetterWords {
  const within = opened.header.type === MAIL_TYPE ? listMailParts(opened.body) : []
  return {
    text: textOfImported(opened),
    within: within.map(({ name, type, content }) => ({ name, type, size: content.byteLength })),
  }
}

/** A file of a letter, and where it lies in the export. */
export interface ToldFile extends FileLabel {
  ref: Ref
  path: string | null
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
const personOf = ({ name, id }: Mailbox): { id: string; name: string } => ({ id, name })

function commonRecord(parts: LetterParts, entry: ListedEntry): Record<string, unknown> {
  const { ref, side, mode, state, urgent, tidy, replaces, reply, arrivedAt, expiresAt } = entry
  const tidied = { ...tidy, snoozedUntil: timeOf(tidy.snoozedUntil) }
  return {
    ...{ ref, box: side, author: personOf(mailboxOf(parts, entry.author)), sentAt: timeOf(entry.at) },
    ...{ arrivedAt: timeOf(arrivedAt), expiresAt: timeOf(expiresAt), mode, state, urgent },
    ...{ replyTo: reply?.ref ?? null, replaces, tidy: tidied },
  }
}

export function letterRecord(
  parts: LetterParts,
  entry: ListedEntry,
  { header }: OpenedObject,
  { path, attached, words }: { path: string; attached: ToldFile[]; words: LetterWords },
): string {
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: header.title, to: addresseesOf(parts, header).map(personOf), madeFor: header.madeFor.kind },
    ...{ tags: header.tags, type: header.type, text: words.text, path, withheld: null },
    links: header.links.map(({ rel, ref }) => ({ rel, ref: formatRef(ref) })),
    files: attached.map(({ ref, ...file }) => ({ ref: formatRef(ref), ...file })),
    ...mailRecord(parts, entry, header, words),
  })
}

/** Whoever wrote a mail of another program is no person of Fumikura: they have a name, and nothing by which they are proven. */
function mailRecord(
  parts: LetterParts,
  entry: ListedEntry,
  header: ObjectHeader,
  { within }: LetterWords,
): object {
  if (header.origin === undefined) return {}
  const told = { origin: header.origin, within }
  const origin = findOrigin(parts.ledger, parts, getRef(entry.ref), header)
  if (origin === null) return told
  return {
    ...told,
    author: { id: null, name: origin.from },
    to: origin.to.map((name) => ({ id: null, name })),
  }
}

/** A letter of which only its notice can leave. */
export function sealedRecord(parts: LetterParts, entry: ListedEntry, withheld: Withheld): string {
  const to = entry.to.map((person) => personOf(mailboxOf(parts, person)))
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: entry.subject, to, madeFor: entry.wide[0]?.kind ?? 'person', tags: [], type: null },
    ...{ text: null, path: null, withheld, links: [], files: [] },
  })
}

/** U+2028 and U+2029 end a line for some programs. */
export function jsonLine(record: Record<string, unknown>): string {
  const text = JSON.stringify(record)
  return `${text.replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)}\n`
}
