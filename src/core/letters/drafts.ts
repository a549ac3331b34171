// Drafts: letters before they are sent, and the words of letters whose key was destroyed.
// This is the compose step. A draft never leaves the home.
import { fromHex, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Saying } from '../contract/drafts.ts'
import type { Policy } from '../contract/policy.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { AudienceKind, MailAddress } from '../store/index.ts'
import { checkUnsent } from './sent-drafts.ts'

/** An addressee of a draft, by key, so that a later change of the name does not matter. */
export type DraftReader =
  | { kind: 'person' | 'group'; key: string }
  | ({ kind: 'correspondent' } & MailAddress)
  | { kind: 'self' | 'public' }

export function draftReaderOf({ kind, key, mail }: DraftedAudience): DraftReader {
  if (kind === 'correspondent') return { kind, ...mail! }
  return kind === 'self' || kind === 'public' ? { kind } : { kind, key: toHex(key) }
}

interface DraftedAudience {
  kind: AudienceKind | 'self'
  key: Uint8Array
  /** Of a mail address. */
  mail?: MailAddress
}

/** A draft as its writer left it; times are stored as typed. */
export interface DraftText {
  to: DraftReader[]
  /** Typed names that match no one yet; they address no one. */
  typed: string[]
  subject: string
  text: string
  replyTo: string | null
  replaces: string | null
  /** Set if it is written in the box of a talk. */
  saying: Saying | null
  tags: string[]
  /** Own files: ids of the contract, or refs. */
  attachments: string[]
  /** As in the order of a letter. */
  remindAfterMs: number | null
  /** `keepPlace` of the policy names files as `attachments` does. */
  policy: Policy
  /** The own address that it is from, if a reader is a mail address. Null for the usual one. */
  from: string | null
}

export interface StoredDraft extends DraftText {
  id: Uint8Array
  savedAt: number
}

/** A draft as it was read; `savedAt` is null for words whose draft was never saved. */
export interface ReadDraft {
  id: Uint8Array
  savedAt: number | null
  /** Tells these words from later ones under the same id. */
  version: string
}

/** The version of a saved draft. */
export const savedVersion = (savedAt: number): string => `saved ${savedAt}`

interface DraftRow {
  id: Uint8Array
  draft: string
  savedAt: number
}

const DRAFTS = 'SELECT id, draft, saved_at AS savedAt FROM drafts'

const DRAFT_ID_BYTES = 16

/** Resolves when the draft is on disk. @throws NOT_FOUND if `id` names no draft, SENT */
export async function saveDraft(
  ledger: Ledger,
  id: Uint8Array | null,
  draft: DraftText,
  now: number,
): Promise<Uint8Array> {
  return ledger.write((tx) => {
    if (id === null) return insertDraft(tx, draft, now, null)
    if (updateDraft(tx, id, draft, now)) return id
    checkUnsent(tx, id)
    throw noDraft()
  })
}

/**
 * Saves a draft under an id that the caller chose. Creates the draft, or overwrites it if it
 * exists.
 * @throws INVALID, SENT
 */
export async function beginDraft(
  ledger: Ledger,
  hexId: string,
  draft: DraftText,
  now: number,
): Promise<Uint8Array> {
  const id = parseDraftId(hexId)
  if (id === null) throw new EngineError('INVALID', 'This is not the id of a draft.')
  await ledger.write((tx) => {
    if (updateDraft(tx, id, draft, now)) return
    checkUnsent(tx, id)
    putDraft(tx, id, draft, now, null)
  })
  return id
}

function updateDraft(tx: Transaction, id: Uint8Array, draft: DraftText, now: number): boolean {
  const update = 'UPDATE drafts SET draft = ?, saved_at = ? WHERE id = ?'
  return tx.run(update, JSON.stringify(draft), now, id).changes > 0
}

/**
 * Inserts a draft in the transaction of the caller, because a recall keeps the words of the author.
 */
export function insertDraft(
  tx: Transaction,
  draft: DraftText,
  now: number,
  recalled: Uint8Array | null,
): Uint8Array {
  const id = randomBytes(DRAFT_ID_BYTES)
  putDraft(tx, id, draft, now, recalled)
  return id
}

function putDraft(
  tx: Transaction,
  id: Uint8Array,
  draft: DraftText,
  now: number,
  recalled: Uint8Array | null,
): void {
  tx.run('INSERT INTO drafts VALUES (?, ?, ?, ?)', id, JSON.stringify(draft), now, recalled)
}

/** Lists the drafts, the newest first. */
export function listDrafts(rows: Rows): StoredDraft[] {
  return rows.all<DraftRow>(`${DRAFTS} ORDER BY saved_at DESC, id`).map(toDraft)
}

/**
 * @param hexId the id as the contract writes it; any other text names no draft
 * @throws NOT_FOUND
 */
export function getDraft(rows: Rows, hexId: string): StoredDraft {
  const draft = findDraft(rows, hexId)
  if (draft === null) throw noDraft()
  return draft
}

/** Returns the bytes of an id; null for a text that is none. */
export function parseDraftId(hexId: string): Uint8Array | null {
  return hexId.length === 2 * DRAFT_ID_BYTES && /^[0-9a-f]+$/.test(hexId) ? fromHex(hexId) : null
}

/** Null if there is no such draft. */
export function findDraft(rows: Rows, hexId: string): StoredDraft | null {
  const id = parseDraftId(hexId)
  const row = id === null ? undefined : rows.get<DraftRow>(`${DRAFTS} WHERE id = ?`, id)
  return row === undefined ? null : toDraft(row)
}

export function countDrafts(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM drafts')!.count
}

/** Returns the draft with the words of a letter whose key was destroyed. */
export function findRecalledDraft(rows: Rows, object: Uint8Array): Uint8Array | null {
  return rows.get<{ id: Uint8Array }>('SELECT id FROM drafts WHERE recalled_object = ?', object)?.id ?? null
}

export function removeDraft(tx: Transaction, id: Uint8Array): void {
  if (tx.run('DELETE FROM drafts WHERE id = ?', id).changes === 0) throw noDraft()
}

/**
 * Removes the draft of a letter that is sent in this transaction. A version that was saved after it
 * was read stays a draft.
 * @throws NOT_FOUND if another call has sent or removed it
 */
export function removeSentDraft(tx: Transaction, { id, savedAt }: ReadDraft): void {
  if (savedAt === null) return
  const newer = tx.get('SELECT 1 FROM drafts WHERE id = ? AND saved_at <> ?', id, savedAt)
  if (newer === undefined) removeDraft(tx, id)
}

function toDraft(row: DraftRow): StoredDraft {
  return { ...(JSON.parse(row.draft) as DraftText), id: row.id, savedAt: row.savedAt }
}

export const noDraft = (): EngineError => new EngineError('NOT_FOUND', 'There is no such draft.')
