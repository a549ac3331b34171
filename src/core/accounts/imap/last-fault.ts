// The last error that imapflow wrote to its log: several of its methods only answer `false`, and
// the server's own line is in the log alone. Nothing of it is written anywhere.
import type { ImapFlowError, Logger } from 'imapflow'

export class LastFault implements Logger {
  #fault: ImapFlowError | null = null
  #byeReason: string | null = null

  /** The reason that the server gave when it ended the connection. */
  get byeReason(): string | null {
    return this.#byeReason
  }

  /** Returns the last error and forgets it. */
  take(): ImapFlowError | null {
    const fault = this.#fault
    this.#fault = null
    return fault
  }

  /** Asked by imapflow before it prepares an entry. The entries with errors come unprepared. */
  isLevelEnabled(): boolean {
    return false
  }

  debug(entry: unknown): void {
    this.#note(entry)
  }

  info(): void {}

  warn(entry: unknown): void {
    this.#note(entry)
  }

  error(entry: unknown): void {
    this.#note(entry)
  }

  fatal(entry: unknown): void {
    this.#note(entry)
  }

  #note(entry: unknown): void {
    const fault = (entry as { err?: ImapFlowError } | null)?.err
    if (!(fault instanceof Error)) return
    this.#fault = fault
    this.#byeReason = fault.reason ?? this.#byeReason
  }
}
