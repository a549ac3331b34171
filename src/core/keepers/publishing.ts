// Tells each station of a person who has public posts that it is to be found by followers too.
import { publishForm } from '../station-records/index.ts'
import type { Peer } from '../network/index.ts'
import { order } from './ask.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'

export class Publishing {
  readonly #parts: KeepersParts
  readonly #joined: JoinedStations

  constructor(parts: KeepersParts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    joined.events.on('met', (peer) => this.#tell(peer))
  }

  /** Call this when there is a public feed. A station that is away hears of it when it is met. */
  announceFeed(): void {
    for (const { device } of this.#joined.list()) {
      const peer = this.#joined.findPeer(device)
      if (peer !== null) this.#tell(peer)
    }
  }

  #tell(peer: Peer): void {
    const { ledger, isPublishing, log } = this.#parts
    if (!isPublishing(ledger)) return
    order(peer, 'publish', publishForm.encode({ isPublic: true })).catch((error: unknown) =>
      log.warn('station-not-told', { message: String(error) }),
    )
  }
}
