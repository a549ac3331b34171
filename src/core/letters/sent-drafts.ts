// What became of drafts that were sent, so that a call whose answer was lost can be repeated: the
// same version of a draft is sent once, and every repetition gets the same answer.
// The row is part of the transaction that stores the letter.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/** Nobody repeats a call after this time. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000

/** Names one version of a draft: its id, and what tells its words from later ones. */
export interface DraftVersion {
  id: Uint8Array
  version: string
}

export interface SentDraft {
  object: Uint8Array
  state: string
  /** No notice is sent before this time. Null if it was not delayed. ms since the epoch */
  earliest: number | null
}

/**
 * Null if this version was not sent. Without a version: the last that was sent under this id. Its
 * object is empty if the letter is gone, and no words were saved since.
 */
export function findSent(
  rows: Rows,
  { id, version }: { id: Uint8Array; version: string | null },
): SentDraft | null {
  const found = rows.get<SentDraft>(
    `SELECT object, state, earliest FROM sent_drafts WHERE id = ? AND (version = coalesce(?, version)
       OR version = '' AND NOT EXISTS (SELECT 1 FROM drafts WHERE drafts.id = sent_drafts.id))
     ORDER BY version = '', at DESC LIMIT 1`,
    ...[id, version],
  )
  return found ?? null
}

/** @throws NOT_FOUND if another call has sent this version meanwhile */
export function keepSent(tx: Transaction, { id, version }: DraftVersion, sent: SentDraft, at: number): void {
  tx.run('DELETE FROM sent_drafts WHERE at < ?', at - KEPT_MS)
  const { changes } = tx.run(
    'INSERT OR IGNORE INTO sent_drafts (id, version, object, state, earliest, at) VALUES (?, ?, ?, ?, ?, ?)',
    ...[id, version, sent.object, sent.state, sent.earliest, at],
  )
  if (changes === 0) throw new EngineError('NOT_FOUND', 'Another call has sent it.')
}

/**
 * The letter was deleted or its sending undone, so nothing of it stays but that the draft was sent: a
 * call that repeats the saving and the sending must not send it after all.
 */
export function forgetSent(tx: Transaction, object: Uint8Array): void {
  const forget = "UPDATE OR REPLACE sent_drafts SET version = '', object = x'' WHERE object = ?"
  tx.run(forget, object)
}

/** @throws SENT if a version of it was sent */
export function checkUnsent(rows: Rows, id: Uint8Array): void {
  if (rows.get('SELECT 1 FROM sent_drafts WHERE id = ?', id) === undefined) return
  throw new EngineError('SENT', 'The draft was sent already.')
}
