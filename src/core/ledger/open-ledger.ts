// Opens the ledger. Compares it with the mirror first, so that nothing is written if commits
// were lost. Runs at every start, before any core is opened and before any peer connects.
import { constants, copyFileSync, statSync } from 'node:fs'
import { equalBytes, type Log, silentLog, systemClock } from '../base/index.ts'
import {
  appendCommit,
  type Commit,
  commitChainSchema,
  findCommitHash,
  findLastCommit,
  noCommit,
} from './commit-chain.ts'
import { EncryptedFile } from './encrypted-file.ts'
import { Ledger, type LedgerParts } from './ledger.ts'
import { migrate } from './migrate.ts'
import { Mirror, type MirrorFinding, readMirror } from './mirror.ts'
import type { IndexOptions } from './open-index.ts'
import type { Schema } from './rows.ts'
import { type Damage, damageError } from './sqlite-errors.ts'

interface LedgerOptions extends IndexOptions {
  mirrorPath: string
}

/**
 * A rewound ledger opens read-only, with `damage` set. Its remaining content can be shown and
 * saved. Writing is forbidden, because other devices may hold a longer history of this device.
 * @throws EngineError DAMAGED if nothing can be read, NEWER_HOME, HOME_LOCKED,
 * NO_SPACE (a new ledger, or a migration, on a full disk)
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { path, mirrorPath, schemas, log = silentLog, clock = systemClock } = options
  const key = Uint8Array.from(options.key)
  const found = readMirror(mirrorPath, key)
  refuseEmptied(path, found)
  const file = new EncryptedFile({ path, key, durability: 'full' })
  try {
    const damage = findRewind(file, found)
    if (damage !== null) return openForReading({ file, chain: null, damage, log, clock }, path)
    reportMirror(file, found, log)
    const last = prepare(file, schemas, found.commit.counter)
    const mirror = new Mirror(mirrorPath, key, found, log)
    if (last.counter > found.commit.counter) mirror.write(last)
    return new Ledger({ file, chain: { last, mirror }, damage: null, log, clock })
  } catch (error) {
    file.close()
    throw error
  }
}

/**
 * SQLite would treat an empty file as a new database, and would delete a write-ahead log beside it.
 */
function refuseEmptied(path: string, { commit }: MirrorFinding): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0 && commit.counter > 0) {
    throw damageError({ reason: 'missing', mirroredCommits: commit.counter })
  }
}

function findRewind(file: EncryptedFile, { commit: mirrored }: MirrorFinding): Damage | null {
  try {
    return compare(file, mirrored)
  } catch (error) {
    if (file.damage === null) throw error
    return file.damage
  }
}

function compare(file: EncryptedFile, mirrored: Commit): Damage | null {
  const commits = findLast(file).counter
  if (commits < mirrored.counter) return { reason: 'rewound', commits, mirroredCommits: mirrored.counter }
  if (mirrored.counter === 0) return null
  const own = findCommitHash(file, mirrored.counter)
  // A mirror so old that the ledger no longer has that hash proves nothing. See reportMirror.
  if (own === null || equalBytes(own, mirrored.hash)) return null
  return { reason: 'other-history', commits, mirroredCommits: mirrored.counter }
}

/**
 * A mirror that was lost, torn or replaced by an old copy cannot prove that commits
 * were lost. The ledger is then trusted and the mirror created again: SQLCipher
 * checks every page that is read. The loss of a mere witness must not make a
 * healthy home unusable. This logs a warning, so that doctor and the user see it.
 */
function reportMirror(file: EncryptedFile, { commit, state }: MirrorFinding, log: Log): void {
  const { counter } = findLast(file)
  if (counter === 0) return
  if (state === 'absent' || state === 'unreadable') {
    log.warn('ledger-mirror-lost', { state, commits: counter })
  } else if (findCommitHash(file, commit.counter) === null) {
    log.warn('ledger-mirror-outdated', { commits: counter, mirroredCommits: commit.counter })
  } else if (state === 'torn') {
    log.warn('ledger-mirror-torn', { commits: counter, mirroredCommits: commit.counter })
  }
}

/** Migrates the tables as a separate commit, and returns the last commit. */
function prepare(file: EncryptedFile, schemas: readonly Schema[], mirroredCounter: number): Commit {
  file.run('BEGIN IMMEDIATE')
  try {
    const hasLifted = migrate(file, [commitChainSchema, ...schemas])
    const previous = findLastCommit(file)
    const last = hasLifted ? appendCommit(file, previous, mirroredCounter) : previous
    file.run(hasLifted ? 'COMMIT' : 'ROLLBACK')
    return last
  } catch (error) {
    rollBack(file)
    throw error
  }
}

function rollBack(file: EncryptedFile): void {
  try {
    file.run('ROLLBACK')
  } catch {
    // SQLite rolled back already.
  }
}

function findLast(file: EncryptedFile): Commit {
  const table = file.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'commits'")
  return table === undefined ? noCommit : findLastCommit(file)
}

/**
 * Closing copies the readable part of the log into the database and deletes the log. The
 * rest of the log may contain the lost commits, so this keeps a copy of the log first.
 */
function openForReading(parts: LedgerParts, path: string): Ledger {
  parts.log.error('ledger-damaged', { ...parts.damage })
  try {
    copyFileSync(`${path}-wal`, `${path}-wal.damaged`, constants.COPYFILE_EXCL)
  } catch (error) {
    parts.log.warn('ledger-evidence-not-kept', { code: (error as NodeJS.ErrnoException).code })
  }
  parts.file.exec('PRAGMA query_only = ON')
  return new Ledger(parts)
}
