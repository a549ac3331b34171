// The commands of one connection, one after the other: watched, with errors in this project's codes.
// An answer that streams holds the connection until its last row.
import type { FetchMessageObject, FetchQueryObject, ImapFlow, MailboxObject } from 'imapflow'
import { Mutex } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { refusal, toMailError } from './imap-error.ts'
import type { LastFault } from './last-fault.ts'
import type { Watchdog } from './watchdog.ts'

export class ImapWire {
  readonly client: ImapFlow
  readonly #watchdog: Watchdog
  readonly #log: LastFault
  readonly #turns = new Mutex()

  constructor(client: ImapFlow, watchdog: Watchdog, log: LastFault) {
    this.client = client
    this.#watchdog = watchdog
    this.#log = log
  }

  get selected(): MailboxObject | null {
    return this.client.mailbox === false ? null : this.client.mailbox
  }

  /** @throws MAIL_AWAY if the connection is over, INVALID if no folder was selected */
  mailbox(): MailboxObject {
    if (this.selected !== null) return this.selected
    if (!this.client.usable) throw this.#toLoss()
    throw new EngineError('INVALID', 'no folder is selected')
  }

  /** Lets the server look at the folder. Until then, dovecot answers by what it told last. */
  async look(): Promise<void> {
    this.mailbox()
    await this.try(() => this.client.noop())
    // imapflow tells of no failure of a NOOP.
    if (!this.client.usable) throw this.#toLoss()
  }

  #toLoss(): EngineError {
    const { byeReason } = this.#log
    return toMailError(
      Object.assign(new Error('connection lost'), byeReason === null ? {} : { reason: byeReason }),
    )
  }

  /** Streams the answer to a FETCH, and holds the connection until its end. */
  async *rows(
    uids: string,
    query: FetchQueryObject,
    signal: AbortSignal,
  ): AsyncGenerator<FetchMessageObject> {
    if (uids === '') return
    const release = await this.#hold()
    const stop = new Stop(signal)
    try {
      this.mailbox()
      const rows = this.client.fetch(uids, query, { uid: true })
      // The rest of a stopped answer still comes, and is thrown away before the next command.
      stop.act = () => void rows.return(undefined).catch(() => undefined)
      for (;;) {
        const { done, value } = await this.try(() => stop.wait(() => rows.next()))
        if (done === true) return
        yield value
      }
    } finally {
      stop.end()
      release()
    }
  }

  /** Takes the connection until the returned function is called. */
  async #hold(): Promise<() => void> {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    await new Promise<void>((resolve) => {
      void this.#turns.run(() => {
        resolve()
        return held
      })
    })
    return release
  }

  /** Runs `act` when all earlier commands have their answers. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.run(act)
  }

  /**
   * Waits for the server, watched.
   * @param sendingMs the time that the own bytes may take
   * @throws the codes of the port
   */
  async try<T>(act: () => Promise<T>, sendingMs = 0): Promise<T> {
    this.#log.take()
    try {
      return await this.#watchdog.run(act, sendingMs)
    } catch (error) {
      const { byeReason } = this.#log
      if (byeReason !== null && error instanceof Error) Object.assign(error, { reason: byeReason })
      throw toMailError(error)
    }
  }

  /** Runs a command that answers `false` if the server said no. */
  async ask<T>(act: () => Promise<T | false | undefined>, sendingMs = 0): Promise<T> {
    const answer = await this.try(act, sendingMs)
    if (answer !== false && answer !== undefined) return answer
    const fault = this.#log.take()
    throw fault === null ? refusal('') : toMailError(fault)
  }

  /** The same, for a command that is left out if the folder keeps none of the flags. */
  async askLeniently(act: () => Promise<boolean>): Promise<void> {
    if (await this.try(act)) return
    const fault = this.#log.take()
    if (fault !== null) throw toMailError(fault)
  }
}

/** Ends the wait for a row when the caller's signal aborts. */
class Stop {
  act: () => void = () => undefined
  readonly #signal: AbortSignal
  #reject: (error: Error) => void = () => undefined

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', this.#stop)
  }

  async wait<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#signal.aborted) throw cancelled()
    return await new Promise((resolve, reject) => {
      this.#reject = reject
      ask().then(resolve, reject)
    })
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#stop)
    this.act()
  }

  readonly #stop = (): void => {
    this.act()
    this.#reject(cancelled())
  }
}

function cancelled(): EngineError {
  return new EngineError('CANCELLED', 'fetching from the mail server was cancelled')
}
