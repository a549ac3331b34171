// Fetches the bodies of followed posts when their notices arrive, so that they are ready to read
// and available to other followers.
// Between receive and reference. Nothing is opened, and no peer learns whether a post is read.
import { Mutex, Pump, toHex } from '../base/index.ts'
import { mayHandOver, type DeliveryParts } from '../delivery/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { reachPublicCore } from './reach-public-core.ts'

/**
 * Per author and day. A larger amount, or a post of several blocks, is fetched when the person
 * opens it.
 */
const DAILY_BYTES = 8 * 1024 * 1024
const MAX_WAITING = 500
const TIMEOUT_MS = 10_000
const RETRY_MS = 30_000
const DAY_MS = 86_400_000
const LANES = 4

export class PostFetcher {
  readonly #parts: DeliveryParts
  readonly #waiting = new Map<string, Ref>()
  readonly #spent = new Map<string, { day: number; bytes: number }>()
  readonly #lanes = Array.from({ length: LANES }, () => new Mutex())
  #next = 0
  readonly #pump: Pump
  #isClosed = false

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    this.#pump = new Pump(() => this.retry(), { log: parts.log, failed: 'posts-not-retried' })
  }

  /** Fetches a post soon, if it fits one block and its author's daily limit. */
  want(ref: Ref, bytes: number): void {
    if (ref.chunkCount > 1 || this.#waiting.size >= MAX_WAITING || !this.#mayCost(ref.person, bytes)) return
    this.#waiting.set(toHex(objectId(ref)), ref)
    this.#fetchSoon(ref)
  }

  /** Tries the waiting posts again; call it when a peer connected that may have them. */
  retry(): void {
    for (const ref of this.#waiting.values()) this.#fetchSoon(ref)
  }

  #mayCost(person: Uint8Array, bytes: number): boolean {
    const day = Math.floor(this.#parts.clock.now() / DAY_MS)
    const before = this.#spent.get(toHex(person))
    const spent = (before?.day === day ? before.bytes : 0) + bytes
    if (spent > DAILY_BYTES) return false
    this.#spent.set(toHex(person), { day, bytes: spent })
    return true
  }

  #fetchSoon(ref: Ref): void {
    const lane = this.#lanes[this.#next++ % LANES]!
    void lane
      .run(() => this.#fetch(ref))
      .catch((error: unknown) => {
        // Opening the post later fails with the same error and shows it.
        this.#waiting.delete(toHex(objectId(ref)))
        this.#parts.log.debug('post-not-fetched', { message: String(error) })
      })
  }

  async #fetch(ref: Ref): Promise<void> {
    const id = toHex(objectId(ref))
    if (this.#isClosed || !this.#waiting.has(id)) return
    const { store, foreignCores, peers } = this.#parts
    const canCome = peers.list().length > 0 || mayHandOver(this.#parts, ref.person)
    const waitMs = canCome ? TIMEOUT_MS : 0
    const stop = await reachPublicCore(this.#parts, ref, waitMs)
    const blocks = await store.readBlocks(ref, waitMs).finally(stop)
    if (blocks === null) return this.#pump.wake(RETRY_MS)
    this.#waiting.delete(id)
    // Tells peers that asked for the core earlier that its blocks are here now.
    const core = await foreignCores.openCore(ref.core)
    for (const peer of peers.list()) peer.attach(core)
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#waiting.clear()
    return this.#pump.close()
  }
}
