// Recovers a person: their words make a new device in an empty home, and a backup fills the home
// first.
// The person is written last, in one transaction, so an interrupted run leaves a home that still
// counts as empty.
import { rm } from 'node:fs/promises'
import { KEY_BYTES, systemClock, toText, type Clock } from '../base/index.ts'
import { countLetters, scanBackup, writeBackupLock, type ScannedBackup } from '../backup/index.ts'
import { countContacts } from '../contacts/index.ts'
import type { RecoveryProgress, RecoveryReport } from '../contract/home.ts'
import { countOwnFiles } from '../files/index.ts'
import { countGroups } from '../groups/index.ts'
import { keepDevice, prepareDevice, type FormerIdentity, type PersonRoot } from '../identity/index.ts'
import type { HomePaths } from '../home/index.ts'
import type { Ledger, Rows, Schema } from '../ledger/index.ts'
import { restoreRows } from './restore-rows.ts'
import { fillLedger, schemasOf, type Filled } from './fill-ledger.ts'
import { addLost, countTorn } from './lost.ts'
import { restoreBlocks } from './restore-blocks.ts'

export interface RecoveryOptions {
  paths: HomePaths
  schemas: readonly Schema[]
  openLedger: (schemas: readonly Schema[]) => Promise<Ledger>
  clock?: Clock
  writeBufferBytes?: number
  onProgress?: (progress: RecoveryProgress) => void
}

const NOTHING: RecoveryReport = {
  backupAt: null,
  letters: 0,
  contacts: 0,
  groups: 0,
  files: 0,
  held: 0,
  lost: {},
  isListed: true,
}

/** What the person provides in addition to the words. */
export interface BroughtAlong {
  backup?: string
  /** Needed if the backup has a lock. */
  backupPassphrase?: string
  name?: string
}

/**
 * @throws INVALID, NOT_FOUND, BAD_PASSPHRASE (words of another person), BACKUP_LOCKED,
 * BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME, NO_SPACE, HOME_EXISTS
 */
export async function recoverHome(
  root: PersonRoot,
  { backup: path, backupPassphrase: passphrase, name }: BroughtAlong,
  options: RecoveryOptions,
): Promise<RecoveryReport> {
  const report = options.onProgress ?? (() => undefined)
  const backup =
    path === undefined
      ? null
      : await scanBackup(path, root, {
          passphrase,
          onProgress: (done, of) => report({ step: 'reading', done, of }),
        })
  try {
    await clear(options.paths)
    const filled = backup === null ? null : await fill(backup, options)
    return await restorePerson(root, name, backup, filled, options)
  } finally {
    await backup?.close()
  }
}

/** Removes what an interrupted run left. */
async function clear({ ledger, ledgerMirror, index, cores }: HomePaths): Promise<void> {
  for (const path of [ledger, index])
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(path + end, { force: true })
  await rm(ledgerMirror, { force: true })
  await rm(cores, { force: true, recursive: true })
}

async function fill(backup: ScannedBackup, options: RecoveryOptions): Promise<Filled> {
  const { schemas, openLedger, onProgress = () => undefined } = options
  const ledger = await openLedger(schemasOf(backup, schemas))
  try {
    let done = 0
    return await fillLedger(ledger, backup, () =>
      onProgress({ step: 'rows', done: ++done, of: backup.rows.length }),
    )
  } finally {
    await ledger.close()
  }
}

/**
 * Migrates the ledger, restores the blocks into their cores, and writes the person with the new
 * device.
 */
async function restorePerson(
  root: PersonRoot,
  name: string | undefined,
  backup: ScannedBackup | null,
  filled: Filled | null,
  {
    schemas,
    openLedger,
    paths,
    clock = systemClock,
    writeBufferBytes,
    onProgress = () => undefined,
  }: RecoveryOptions,
): Promise<RecoveryReport> {
  const now = clock.now()
  const backupAt = backup?.list?.at ?? (backup === null ? null : 0)
  const former: FormerIdentity | null = filled?.identity ?? null
  const shownName =
    name ?? former?.card.name ?? (backup === null ? undefined : toText(root.person).slice(0, 8))
  const listed = backup?.list?.device
  const device = await prepareDevice(root, former, {
    ...{ name: shownName, now: Math.max(now, backupAt ?? 0) },
    lost: listed === undefined ? [] : [listed],
  })
  const ledger = await openLedger(schemas)
  try {
    // Even if other data is damaged, the cores of the old device must never count as this device's.
    const before = former?.device ?? listed ?? new Uint8Array(KEY_BYTES)
    const { held } =
      backup === null
        ? { held: 0 }
        : await ledger.write((tx) =>
            restoreRows(
              tx,
              { person: root.person, device: before, backupAt: backupAt ?? 0, now },
              device.device,
            ),
          )
    onProgress({ step: 'letters', done: 0, of: 1 })
    if (backup !== null) await restoreBlocks(backup, { ledger, directory: paths.cores, writeBufferBytes })
    const lost = filled?.lost ?? {}
    if (backup !== null) addLost(lost, 'contents', countTorn(ledger, backup))
    const counted = count(ledger)
    const report: RecoveryReport = {
      ...NOTHING,
      ...counted,
      ...{ backupAt, held, lost, isListed: backup?.list !== null },
    }
    await ledger.write((tx) => {
      keepDevice(tx, device, former, now)
      writeBackupLock(tx, backup?.lock ?? null, now)
      tx.run('INSERT OR REPLACE INTO recovered VALUES (1, ?, ?, ?)', now, backupAt, JSON.stringify(report))
    })
    return report
  } finally {
    await ledger.close()
  }
}

function count(ledger: Ledger): Pick<RecoveryReport, 'letters' | 'contacts' | 'groups' | 'files'> {
  return {
    letters: countLetters(ledger),
    contacts: countContacts(ledger),
    groups: countGroups(ledger),
    files: countOwnFiles(ledger),
  }
}

/** Returns when this home was recovered, and the report. Null for a home that was created here. */
export function findRecovered(rows: Rows): { at: number; report: RecoveryReport } | null {
  const row = rows.get<{ at: number; report: string }>('SELECT at, report FROM recovered')
  return row === undefined ? null : { at: row.at, report: JSON.parse(row.report) as RecoveryReport }
}
