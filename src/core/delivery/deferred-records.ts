// Records that need not go out at once: arrivals, releases, and objects that are now kept durably.
// This class appends them in the background.
// The ledger holds what is not appended yet, so work that a crash interrupts resumes at the next
// start.
import { toHex, type Log } from '../base/index.ts'
import { appendArrivals, type Inbox } from '../inbox/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'
import type { ReleaseDesk } from './release-desk.ts'
import { isOnePerson } from '../store/index.ts'

const SETTLE_MS = 15
const RETRY_MS = 5_000

type DeferringParts = Pick<DeliveryParts, 'ledger' | 'clock' | 'inbox' | 'feeds' | 'store' | 'log'>

export class DeferredRecords {
  readonly #parts: DeferringParts
  readonly #desk: Pick<ReleaseDesk, 'appendReleases'>
  readonly #log: Log
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | null = null
  /** Runs again after a pause even if no commit happens. */
  #later: NodeJS.Timeout | null = null
  #running: Promise<void> = Promise.resolve()
  #isRunning = false
  #isWanted = false
  #isClosed = false

  constructor(parts: DeferringParts, desk: Pick<ReleaseDesk, 'appendReleases'>) {
    this.#parts = parts
    this.#desk = desk
    this.#log = parts.log
    this.#stopListening = parts.ledger.onCommit(() => this.#runSoon(SETTLE_MS))
    this.#runSoon(SETTLE_MS)
  }

  #runSoon(delayMs: number): void {
    this.#isWanted = true
    if (this.#timer !== null || this.#isRunning || this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#isWanted = false
      this.#isRunning = true
      this.#running = this.#run().finally(() => {
        this.#isRunning = false
        if (this.#isWanted) this.#runSoon(SETTLE_MS)
      })
    }, delayMs)
    this.#timer.unref()
  }

  async #run(): Promise<void> {
    try {
      await appendArrivals(this.#parts)
      const waitMs = await this.#desk.appendReleases()
      if (waitMs !== null) this.#runLater(waitMs)
      await appendKept(this.#parts)
    } catch (error) {
      this.#log.warn('deferred-records-failed', { message: String(error) })
      setTimeout(() => this.#runSoon(0), RETRY_MS).unref()
    }
  }

  #runLater(delayMs: number): void {
    if (this.#later !== null) clearTimeout(this.#later)
    this.#later = setTimeout(() => this.#runSoon(0), Math.max(delayMs, SETTLE_MS)).unref()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#later !== null) clearTimeout(this.#later)
    this.#stopListening()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }
}

const MAX_KEPT_AT_ONCE = 100

/**
 * Appends to the feeds of authors which of their objects this reader has on disk, key and blocks.
 * The author then no longer needs to keep a grant for it.
 * Only for controlled letters, whose opening the author knows about. The opening of an open letter
 * stays private.
 */
async function appendKept(parts: Omit<DeferringParts, 'log'>): Promise<void> {
  const { store, ledger, inbox, feeds } = parts
  const objects = await store.makeKeptDurable()
  for (let i = 0; i < objects.length; i += MAX_KEPT_AT_ONCE) {
    const some = objects.slice(i, i + MAX_KEPT_AT_ONCE)
    await ledger.write((tx) => {
      for (const [author, kept] of groupByAuthor(some, (object) => authorOfKept(tx, inbox, object))) {
        if (feeds.find(tx, author) !== null) feeds.append(tx, author, { type: 'kept', objects: kept })
      }
      for (const object of some) store.markDurable(tx, object)
    })
  }
}

function authorOfKept(tx: Transaction, inbox: Inbox, object: Uint8Array): Uint8Array | null {
  const received = inbox.find(tx, object)
  if (received === null || !isOnePerson(received.notice.audience)) return null
  return received.notice.mode === 'controlled' ? received.author : null
}

function groupByAuthor(
  objects: Uint8Array[],
  authorOf: (object: Uint8Array) => Uint8Array | null,
): [Uint8Array, Uint8Array[]][] {
  const groups = new Map<string, [Uint8Array, Uint8Array[]]>()
  for (const object of objects) {
    const author = authorOf(object)
    if (author === null) continue
    const group = groups.get(toHex(author)) ?? [author, []]
    group[1].push(object)
    groups.set(toHex(author), group)
  }
  return [...groups.values()]
}
