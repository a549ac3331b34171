// Looks at the folders of an account: all of them now and then, and the inbox whenever its server says
// so.
import { isEngineError } from '../contract/errors.ts'
import { decideRead, isWatched, listFolders, putFolders } from './folder-rows.ts'
import { lookAtFolder } from './look-at-folder.ts'
import type { MailConnection } from './mail-server.ts'
import { searchForGone } from './place-rows.ts'
import type { TakingParts } from './take-mails.ts'

const ALL_MS = 5 * 60_000
const THOROUGH_MS = 24 * 60 * 60_000

export class LookAround {
  readonly #monotonicMs: () => number
  /** When all folders were looked at. */
  #allAt = -Infinity
  #thoroughAt = -Infinity
  #isInboxChanged = false

  /** @param monotonicMs measures pauses */
  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  /** All folders are due now. */
  again(): void {
    this.#allAt = -Infinity
  }

  /** The inbox is due now. */
  atInbox(): void {
    this.#isInboxChanged = true
  }

  /** After how many ms all folders are due. */
  get nextMs(): number {
    return Math.max(0, this.#allAt + ALL_MS - this.#monotonicMs())
  }

  get isDue(): boolean {
    return this.#isInboxChanged || this.nextMs === 0
  }

  /** Looks at what is due. @throws MAIL_AWAY, MAIL_REFUSED, NO_SPACE, CANCELLED */
  async look(parts: TakingParts, connection: MailConnection, signal: AbortSignal): Promise<void> {
    if (!this.isDue) return
    const { letters, account } = parts
    const now = this.#monotonicMs()
    const isAll = this.nextMs === 0
    const isThorough = isAll && now - this.#thoroughAt >= THOROUGH_MS
    this.#isInboxChanged = false
    if (isAll) {
      const read = decideRead(await connection.listFolders(), connection.abilities.labels)
      await letters.ledger.write((tx) => {
        searchForGone(tx, account.id)
        putFolders(tx, account.id, read)
      })
    }
    const due = listFolders(letters.ledger, account.id).filter((folder) => isAll || isWatched(folder))
    for (const folder of due)
      await lookAtFolder(parts, connection, folder, { signal, isThorough }).catch(ignoreGone)
    if (isAll) this.#allAt = now
    if (isThorough) this.#thoroughAt = now
  }
}

/** A folder was removed since it was listed. The next look knows that. */
function ignoreGone(error: unknown): void {
  if (!isEngineError(error, 'GONE')) throw error
}
