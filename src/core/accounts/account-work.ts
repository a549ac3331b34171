// The work for one account: it tells the server what was done here, looks at what changed there, and
// takes the mails of before, until nothing is left. Then it waits for the server.
import { Pump, type Log } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { findAccount, type Account } from './account-rows.ts'
import { listFolders, removeUnlisted } from './folder-rows.ts'
import { DueMails } from './due-mails.ts'
import { InboxWatch } from './inbox-watch.ts'
import { LookAround } from './look-around.ts'
import type { MailConnection } from './mail-server.ts'
import { binLost } from './merge-mail.ts'
import { isTakingOld, OldMails } from './take-old.ts'
import { countFurther, hasJustGone } from './place-rows.ts'
import type { TakingParts } from './take-mails.ts'

/** Mails that are put into the trash at once. */
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
  readonly #due: DueMails
  readonly #watch: InboxWatch
  readonly #looks: LookAround
  #connection: MailConnection | null = null
  #further: { count: number; isTaking: boolean } | null = null
  #retryMs = FIRST_RETRY_MS
  /** True from a failure to the next success, or until somebody asks. */
  #isFailing = false

  constructor(parts: AccountWorkParts) {
    this.#parts = parts
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'account-not-read' })
    const { log, connect, letters } = parts
    this.#looks = new LookAround(parts.monotonicMs)
    this.#due = new DueMails(letters.ledger, parts.id)
    this.#watch = new InboxWatch(
      {
        ...{ log, connect, ledger: letters.ledger },
        onNews: (isLost) => {
          this.#looks.atInbox()
          this.#pump.wake(isLost ? FIRST_RETRY_MS : 0)
        },
      },
      this.#ending.signal,
    )
  }

  /** How many mails differ from what the server was told. */
  get waiting(): number {
    return this.#due.count
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
    this.#looks.again()
    this.#retryMs = FIRST_RETRY_MS
    this.#isFailing = false
    this.#pump.wake()
  }

  /** The person ordered this mail, so the server may have to be told. */
  tell(object: Uint8Array): void {
    this.#due.add(object)
    // A server that is away or refused the sign-in is not asked at each act.
    if (!this.#isFailing) this.#pump.wake()
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#connection?.close().catch(() => undefined)
    await this.#pump.close()
    await this.#watch.end()
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
    await this.#looks.look(parts, connection, this.#ending.signal)
    this.#watch.start(account)
    const isMore = await this.#takeOld(parts, connection)
    if (isMore || this.#due.count > 0) return 0
    if (hasJustGone(this.#parts.letters.ledger, this.#parts.id)) {
      this.#looks.again()
      return 0
    }
    await this.#forgetGone()
    this.#further = null
    return this.#looks.nextMs
  }

  /** Takes the mails of before until something else is to be done. Returns true if any are left. */
  #takeOld(parts: TakingParts, connection: MailConnection): Promise<boolean> {
    const { letters, id, onChanged } = this.#parts
    if (!isTakingOld(listFolders(letters.ledger, id))) return Promise.resolve(false)
    const takeMany = async (): Promise<boolean> => {
      while (await this.#old.takeSome(parts, connection, this.#ending.signal)) {
        await onChanged(null)
        if (this.#looks.isDue || this.#due.count > 0) return true
      }
      return false
    }
    return letters.ledger.writeMany(() => letters.index.applyMany(takeMany))
  }

  async #tellDue(connection: MailConnection): Promise<void> {
    try {
      await this.#due.tell(connection)
    } catch (error) {
      // Which folder it was shows when all are looked at.
      if (!isEngineError(error, 'GONE')) throw error
      this.#looks.again()
    }
  }

  async #forgetGone(): Promise<void> {
    const { ledger } = this.#parts.letters
    while ((await ledger.write((tx) => binLost(tx, this.#parts.id, AT_ONCE))) > 0);
    await ledger.write((tx) => removeUnlisted(tx, this.#parts.id))
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
