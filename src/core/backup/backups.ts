// Makes the backups of an open home: on request, or on schedule into a folder. A failed run is
// reported and retried later.
// Only one run at a time. A run that became due while the home was closed starts soon after the
// home is opened.
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { Emitter, equalBytes, Mutex, toText, type Log } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { hasWithPolicy } from '../delivery/index.ts'
import { findWords, openPersonRoot, readCreatedAt } from '../identity/index.ts'
import { hasReceived } from '../inbox/index.ts'
import type { PassphraseCost } from '../seal/index.ts'
import { drawBackupLock } from './backup-lock.ts'
import { isFolder, resolveBackupPath } from './backup-place.ts'
import {
  findBackupLock,
  isUnderLock,
  listBackupFiles,
  readBackupSettings,
  writeBackupLock,
  writeBackupSettings,
  type BackupFileRow,
  type BackupSettings,
  type Interval,
} from './backup-row.ts'
import { explainDisk } from './disk.ts'
import { makeBackup, type BackupParts, type MadeBackup } from './make-backup.ts'
import type { WantedBlocks } from './add-blocks.ts'
import { decideReminder, type Reminder } from './reminder.ts'

const DAY_MS = 86_400_000
const INTERVAL_MS: Readonly<Record<Interval, number>> = { off: Infinity, day: DAY_MS, week: 7 * DAY_MS }
const FIRST_CHECK_MS = 60_000
const CHECK_EVERY_MS = 15 * 60_000
const TRY_AGAIN_MS = 60 * 60_000

export class Backups {
  /** Emitted when settings change, and when a run starts or ends. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: BackupParts
  readonly #log: Log
  readonly #mutex = new Mutex()
  #timer: NodeJS.Timeout | null = null
  #isRunning = false

  constructor(parts: BackupParts, log: Log) {
    this.#parts = parts
    this.#log = log
  }

  start(): void {
    this.#scheduleCheck(FIRST_CHECK_MS)
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  get settings(): BackupSettings {
    return readBackupSettings(this.#parts.ledger)
  }

  /** Returns the last successful backup, in any file. */
  findLast(): BackupFileRow | null {
    return listBackupFiles(this.#parts.ledger)[0] ?? null
  }

  /** When the passphrase was set; null if there is none. */
  get passphraseSetAt(): number | null {
    return findBackupLock(this.#parts.ledger)?.setAt ?? null
  }

  /** True if the file opens with the lock that new files have now. */
  isUnderLock(row: BackupFileRow): boolean {
    return isUnderLock(row, findBackupLock(this.#parts.ledger))
  }

  /**
   * Sets the passphrase that files need in addition to the words; null removes it. The next run
   * rewrites each file for it. An older copy of a file still opens as before. Blocks the thread
   * while it stretches the passphrase.
   */
  async setPassphrase(passphrase: string | null, cost?: PassphraseCost): Promise<void> {
    const { ledger, clock } = this.#parts
    const lock = passphrase === null ? null : drawBackupLock(passphrase, cost)
    await ledger.write((tx) => writeBackupLock(tx, lock, clock.now()))
    this.events.emit('changed', null)
    this.#scheduleCheck(0)
  }

  /**
   * Makes a backup. If `to` is a folder, the file in it is named after this device.
   * @throws NO_SPACE, NOT_FOUND (the folder), INVALID, DAMAGED
   */
  async make(to: string, wanted: Partial<WantedBlocks> = {}): Promise<MadeBackup> {
    return this.#mutex.run(async () => {
      this.#isRunning = true
      this.events.emit('changed', null)
      try {
        const target = resolveBackupPath(to)
        const path = (await isFolder(target)) ? this.pathIn(target) : target
        return await makeBackup(this.#parts, path, { ...this.settings, ...wanted })
      } finally {
        this.#isRunning = false
        this.events.emit('changed', null)
      }
    })
  }

  /** @throws INVALID if there is no such folder, or its path is relative */
  async schedule({
    folder: typed,
    ...changed
  }: Pick<BackupSettings, 'folder' | 'every' | 'others' | 'files'>): Promise<void> {
    const folder = typed === null ? null : resolveBackupPath(typed)
    if (changed.every !== 'off') await checkFolder(folder)
    await this.#parts.ledger.write((tx) =>
      writeBackupSettings(tx, { ...changed, folder, failed: null, triedAt: null }),
    )
    this.events.emit('changed', null)
    this.#scheduleCheck(0)
  }

  /**
   * True if these are the 24 words of this person. Only the time of the check is kept.
   * @throws INVALID if they are not a valid phrase
   */
  async checkWords(words: string[]): Promise<boolean> {
    const { ledger, identity, clock } = this.#parts
    const root = await openPersonRoot(words)
    const isRight = equalBytes(root.person, identity.person)
    root.wipe()
    if (isRight) await ledger.write((tx) => writeBackupSettings(tx, { wordsAt: clock.now() }))
    this.events.emit('changed', null)
    return isRight
  }

  findReminder(): Reminder | null {
    const { ledger, clock } = this.#parts
    const { every, failed, wordsAt } = this.settings
    const hasLetters = hasWithPolicy(ledger) || hasReceived(ledger)
    return decideReminder({
      ...{ now: clock.now(), createdAt: readCreatedAt(ledger), hasLetters },
      ...{ areWordsProven: findWords(ledger) === null, wordsAt, every, failed },
      madeAt: this.findLast()?.madeAt ?? null,
    })
  }

  /** Returns the path of this device's scheduled backup in a folder. */
  pathIn(folder: string): string {
    const { person, device } = this.#parts.identity
    const name = `fumikura-${toText(person).slice(0, 8)}-${toText(device.publicKey).slice(0, 4)}.fumikura-backup`
    return join(folder, name)
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#mutex.run(() => Promise.resolve())
  }

  #scheduleCheck(delayMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#makeIfDue()
        .catch((error: unknown) => this.#log.error('backup-not-tried', { message: String(error) }))
        .finally(() => this.#timer !== null && this.#scheduleCheck(CHECK_EVERY_MS))
    }, delayMs).unref()
  }

  /** Makes the scheduled backup if it is due. */
  async #makeIfDue(): Promise<void> {
    const { ledger, clock } = this.#parts
    const { folder, every, triedAt, failed } = this.settings
    if (folder === null || every === 'off' || ledger.isDamaged) return
    const path = this.pathIn(folder)
    const last = listBackupFiles(ledger).find((row) => row.path === path)
    const now = clock.now()
    if (last !== undefined && this.isUnderLock(last) && now - last.madeAt < INTERVAL_MS[every]) return
    if (failed !== null && triedAt !== null && now - triedAt < TRY_AGAIN_MS) return
    const code = await this.make(path).then(
      () => null,
      (error: unknown) => this.#codeOf(error),
    )
    await ledger.write((tx) => writeBackupSettings(tx, { triedAt: now, failed: code }))
    this.events.emit('changed', null)
  }

  #codeOf(error: unknown): string {
    this.#log.warn('backup-failed', { message: String(error) })
    return isEngineError(error) ? error.code : 'INTERNAL'
  }
}

async function checkFolder(folder: string | null): Promise<void> {
  if (folder === null || !(await isFolder(folder)))
    throw new EngineError('INVALID', 'There is no such folder.')
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw explainDisk(error)
  })
}
