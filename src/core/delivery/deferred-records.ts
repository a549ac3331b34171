// Records that need not go out at once: arrivals, releases, and objects that are now kept durably.
// This class appends them in the background.
// The ledger holds what is not appended yet, so work that a crash interrupts resumes at the next
// start.
import { Pump, toHex } from '../base/index.ts'
import { appendArrivals, type Inbox } from '../inbox/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'
import type { ReleaseDesk } from './release-desk.ts'
import { isOnePerson } from '../store/index.ts'

const SETTLE_MS = 15

type DeferringParts = Pick<DeliveryParts, 'ledger' | 'clock' | 'inbox' | 'feeds' | 'store' | 'log'>

export class DeferredRecords {
  readonly #parts: DeferringParts
  readonly #desk: Pick<ReleaseDesk, 'appendReleases'>
  readonly #pump: Pump
  readonly #stopListening: () => void

  constructor(parts: DeferringParts, desk: Pick<ReleaseDesk, 'appendReleases'>) {
    this.#parts = parts
    this.#desk = desk
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'deferred-records-failed' })
    this.#stopListening = parts.ledger.onCommit(() => this.#pump.wake(SETTLE_MS))
    this.#pump.wake(SETTLE_MS)
  }

  async #run(): Promise<number | null> {
    await appendArrivals(this.#parts)
    const waitMs = await this.#desk.appendReleases()
    await appendKept(this.#parts)
    return waitMs === null ? null : Math.max(waitMs, SETTLE_MS)
  }

  close(): Promise<void> {
    this.#stopListening()
    return this.#pump.close()
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
