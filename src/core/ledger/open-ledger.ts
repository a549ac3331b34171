// Opens the ledger: first asks the mirror whether commits were lost, only then lets anything be written.
// Runs at every start, before a core is opened or a peer is met.
import { constants, copyFileSync, statSync } from 'node:fs'
import { type Clock, equalBytes, type Log, silentLog, systemClock } from '../base/index.ts'
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
import type { Schema } from './rows.ts'
import { type Damage, damageError } from './sqlite-errors.ts'

export interface LedgerOptions {
  path: string
  mirrorPath: string
  /** The home's storage key, 32 bytes; the caller may wipe it when this has resolved. */
  key: Uint8Array
  schemas: readonly Schema[]
  log?: Log
  clock?: Clock
}

/**
 * A ledger that was rewound opens for reading, with `damage` set: what it still holds can be shown and saved, but
 * nothing is written on top of a past that others know to be longer.
 * @throws EngineError DAMAGED if nothing can be read, NEWER_HOME, HOME_LOCKED, NO_SPACE (a new or older ledger on a full disk)
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

/** SQLite would take an empty file for a new one, and delete a write-ahead log that it finds beside it. */
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
  // A mirror from so long ago that the ledger has dropped that hash proves nothing: see reportMirror.
  if (own === null || equalBytes(own, mirrored.hash)) return null
  return { reason: 'other-history', commits, mirroredCommits: mirrored.counter }
}

/**
 * A mirror that was lost, torn or replaced by an old one cannot say whether commits were lost. The ledger is then
 * believed and the mirror made anew: SQLCipher has checked every page read, and the witness against a rare damage must
 * not itself become the part whose loss stops a healthy home. It is a warning, so that doctor and the user hear of it.
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

/** Lifts the tables to what this program knows, as a commit of its own, and says which commit is the last. */
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
    // SQLite had already done it.
  }
}

function findLast(file: EncryptedFile): Commit {
  const table = file.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'commits'")
  return table === undefined ? noCommit : findLastCommit(file)
}

/**
 * Closing will fold the log's readable part into the database and delete the log; what follows the damage in it is kept
 * aside first, since there the lost commits may still lie.
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
