// Fetches the large parts of accounts that keep everything, those of the newest mails first. It goes
// on where it was, because each part that came is a row.
import { Pumps, toHex, type Log } from '../../base/index.ts'
import { isEngineError, type ErrorCode } from '../../contract/errors.ts'
import type { Rows } from '../../ledger/index.ts'
import { findAccount } from '../account-rows.ts'
import { listMissing, type PartRow } from './part-rows.ts'

export interface KeepEverythingParts {
  ledger: Rows
  log: Log
  /** @throws as `LargeParts.fetch`, and NOT_FOUND, DAMAGED for a mail that is not here */
  fetch: (part: Pick<PartRow, 'object' | 'section'>, signal: AbortSignal) => Promise<void>
  /** Called after each part, with its account. */
  onFetched: (account: Uint8Array) => void
}

const RETRY_MS = 60_000
/** What another try would not change, until the home is opened again. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['GONE', 'ALTERED', 'NOT_FOUND', 'DAMAGED', 'RECALLED'])
/** A later wake goes on: the person acts first, or the account was stopped. */
const WAITS: ReadonlySet<ErrorCode> = new Set(['MAIL_REFUSED', 'MAIL_UNSAFE', 'CANCELLED'])

export class KeepEverything {
  readonly #parts: KeepEverythingParts
  readonly #pumps: Pumps
  /** By account: ends what runs for it. */
  readonly #ending = new Map<string, AbortController>()
  readonly #passedOver = new Set<string>()

  constructor(parts: KeepEverythingParts) {
    this.#parts = parts
    const options = { log: parts.log, failed: 'parts-not-kept', retryMs: RETRY_MS }
    this.#pumps = new Pumps((account) => this.#fetchNext(account), options)
  }

  wake(account: Uint8Array): void {
    this.#pumps.wake(account)
  }

  /** Ends what runs for an account, until the next wake. */
  stop(account: Uint8Array): void {
    this.#ending.get(toHex(account))?.abort()
  }

  async close(): Promise<void> {
    for (const ending of this.#ending.values()) ending.abort()
    await this.#pumps.close()
  }

  /** Returns after how many ms to go on. Null if nothing is left. */
  async #fetchNext(id: Uint8Array): Promise<number | null> {
    const { ledger, fetch, onFetched } = this.#parts
    const account = findAccount(ledger, id)
    if (account?.isOn !== true || account.keeps !== 'all') return null
    const missing = listMissing(ledger, id, this.#passedOver.size + 1)
    const next = missing.find((part) => !this.#passedOver.has(keyOf(part)))
    if (next === undefined) return null
    const ending = new AbortController()
    this.#ending.set(toHex(id), ending)
    try {
      await fetch(next, ending.signal)
    } catch (error) {
      if (!isEngineError(error)) throw error
      if (WAITS.has(error.code)) return null
      if (!FINAL.has(error.code)) return RETRY_MS
      this.#parts.log.warn('part-not-kept', { code: error.code })
      this.#passedOver.add(keyOf(next))
    } finally {
      this.#ending.delete(toHex(id))
    }
    onFetched(id)
    return 0
  }
}

const keyOf = ({ object, section }: PartRow): string => `${toHex(object)} ${section}`
