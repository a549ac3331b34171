// The restored side: reads the feeds of the lost device back from the own stations, which have them
// while every contact is away. No doubt ends by this, because a contact may have more.
import type { DeliveryParts } from '../delivery/index.ts'
import { toHex } from '../base/index.ts'
import { requestKept, type Stations } from '../keepers/index.ts'
import type { Peer } from '../network/index.ts'
import { readFormerFeed, type FormerFeed } from './read-back.ts'

type UnreadFeed = FormerFeed & { position: number }

const UNREAD_FEEDS = `
  SELECT person, former_device AS formerDevice, pair_secret AS pairSecret, era, core, position
  FROM contacts_to_notify WHERE is_begun = 1 AND is_read = 0 AND length(core) > 0`

export class StationReadBack {
  readonly #parts: DeliveryParts
  #running: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: DeliveryParts, stations: Stations) {
    this.#parts = parts
    // One station after the other, so that none reads what another one has read already.
    stations.joined.events.on('met', (peer) => {
      this.#running = this.#running
        .then(() => this.#readAll(peer))
        .catch((error: unknown) => this.#warn(error))
    })
  }

  #warn(error: unknown): void {
    this.#parts.log.warn('station-not-read-back', { message: String(error) })
  }

  async #readAll(peer: Peer): Promise<void> {
    const unread = this.#parts.ledger.all<UnreadFeed & Record<string, never>>(UNREAD_FEEDS)
    if (unread.length === 0 || !peer.isOpen) return
    const lengths = await requestKept(
      peer,
      unread.map(({ core }) => core),
    )
    if (lengths === null) return
    for (const feed of unread) {
      const length = lengths.get(toHex(feed.core)) ?? 0
      if (length > feed.position && !this.#isClosed) await readFormerFeed(this.#parts, peer, feed, length)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running
  }
}
