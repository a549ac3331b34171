// The records of an export: everything once more as JSON lines, for programs. The schema is in docs/export.md: fields are added, never changed.
import { fromUtf8 } from '../base/index.ts'
import type { LetterParts } from '../letters/index.ts'
import type { Mailbox } from '../mail/index.ts'
import { formatRef, type FileLabel, type OpenedObject, type Ref } from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import { addresseesOf, mailboxOf } from './names.ts'
import type { Withheld } from './read-object.ts'

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
  { header, body }: OpenedObject,
  { path, attached }: { path: string; attached: ToldFile[] },
): string {
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: header.title, to: addresseesOf(parts, header).map(personOf), madeFor: header.madeFor.kind },
    ...{ tags: header.tags, type: header.type, text: fromUtf8(body), path, withheld: null },
    links: header.links.map(({ rel, ref }) => ({ rel, ref: formatRef(ref) })),
    files: attached.map(({ ref, ...file }) => ({ ref: formatRef(ref), ...file })),
  })
}

/** A letter of which only its notice can leave. */
export function sealedRecord(parts: LetterParts, entry: ListedEntry, withheld: Withheld): string {
  const to = entry.to.map((person) => personOf(mailboxOf(parts, person)))
  return jsonLine({
    ...commonRecord(parts, entry),
    ...{ subject: entry.subject, to, madeFor: entry.wide[0]?.kind ?? 'persons', tags: [], type: null },
    ...{ text: null, path: null, withheld, links: [], files: [] },
  })
}

/** U+2028 and U+2029 end a line for some programs. */
export function jsonLine(record: Record<string, unknown>): string {
  const text = JSON.stringify(record)
  return `${text.replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)}\n`
}
