// The row of a mail in the lists. What it has in common with the row of a letter comes from letters.
// A mail that was shared with this person is a letter of the person who shared it.
import type { Rows } from '../ledger/index.ts'
import { describeObject, replyOf, type DescribingParts } from '../letters/index.ts'
import type { MailOrigin } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'
import { findMailParent } from './mail-rows.ts'
import { findOrigin, mailIdsOf, namesIn, peopleOf } from './mail-origin.ts'

export function describeMailRow(rows: Rows, parts: DescribingParts, object: Uint8Array): LetterEntry | null {
  const described = describeObject({ rows, parts, object, kind: 'mail' })
  if (described?.found === undefined) return described?.entry ?? null
  const { entry, found } = described
  const origin = findOrigin(rows, parts, found.ref, found.header)
  if (origin === null) return entry
  const { author, to } = peopleOf(origin)
  return {
    ...entry,
    side: entry.imported === null ? sideOfOwn() : entry.side,
    // Those whom it was shared with come after its addressees.
    ...{ author, to: [...to, ...entry.to], mailIds: mailIdsOf(origin) },
    ...filesWithin(entry, origin),
    reply: entry.reply ?? replyOf(findMailParent(rows, parts, object)),
    imported: { ...namesIn(origin), whose: entry.imported?.whose ?? null },
  }
}

/** Every own mail was imported from a file. */
function sideOfOwn(): LetterEntry['side'] {
  return 'imported'
}

/** The files inside a mail are a part of it, so they are no larger than the mail. */
function filesWithin(
  { size, attached, textFrom, fileNames }: LetterEntry,
  { files }: MailOrigin,
): Pick<LetterEntry, 'attached' | 'fileNames'> {
  return {
    attached: {
      count: attached.count + files.length,
      bytes: attached.bytes + files.reduce((sum, file) => Math.min(size, sum + file.size), 0),
    },
    fileNames: textFrom === '' ? [] : [...fileNames, ...files.map(({ name }) => name)],
  }
}
