// The folders of an account as rows: which of them are read, and how far.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { FolderRole, FolderState, ServerFolder } from './mail-server.ts'
import { JUST_GONE } from './place-rows.ts'

export interface Folder {
  id: number
  account: Uint8Array
  path: string
  name: string
  role: FolderRole | null
  /** 0 before the folder was read for the first time. */
  uidValidity: number
  uidNext: number
  oldBelow: number
  modseq: string | null
  /** How many mails the server has in it. */
  count: number
  keepsKeywords: boolean
}

type FolderRow = Omit<Folder, 'keepsKeywords'> & { keepsKeywords: number } & Record<string, never>

const COLUMNS = `id, account, path, name, role, uid_validity AS uidValidity, uid_next AS uidNext,
  old_below AS oldBelow, modseq, count, keeps_keywords AS keepsKeywords`

const toFolder = (row: FolderRow): Folder => ({ ...row, keepsKeywords: row.keepsKeywords === 1 })

/** The person looks for new mail first, then for what they sent. Spam and trash come last. */
const ORDER: readonly (FolderRole | null)[] = ['inbox', 'all', 'sent', 'archive', null, 'spam', 'trash']

export function listFolders(rows: Rows, account: Uint8Array): Folder[] {
  const folders = rows
    .all<FolderRow>(
      `SELECT ${COLUMNS} FROM mail_folders WHERE account = ? AND is_listed = 1 ORDER BY path`,
      account,
    )
    .map(toFolder)
  return folders.sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role))
}

/**
 * Returns which folders of a server are read. Drafts are not mail yet. A folder of starred mails, or
 * of all mails, shows again what other folders have, except where all mails have labels instead.
 */
export function decideRead(folders: readonly ServerFolder[], hasLabels: boolean): ServerFolder[] {
  const selectable = folders.filter(({ canSelect }) => canSelect)
  const isLabelled = hasLabels && selectable.some(({ role }) => role === 'all')
  const isRead = ({ role }: ServerFolder): boolean =>
    isLabelled
      ? role === 'all' || role === 'spam' || role === 'trash'
      : role !== 'drafts' && role !== 'starred' && role !== 'all'
  return selectable.filter(isRead)
}

/**
 * Keeps the folders that are read. The mails of others count as gone until they turn up in another
 * folder: a folder may have been renamed.
 */
export function putFolders(tx: Transaction, account: Uint8Array, folders: readonly ServerFolder[]): void {
  tx.run('UPDATE mail_folders SET is_listed = 0 WHERE account = ?', account)
  for (const { path, name, role } of folders)
    tx.run(
      `INSERT INTO mail_folders (account, path, name, role) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, is_listed = 1`,
      ...[account, path, name, role],
    )
  const gone = 'SELECT id FROM mail_folders WHERE account = ? AND is_listed = 0'
  tx.run(`UPDATE mail_places SET is_gone = 1 WHERE folder IN (${gone})`, account)
}

/** Removes folders that the server does not list, once nothing refers to them. */
export function removeUnlisted(tx: Transaction, account: Uint8Array): void {
  tx.run(
    `DELETE FROM mail_folders WHERE account = ? AND is_listed = 0
     AND NOT EXISTS (SELECT 1 FROM mail_places WHERE folder = mail_folders.id)`,
    account,
  )
}

export function removeFolders(tx: Transaction, account: Uint8Array): void {
  tx.run('DELETE FROM mail_folders WHERE account = ?', account)
}

/** Records what the server said when the folder was selected. Nothing before is true if its UIDs are new. */
export function keepFolderState(tx: Transaction, folder: Folder, state: FolderState): Folder {
  const { uidValidity, uidNext, count, keepsKeywords } = state
  const isNew = folder.uidValidity !== uidValidity
  // Negative, because the new UIDs may be the same numbers.
  if (isNew)
    tx.run(
      `UPDATE OR REPLACE mail_places SET is_gone = ${JUST_GONE}, uid = -uid WHERE folder = ? AND uid > 0`,
      folder.id,
    )
  const kept = {
    ...{ ...folder, uidValidity, count, keepsKeywords },
    ...(isNew ? { uidNext, oldBelow: uidNext, modseq: state.modseq } : {}),
  }
  putProgress(tx, kept)
  return kept
}

export function putProgress(tx: Transaction, folder: Folder): void {
  tx.run(
    `UPDATE mail_folders SET uid_validity = ?, uid_next = ?, old_below = ?, modseq = ?, count = ?, keeps_keywords = ?
     WHERE id = ?`,
    ...[folder.uidValidity, folder.uidNext, folder.oldBelow, folder.modseq, folder.count],
    ...[Number(folder.keepsKeywords), folder.id],
  )
}

/** Lets the mails of before be looked at again. Those that are here are not fetched again. */
export function takeAgain(tx: Transaction, account: Uint8Array): void {
  tx.run('UPDATE mail_folders SET old_below = uid_next WHERE account = ?', account)
}

/** True for the folder in which a connection waits for what its server tells. */
export const isWatched = ({ role }: Folder): boolean => role === 'inbox' || role === 'all'
