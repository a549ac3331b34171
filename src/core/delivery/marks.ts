// state: what a reader says about a letter they opened: done, accepted, declined, with a short note.
// A record in the reader's own feed; the latest word counts, the earlier ones stay.
import { strategyOf } from '../access/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FeedRecord, StateValue } from '../feeds/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import { touch } from '../views/index.ts'
import type { DeliveryParts } from './parts.ts'

export interface OwnMark {
  n: number
  value: StateValue
  note: string
  at: number
}

/** On disk, and on its way to the author, when it resolves. @throws NOT_FOUND, SEALED, NOT_A_READER */
export async function markObject(
  parts: Pick<DeliveryParts, 'ledger' | 'inbox' | 'store' | 'clock' | 'audiences'>,
  object: Uint8Array,
  value: StateValue,
  note: string,
): Promise<void> {
  const { ledger, inbox, store, clock } = parts
  if (store.findOwn(ledger, object) !== null) throw new EngineError('NOT_A_READER', 'You are its author.')
  const received = inbox.find(ledger, object)
  if (received === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  if (received.openedAt === null) throw new EngineError('SEALED', 'Open it before you answer for it.')
  await ledger.write((tx) => {
    const n = (findMark(tx, object)?.n ?? 0) + 1
    const at = clock.now()
    tx.run('INSERT INTO own_marks VALUES (?, ?, ?, ?, ?)', object, n, value, note, at)
    appendToAuthor(tx, parts, received, { type: 'state', object, n, value, at, note })
    touch(tx, object)
  })
}

/** In the feed of the pair; where the two are none, in that of its audience, for the author alone. */
function appendToAuthor(
  tx: Transaction,
  { audiences }: Pick<DeliveryParts, 'audiences'>,
  { author, notice }: ReceivedLetter,
  record: FeedRecord,
): void {
  if (!audiences.person.answer(tx, author, notice, record))
    strategyOf(audiences, notice).answer(tx, author, notice, record)
}

/** Everything said here about a letter, in order. */
export function listMarks(rows: Rows, object: Uint8Array): OwnMark[] {
  return rows.all<OwnMark & Record<string, never>>(
    'SELECT n, value, note, at FROM own_marks WHERE object = ? ORDER BY n',
    object,
  )
}

/** The latest thing said here about a letter. */
export function findMark(rows: Rows, object: Uint8Array): OwnMark | null {
  return (
    rows.get<OwnMark & Record<string, never>>(
      'SELECT n, value, note, at FROM own_marks WHERE object = ? ORDER BY n DESC LIMIT 1',
      object,
    ) ?? null
  )
}
