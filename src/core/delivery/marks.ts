// state: what a reader says about a letter that they opened: done, accepted or declined, with a
// short note.
// It is a record in the reader's own feed. The latest mark counts; the earlier ones are kept.
import { strategyOf } from '../access/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Answer } from '../contract/reader-states.ts'
import type { FeedRecord } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { touch } from '../views/index.ts'
import { refuseBlocked } from './blocked-author.ts'
import type { DeliveryParts } from './parts.ts'

export interface OwnMark {
  n: number
  value: Answer
  note: string
  at: number
}

/**
 * Resolves when the mark is on disk and in the feed.
 * @throws NOT_FOUND, SEALED, NOT_A_READER, BLOCKED
 */
export async function markObject(
  parts: Pick<DeliveryParts, 'ledger' | 'inbox' | 'store' | 'clock' | 'audiences' | 'groups' | 'addressBook'>,
  object: Uint8Array,
  value: Answer,
  note: string,
): Promise<void> {
  const { ledger, inbox, store } = parts
  if (store.findOwn(ledger, object) !== null) throw new EngineError('NOT_A_READER', 'You are its author.')
  const received = inbox.find(ledger, object)
  if (received === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  refuseBlocked(parts, ledger, received.author)
  if (received.openedAt === null) throw new EngineError('SEALED', 'Open it before you answer for it.')
  await ledger.write((tx) => markInTransaction(tx, parts, received, { value, note }))
}

/** Marks an opened letter in the transaction of the caller. */
export function markInTransaction(
  tx: Transaction,
  parts: Pick<DeliveryParts, 'clock' | 'audiences' | 'groups'>,
  received: ReceivedLetter,
  { value, note }: Pick<OwnMark, 'value' | 'note'>,
): void {
  const { object } = received
  const n = (findMark(tx, object)?.n ?? 0) + 1
  const at = parts.clock.now()
  tx.run('INSERT INTO own_marks VALUES (?, ?, ?, ?, ?)', object, n, value, note, at)
  appendToAuthor(tx, parts, received, { type: 'state', object, n, value, at, note })
  touch(tx, object)
}

/**
 * Appends to the feed of the pair. Two persons who are no pair use the feed of the audience, with
 * the record addressed to the author alone. A group that shares states uses its own feed, openly.
 */
function appendToAuthor(
  tx: Transaction,
  { audiences, groups }: Pick<DeliveryParts, 'audiences' | 'groups'>,
  { author, notice }: ReceivedLetter,
  record: FeedRecord,
): void {
  const { audience } = notice
  const isShared = 'group' in audience && groups.sharesStates(tx, audience.group)
  // A former member has no feed there any longer, and still answers the author.
  if (isShared && audiences.group.append(tx, audience.group, record)) return
  if (!audiences.person.answer(tx, author, notice, record))
    strategyOf(audiences, notice).answer(tx, author, notice, record)
}

/** Returns all own marks on an object, the oldest first. */
export function listMarks(rows: Rows, object: Uint8Array): OwnMark[] {
  return rows.all<OwnMark & Record<string, never>>(
    'SELECT n, value, note, at FROM own_marks WHERE object = ? ORDER BY n',
    object,
  )
}

/** Returns the latest own mark on an object. */
export function findMark(rows: Rows, object: Uint8Array): OwnMark | null {
  return (
    rows.get<OwnMark & Record<string, never>>(
      'SELECT n, value, note, at FROM own_marks WHERE object = ? ORDER BY n DESC LIMIT 1',
      object,
    ) ?? null
  )
}
