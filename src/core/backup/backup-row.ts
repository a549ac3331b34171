// What this device knows of the backup files that it writes: their paths, how far they reach, and
// which blocks they contain.
// Not part of any backup.
import { equalBytes } from '../base/index.ts'
import type { Rows, Schema, Transaction } from '../ledger/index.ts'
import type { BackupLock } from './backup-lock.ts'

export const backupSchema: Schema = {
  noun: 'backup',
  steps: [
    // `lock_salt` is null if the words alone open the file. `backup_passing`: temporary names of
    // files that runs are writing.
    `CREATE TABLE backup_files (
       number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, file BLOB NOT NULL, key BLOB NOT NULL, lock_salt BLOB,
       end_at INTEGER NOT NULL, list_at INTEGER NOT NULL, list_bytes INTEGER NOT NULL, runs INTEGER NOT NULL,
       dead_bytes INTEGER NOT NULL, is_unerased INTEGER NOT NULL, made_at INTEGER NOT NULL, letters INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE backup_held (
       path TEXT NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL, end_at INTEGER NOT NULL, PRIMARY KEY (path, core, start)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE backup_passing (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
     CREATE TABLE backup_settings (
       one INTEGER PRIMARY KEY CHECK (one = 1), folder TEXT, every TEXT NOT NULL, others INTEGER NOT NULL, files INTEGER NOT NULL,
       tried_at INTEGER, failed TEXT, words_at INTEGER
     ) STRICT;
     CREATE TABLE backup_lock (
       one INTEGER PRIMARY KEY CHECK (one = 1), salt BLOB NOT NULL, ops_limit INTEGER NOT NULL, mem_limit_bytes INTEGER NOT NULL,
       key BLOB NOT NULL, set_at INTEGER NOT NULL
     ) STRICT;`,
  ],
}

export interface BackupFileRow {
  path: string
  file: Uint8Array
  key: Uint8Array
  /** End of the file after the last complete run. */
  endAt: number
  listAt: number
  listBytes: number
  runs: number
  deadBytes: number
  /** 1 if frames that no longer count may not be erased yet. */
  isUnerased: number
  madeAt: number
  letters: number
  /** The salt of the passphrase that the file needs; null if the words alone open it. */
  lockSalt: Uint8Array | null
}

const FILE_COLUMNS = `
  path, file, key, end_at AS endAt, list_at AS listAt, list_bytes AS listBytes, runs,
  dead_bytes AS deadBytes, is_unerased AS isUnerased, made_at AS madeAt, letters,
  lock_salt AS lockSalt`

/** Written before the file is created, so that after a crash the next run can remove the file. */
export function recordPassing(tx: Transaction, path: string): void {
  tx.run('INSERT INTO backup_passing VALUES (?)', path)
}

export function listPassing(rows: Rows): string[] {
  return rows.all<{ path: string }>('SELECT path FROM backup_passing').map(({ path }) => path)
}

export function forgetPassing(tx: Transaction, path: string): void {
  tx.run('DELETE FROM backup_passing WHERE path = ?', path)
}

export function findBackupFile(rows: Rows, path: string): BackupFileRow | null {
  return (
    rows.get<BackupFileRow & Record<string, never>>(
      `SELECT ${FILE_COLUMNS} FROM backup_files WHERE path = ?`,
      path,
    ) ?? null
  )
}

/** Lists the backup files, the latest first. */
export function listBackupFiles(rows: Rows): BackupFileRow[] {
  return rows.all<BackupFileRow & Record<string, never>>(
    `SELECT ${FILE_COLUMNS} FROM backup_files ORDER BY made_at DESC`,
  )
}

export function writeBackupFile(tx: Transaction, row: BackupFileRow): void {
  tx.run('DELETE FROM backup_files WHERE path = ?', row.path)
  tx.run(
    `INSERT INTO backup_files (path, file, key, end_at, list_at, list_bytes, runs, dead_bytes, is_unerased, made_at, letters,
       lock_salt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[row.path, row.file, row.key, row.endAt, row.listAt, row.listBytes],
    ...[row.runs, row.deadBytes, row.isUnerased, row.madeAt, row.letters, row.lockSalt],
  )
}

/** Returns the lock for new files, and when it was set. Null if new files need no passphrase. */
export function findBackupLock(rows: Rows): (BackupLock & { setAt: number }) | null {
  return (
    rows.get<BackupLock & { setAt: number } & Record<string, never>>(
      'SELECT salt, ops_limit AS opsLimit, mem_limit_bytes AS memLimitBytes, key, set_at AS setAt FROM backup_lock',
    ) ?? null
  )
}

export function writeBackupLock(tx: Transaction, lock: BackupLock | null, setAt: number): void {
  tx.run('DELETE FROM backup_lock')
  if (lock === null) return
  const { salt, opsLimit, memLimitBytes, key } = lock
  tx.run('INSERT INTO backup_lock VALUES (1, ?, ?, ?, ?, ?)', salt, opsLimit, memLimitBytes, key, setAt)
}

/** True if the file opens with the lock that new files have now. */
export function isUnderLock({ lockSalt }: BackupFileRow, lock: BackupLock | null): boolean {
  if (lockSalt === null || lock === null) return lockSalt === lock
  return equalBytes(lockSalt, lock.salt)
}

/** A range of blocks of one core. */
export interface CoreRange {
  core: Uint8Array
  start: number
  /** Exclusive. */
  end: number
}

export function isHeld(rows: Rows, path: string, { core, start, end }: CoreRange): boolean {
  const sql = 'SELECT 1 FROM backup_held WHERE path = ? AND core = ? AND start <= ? AND end_at >= ?'
  return rows.get(sql, path, core, start, end) !== undefined
}

/** Returns how many blocks of a core, from its start, are in the file. */
export function heldLength(rows: Rows, path: string, core: Uint8Array): number {
  const sql = 'SELECT end_at AS endAt FROM backup_held WHERE path = ? AND core = ? AND start = 0'
  return rows.get<{ endAt: number }>(sql, path, core)?.endAt ?? 0
}

export function recordHeld(tx: Transaction, path: string, { core, start, end }: CoreRange): void {
  tx.run('INSERT OR REPLACE INTO backup_held VALUES (?, ?, ?, ?)', path, core, start, end)
}

export function forgetHeld(tx: Transaction, path: string): void {
  tx.run('DELETE FROM backup_held WHERE path = ?', path)
}

export type Interval = 'off' | 'day' | 'week'

export interface BackupSettings {
  folder: string | null
  every: Interval
  /** True to include opened letters of others with their bodies. */
  others: boolean
  /** True to include own files and attachments that do not fit one block. */
  files: boolean
  triedAt: number | null
  /** The code of the last scheduled run that failed; null if it succeeded. */
  failed: string | null
  /** When the person last typed the words correctly. */
  wordsAt: number | null
}

interface SettingsRow {
  folder: string | null
  every: Interval
  others: number
  files: number
  triedAt: number | null
  failed: string | null
  wordsAt: number | null
}

export function readBackupSettings(rows: Rows): BackupSettings {
  const row = rows.get<SettingsRow & Record<string, never>>(
    `SELECT folder, every, others, files, tried_at AS triedAt, failed, words_at AS wordsAt FROM backup_settings`,
  )
  return {
    folder: row?.folder ?? null,
    every: row?.every ?? 'off',
    others: row?.others !== 0,
    files: row?.files !== 0,
    triedAt: row?.triedAt ?? null,
    failed: row?.failed ?? null,
    wordsAt: row?.wordsAt ?? null,
  }
}

export function writeBackupSettings(tx: Transaction, changed: Partial<BackupSettings>): void {
  const next = { ...readBackupSettings(tx), ...changed }
  tx.run(
    'INSERT OR REPLACE INTO backup_settings VALUES (1, ?, ?, ?, ?, ?, ?, ?)',
    ...[next.folder, next.every, next.others ? 1 : 0, next.files ? 1 : 0],
    ...[next.triedAt, next.failed, next.wordsAt],
  )
}
