// Drafts: letters before they are sent, and the words of letters whose key was destroyed.
// The compose step; nothing of a draft leaves the home.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import { objectId, type Ref } from '../store/index.ts'

/** Whom a draft is for: by key, so that it is for the same whatever they are called later. */
export type DraftReader = { kind: 'person' | 'group'; key: string } | { kind: 'self' | 'public' }

/** As the writer left it, times as typed. */
export interface DraftText {
  to: DraftReader[]
  /** Names that were typed and are nobody yet; they address nothing. */
  typed: string[]
  subject: string
  text: string
  replyTo: string | null
  replaces: string | null
  tags: string[]
  /** Files of mine: ids as the contract gives them, or names of their objects. */
  attachments: string[]
  /** True for all of them, or those that say where they were taken, named as in `attachments`. */
  keepPlace: boolean | string[]
  at: string | null
  expires: string | null
  mode: 'open' | 'controlled' | null
  urgent: boolean
  hold: boolean
}

export interface StoredDraft extends DraftText {
  id: Uint8Array
  savedAt: number
}

const OBJECT = 'object:'

/** How a draft names a file that a letter attached. */
export function draftNameOf(ref: Ref): string {
  return draftNameOfObject(objectId(ref))
}

export function draftNameOfObject(object: Uint8Array): string {
  return OBJECT + toHex(object)
}

/** The object in such a name; null for an id. */
export function parseDraftName(name: string): Uint8Array | null {
  return name.startsWith(OBJECT) ? Buffer.from(name.slice(OBJECT.length), 'hex') : null
}

interface DraftRow {
  id: Uint8Array
  draft: string
  saved_at: number
}

const DRAFT_ID_BYTES = 16

/** On disk when it resolves. @throws NOT_FOUND when `id` names no draft */
export async function saveDraft(
  ledger: Ledger,
  id: Uint8Array | null,
  draft: DraftText,
  now: number,
): Promise<Uint8Array> {
  return ledger.write((tx) => {
    if (id === null) return insertDraft(tx, draft, now, null)
    const { changes } = tx.run(
      'UPDATE drafts SET draft = ?, saved_at = ? WHERE id = ?',
      JSON.stringify(draft),
      now,
      id,
    )
    if (changes === 0) throw noDraft()
    return id
  })
}

/** A draft in the transaction that needs it: a recall keeps the author's words. */
export function insertDraft(
  tx: Transaction,
  draft: DraftText,
  now: number,
  recalled: Uint8Array | null,
): Uint8Array {
  const id = randomBytes(DRAFT_ID_BYTES)
  tx.run('INSERT INTO drafts VALUES (?, ?, ?, ?)', id, JSON.stringify(draft), now, recalled)
  return id
}

/** Newest first. */
export function listDrafts(reader: Reader): StoredDraft[] {
  return reader.all<DraftRow>('SELECT * FROM drafts ORDER BY saved_at DESC, id').map(toDraft)
}

/** @throws NOT_FOUND */
export function getDraftId(reader: Reader, hexId: string): Uint8Array {
  const row = listDrafts(reader).find(({ id }) => toHex(id) === hexId)
  if (row === undefined) throw noDraft()
  return row.id
}

export function removeDraft(tx: Transaction, id: Uint8Array): void {
  if (tx.run('DELETE FROM drafts WHERE id = ?', id).changes === 0) throw noDraft()
}

function toDraft(row: DraftRow): StoredDraft {
  return { ...(JSON.parse(row.draft) as DraftText), id: row.id, savedAt: row.saved_at }
}

const noDraft = () => new EngineError('NOT_FOUND', 'There is no such draft.')
