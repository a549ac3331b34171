// The work for one account: it tells the server what was done here, looks at what changed there, and
// takes the mails of before, until nothing is left. Then it waits for the server.
import { Pump, toHex, type Log } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { findAccount, type Account } from './account-rows.ts'
import { decideRead, listFolders, putFolders, removeUnlisted, type Folder } from './folder-rows.ts'
import { lookAtFolder } from './look-at-folder.ts'
import type { MailConnection } from './mail-server.ts'
import { binLost } from './merge-mail.ts'
import { isTakingOld, OldMails } from './take-old.ts'
import { countFurther, hasJustGone, searchForGone } from './place-rows.ts'
import type { TakingParts } from './take-mails.ts'
import { listActs, tellServer } from './tell-server.ts'

/** All folders are looked at so often; the inbox whenever the server says so. */
const LOOK_MS = 5 * 60_000
const THOROUGH_MS = 24 * 60 * 60_000
/** Mails that are told, or put into the trash, at once. */
const AT_ONCE = 500
const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 10 * 60_000

/** The person must act, so trying again changes nothing. */
const NEEDS_PERSON: ReadonlySet<ErrorCode> = new Set(['MAIL_REFUSED', 'MAIL_UNSAFE'])

export interface AccountWorkParts extends Omit<TakingParts, 'account'> {
  id: Uint8Array
  log: Log
  connect: (account: Account, signal: AbortSignal) => Promise<MailConnection>
  /** Called after something changed that the person sees. Null: all went well. */
  onChanged: (trouble: EngineError | null) => Promise<void> | void
  /** ms; measures pauses. */
  monotonicMs: () => number
}

export class AccountWork {
  readonly #parts: AccountWorkParts
  readonly #pump: Pump
  readonly #ending = new AbortController()
  readonly #old = new OldMails()
  readonly #due = new Map<string, Uint8Array>()
  #connection: MailConnection | null = null
  #watch: Promise<void> | null = null
  #isInboxChanged = false
  #lookedAt = -Infinity
  #further: { count: number; isTaking: boolean } | null = null
  #thoroughAt = -Infinity
  #retryMs = FIRST_RETRY_MS
  /** True from a failure to the next success, or until somebody asks. */
  #isFailing = false

  constructor(parts: AccountWorkParts) {
    this.#parts = parts
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'account-not-read' })
  }

  /** How many mails differ from what the server was told. */
  get waiting(): number {
    return this.#due.size
  }

  /**
   * How many places are further ones of a mail. Counting takes a while, so it is not done again while
   * mails of before are taken.
   */
  further(isTaking: boolean): number {
    if (this.#further === null || (this.#further.isTaking && !isTaking))
      this.#further = { count: countFurther(this.#parts.letters.ledger, this.#parts.id), isTaking }
    return this.#further.count
  }

  /** Looks at everything now. */
  look(): void {
    this.#lookedAt = -Infinity
    this.#retryMs = FIRST_RETRY_MS
    this.#isFailing = false
    this.#pump.wake()
  }

  /** The person ordered this mail, so the server may have to be told. */
  tell(object: Uint8Array): void {
    this.#due.set(toHex(object), object)
    // A server that is away or refused the sign-in is not asked at each act.
    if (!this.#isFailing) this.#pump.wake()
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#connection?.close().catch(() => undefined)
    await this.#pump.close()
    await this.#watch
  }

  async #run(): Promise<number | null> {
    const { letters, id, onChanged } = this.#parts
    const account = findAccount(letters.ledger, id)
    if (account === null || !account.isOn || this.#ending.signal.aborted) return null
    const isReused = this.#connection !== null
    try {
      const connection = (this.#connection ??= await this.#parts.connect(account, this.#ending.signal))
      const nextMs = await this.#step(account, connection).catch(toAway)
      await onChanged(null)
      this.#retryMs = FIRST_RETRY_MS
      this.#isFailing = false
      return nextMs
    } catch (error) {
      return this.#fail(error, isReused)
    }
  }

  /** Returns after how many ms there is more to do. */
  async #step(account: Account, connection: MailConnection): Promise<number> {
    const parts = { ...this.#parts, account }
    await this.#tellDue(connection)
    await this.#lookAround(parts, connection)
    this.#watch ??= this.#watchInbox(account)
    const isMore = await this.#takeOld(parts, connection)
    if (isMore || this.#due.size > 0) return 0
    if (hasJustGone(this.#parts.letters.ledger, this.#parts.id)) return this.#lookAgain()
    await this.#forgetGone()
    this.#further = null
    return Math.max(0, this.#lookedAt + LOOK_MS - this.#parts.monotonicMs())
  }

  /** Takes the mails of before until something else is to be done. Returns true if any are left. */
  #takeOld(parts: TakingParts, connection: MailConnection): Promise<boolean> {
    const { letters, id, onChanged } = this.#parts
    if (!isTakingOld(listFolders(letters.ledger, id))) return Promise.resolve(false)
    const takeMany = async (): Promise<boolean> => {
      while (await this.#old.takeSome(parts, connection, this.#ending.signal)) {
        await onChanged(null)
        if (this.#isInboxChanged || this.#due.size > 0 || this.#isLookDue) return true
      }
      return false
    }
    return letters.ledger.writeMany(() => letters.index.applyMany(takeMany))
  }

  get #isLookDue(): boolean {
    return this.#parts.monotonicMs() - this.#lookedAt >= LOOK_MS
  }

  async #tellDue(connection: MailConnection): Promise<void> {
    const { letters, id } = this.#parts
    while (this.#due.size > 0) {
      const some = [...this.#due.entries()].slice(0, AT_ONCE)
      try {
        await tellServer(
          letters.ledger,
          id,
          connection,
          some.map(([, object]) => object),
        )
      } catch (error) {
        // A folder was removed, renamed or made anew, which shows when all are looked at.
        if (!isEngineError(error, 'GONE')) throw error
        this.#lookAgain()
        return
      }
      // What was ordered meanwhile is due again.
      const folders = listFolders(letters.ledger, id)
      const hasLabels = connection.abilities.labels
      for (const [key, object] of some)
        if (listActs(letters.ledger, folders, object, hasLabels).length === 0) this.#due.delete(key)
      if (some.every(([key]) => this.#due.has(key)))
        throw new EngineError('MAIL_AWAY', 'The server ignored a change.')
    }
  }

  async #lookAround(parts: TakingParts, connection: MailConnection): Promise<void> {
    const { letters, id, monotonicMs } = this.#parts
    const now = monotonicMs()
    const isAll = this.#isLookDue
    if (!isAll && !this.#isInboxChanged) return
    const isThorough = isAll && now - this.#thoroughAt >= THOROUGH_MS
    this.#isInboxChanged = false
    if (isAll) {
      const read = decideRead(await connection.listFolders(), connection.abilities.labels)
      await letters.ledger.write((tx) => {
        searchForGone(tx, id)
        putFolders(tx, id, read)
      })
    }
    const due = listFolders(letters.ledger, id).filter((folder) => isAll || isWatched(folder))
    for (const folder of due) await this.#lookAt(parts, connection, folder, isThorough)
    if (isAll) this.#lookedAt = now
    if (isThorough) this.#thoroughAt = now
  }

  async #lookAt(
    parts: TakingParts,
    connection: MailConnection,
    folder: Folder,
    isThorough: boolean,
  ): Promise<void> {
    try {
      await lookAtFolder(parts, connection, folder, { signal: this.#ending.signal, isThorough })
    } catch (error) {
      // It was removed since it was listed. The next look knows that.
      if (!isEngineError(error, 'GONE')) throw error
    }
  }

  #lookAgain(): number {
    this.#lookedAt = -Infinity
    return 0
  }

  async #forgetGone(): Promise<void> {
    const { ledger } = this.#parts.letters
    while ((await ledger.write((tx) => binLost(tx, this.#parts.id, AT_ONCE))) > 0);
    await ledger.write((tx) => removeUnlisted(tx, this.#parts.id))
  }

  /** A connection of its own waits, because a long fetch would delay what the server says. */
  async #watchInbox(account: Account): Promise<void> {
    const { signal } = this.#ending
    let connection: MailConnection | null = null
    let isWatching = false
    try {
      connection = await this.#parts.connect(account, signal)
      const inbox = listFolders(this.#parts.letters.ledger, account.id).find(isWatched)
      if (inbox === undefined) return
      await connection.select(inbox.path)
      isWatching = true
      while (!signal.aborted) {
        // Mails may have come before it began to wait.
        this.#isInboxChanged = true
        this.#pump.wake()
        await connection.waitForChange(signal)
      }
    } catch (error) {
      if (!signal.aborted) this.#parts.log.warn('inbox-not-watched', { message: String(error) })
    } finally {
      await connection?.close().catch(() => undefined)
      this.#watch = null
    }
    if (isWatching && !signal.aborted) this.#lookSoon()
  }

  /** A wire that broke while it waited may mean trouble, and mails may have come since. */
  #lookSoon(): void {
    this.#isInboxChanged = true
    this.#pump.wake(FIRST_RETRY_MS)
  }

  async #fail(error: unknown, isReused: boolean): Promise<number | null> {
    const { signal } = this.#ending
    await this.#connection?.close().catch(() => undefined)
    this.#connection = null
    if (signal.aborted) return null
    // Servers end connections that are idle. A new one shows whether there is trouble.
    if (isReused && isEngineError(error, 'MAIL_AWAY')) return 0
    const known = isEngineError(error) ? error : new EngineError('INTERNAL', String(error), { cause: error })
    this.#parts.log.warn('account-not-read', { code: known.code, message: known.message })
    this.#isFailing = true
    await this.#parts.onChanged(known)
    if (NEEDS_PERSON.has(known.code)) return null
    const { retryMs } = known.details
    const waitMs = typeof retryMs === 'number' ? retryMs : this.#retryMs
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2)
    return waitMs
  }
}

/** Only a refused sign-in waits for the person. A server that said no to a command is asked again. */
function toAway(error: unknown): never {
  if (!isEngineError(error, 'MAIL_REFUSED')) throw error
  throw new EngineError('MAIL_AWAY', error.message, { details: error.details, cause: error })
}

const isWatched = ({ role }: Folder): boolean => role === 'inbox' || role === 'all'
