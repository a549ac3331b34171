// Waits in the inbox of an account for what its server tells. It has a connection of its own, because a
// long fetch would delay that.
import type { Log } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { keepReader } from '../mail/index.ts'
import type { Account } from './account-rows.ts'
import { isWatched, listFolders } from './folder-rows.ts'
import type { MailConnection } from './mail-server.ts'

export interface InboxWatchParts {
  ledger: Ledger
  log: Log
  connect: (account: Account, signal: AbortSignal) => Promise<MailConnection>
  /** Called when mails may have come. `isLost`: the connection broke, which may mean trouble. */
  onNews: (isLost: boolean) => void
}

export class InboxWatch {
  readonly #parts: InboxWatchParts
  readonly #signal: AbortSignal
  #watching: Promise<void> | null = null

  /** @param signal ends it */
  constructor(parts: InboxWatchParts, signal: AbortSignal) {
    this.#parts = parts
    this.#signal = signal
  }

  /** Begins to wait, unless it waits already. */
  start(account: Account): void {
    this.#watching ??= this.#watch(account)
  }

  /** Resolves when it does not wait any longer. */
  async end(): Promise<void> {
    await this.#watching
  }

  async #watch(account: Account): Promise<void> {
    const { ledger, log, connect, onNews } = this.#parts
    let connection: MailConnection | null = null
    let isWatching = false
    // A start of the reader takes longer than all else from the server's word to the list.
    const stopKeeping = keepReader()
    try {
      connection = await connect(account, this.#signal)
      const inbox = listFolders(ledger, account.id).find(isWatched)
      if (inbox === undefined) return
      await connection.select(inbox.path)
      isWatching = true
      while (!this.#signal.aborted) {
        // Mails may have come before it began to wait.
        onNews(false)
        await connection.waitForChange(this.#signal)
      }
    } catch (error) {
      if (!this.#signal.aborted) log.warn('inbox-not-watched', { message: String(error) })
    } finally {
      await connection?.close().catch(() => undefined)
      stopKeeping()
      this.#watching = null
    }
    if (isWatching && !this.#signal.aborted) onNews(true)
  }
}
