// The records of an export: all data again as JSON lines, for programs. Schema: docs/export.md.
// Persisted: fields are added, never changed.
import type { LetterParts } from '../letters/index.ts'
import { findOrigin, readImported, showAddress, type FromWhom, type Mailbox } from '../mail/index.ts'
import {
  formatRef,
  getRef,
  type FileLabel,
  type ObjectHeader,
  type OpenedObject,
  type Ref,
} from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import { addresseesOf, mailboxOf } from './export-names.ts'
import type { Withheld } from './read-object.ts'
import { listReactions } from '../talks/index.ts'

/** The text of a letter. For an imported mail also the files inside it. */
export interface LetterWords {
  text: string
  within: { name: string; type: string; size: number }[]
}

export async function wordsOf(opened: OpenedObject, from: FromWhom): Promise<LetterWords> {
  const { text, files } = await readImported(opened, from)
  return { text, within: files.map(({ name, type, size }) => ({ name, type, size })) }
}

/** An attachment, with its path in the export. Null if it cannot be exported. */
export interface ExportedFile extends FileLabel {
  ref: Ref
  path: string | null
}

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
const personOf = ({ name, id }: Mailbox): { id: string; name: string } => ({ id, name })

function commonRecord(parts: LetterParts, entry: ListedEntry): Record<string, unknown> {
  const { ref, side, state, policy, tidy, replaces, reply, arrivedAt } = entry
  const { mode, urgent, expires } = policy
  const { bin: _bin, ...order } = tidy
  const tidied = { ...order, snoozedUntil: timeOf(tidy.snoozedUntil) }
  return {
    ...{
      ref,
      box: side,
      author: personOf(mailboxOf(parts, entry.author)),
      sentAt: timeOf(entry.imported?.writtenAt ?? entry.at),
    },
    ...{ arrivedAt: timeOf(arrivedAt), expiresAt: expires, mode, state, urgent },
    ...{ replyTo: reply?.ref ?? null, replaces, tidy: tidied },
  }
}

export function letterRecord(
  parts: LetterParts,
  entry: ListedEntry,
  { header }: OpenedObject,
  { path, attached, words }: { path: string; attached: ExportedFile[]; words: LetterWords },
): string {
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: header.title, to: addresseesOf(parts, header).map(personOf), madeFor: header.madeFor.kind },
    ...{ tags: header.tags, type: header.type, text: words.text, path, withheld: null },
    links: header.links.map(({ rel, ref }) => ({ rel, ref: formatRef(ref) })),
    files: attached.map(({ ref, ...file }) => ({ ref: formatRef(ref), ...file })),
    reactions: reactionsOf(parts, entry),
    ...mailRecord(parts, entry, header, words),
  })
}

function reactionsOf(parts: LetterParts, { object }: ListedEntry): Record<string, unknown>[] {
  return listReactions(parts.ledger, parts, object).map(({ person, text, at }) => ({
    ...{ person: personOf(mailboxOf(parts, person)), text, at: timeOf(at) },
  }))
}

/**
 * The author of an imported mail is not a person of Fumikura, so the record has a name and no id.
 */
function mailRecord(
  parts: LetterParts,
  entry: ListedEntry,
  header: ObjectHeader,
  { within }: LetterWords,
): object {
  if (header.origin === undefined) return {}
  const mail = { origin: header.origin, within }
  const origin = findOrigin(parts.ledger, parts, getRef(entry.ref), header)
  if (origin === null) return mail
  return {
    ...mail,
    author: { id: null, name: showAddress(origin.from) },
    to: origin.to.map((one) => ({ id: null, name: showAddress(one) })),
  }
}

/** Returns the record of a letter of which only the notice can be exported. */
export function sealedRecord(parts: LetterParts, entry: ListedEntry, withheld: Withheld): string {
  const to = entry.to.map((person) => personOf(mailboxOf(parts, person)))
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: entry.subject, to, madeFor: entry.wide[0]?.kind ?? 'person', tags: [], type: null },
    ...{ text: null, path: null, withheld, links: [], files: [] },
  })
}

/** Escapes U+2028 and U+2029, which end a line in some programs. */
export function jsonLine(record: Record<string, unknown>): string {
  const text = JSON.stringify(record)
  return `${text.replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)}\n`
}
