// The row of a mail in the lists. What it has in common with the row of a letter comes from letters.
// A mail that was shared with this person is a letter of the person who shared it.
import type { Rows } from '../ledger/index.ts'
import { describeObject, replyOf, type DescribingParts } from '../letters/index.ts'
import type { MailOrigin } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'
import { mailListKey } from './mail-checks.ts'
import { findMailParent, findWholeSize, readChecks } from './mail-rows.ts'
import { findOrigin, mailIdsOf, namesIn, peopleOf } from './mail-origin.ts'

/** What the accounts of this person say of a mail. */
export interface AccountFacts {
  /** Null if the mail is in no account. */
  findSide(rows: Rows, object: Uint8Array): 'inbox' | 'sent' | null
  isOwnAddress(rows: Rows, address: string): boolean
}

export function describeMailRow(
  rows: Rows,
  parts: DescribingParts & { accounts: AccountFacts },
  object: Uint8Array,
): LetterEntry | null {
  const described = describeObject({ rows, parts, object, kind: 'mail' })
  if (described?.found === undefined) return described?.entry ?? null
  const { entry, found } = described
  const origin = findOrigin(rows, parts, found.ref, found.header)
  if (origin === null) return entry
  const { proof, isBulk, list } = readChecks(rows, object)
  const { person } = parts.identity
  const { author, to } = peopleOf(origin, {
    person,
    isAt: (address) => parts.accounts.isOwnAddress(rows, address),
  })
  return {
    ...entry,
    side: entry.imported === null ? (parts.accounts.findSide(rows, object) ?? 'imported') : entry.side,
    // Those whom it was shared with come after its addressees.
    ...{ author, to: [...to, ...entry.to], mailIds: mailIdsOf(origin) },
    ...filesWithin(entry, origin, findWholeSize(rows, object) ?? entry.size),
    mail: { proof, isBulk },
    ...(list === null ? {} : { listKey: mailListKey(list.id) }),
    reply: entry.reply ?? replyOf(findMailParent(rows, parts, object)),
    imported: { ...namesIn(origin), whose: entry.imported?.whose ?? null },
  }
}

/** The files inside a mail are a part of it, so they are no larger than the mail. */
function filesWithin(
  { attached, textFrom, fileNames }: LetterEntry,
  { files }: MailOrigin,
  size: number,
): Pick<LetterEntry, 'attached' | 'fileNames'> {
  return {
    attached: {
      count: attached.count + files.length,
      bytes: attached.bytes + files.reduce((sum, file) => Math.min(size, sum + file.size), 0),
    },
    fileNames: textFrom === '' ? [] : [...fileNames, ...files.map(({ name }) => name)],
  }
}
