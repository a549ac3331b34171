// Stations as their customer and a reader use them: opened together, closed together.
import type { Core } from '../cores/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { AuthorStations } from './author-stations.ts'
import { AwayReader } from './away-reader.ts'
import { findStationCore } from './cores-at-stations.ts'
import { FarLinksAtStation } from './far-links.ts'
import { GateErrands } from './gate-errands.ts'
import { HandingOver } from './handing-over.ts'
import { JoinedStations } from './joined-stations.ts'
import { MailboxSender } from './mailbox-sender.ts'
import { OwnMailbox } from './own-mailbox.ts'
import type { KeepersParts } from './parts.ts'
import { Publishing } from './publishing.ts'
import { RemovalErrands, type RemovalAt } from './removal-errands.ts'
import { Sightings } from './sightings.ts'
import { tryStations, type StationTest } from './try-stations.ts'
import { Visits, type Waiting } from './visits.ts'
import { WakesAtStations } from './wakes-at-stations.ts'

export class Stations {
  readonly joined: JoinedStations
  readonly #visits: Visits
  readonly ofAuthors: AuthorStations
  readonly sightings: Sightings
  readonly far: FarLinksAtStation
  readonly #parts: KeepersParts
  readonly #handingOver: HandingOver
  readonly #gates: GateErrands
  readonly #mailbox: OwnMailbox
  readonly #sender: MailboxSender
  readonly #reader: AwayReader
  readonly #removals: RemovalErrands
  readonly #publishing: Publishing
  readonly #wakes: WakesAtStations

  constructor(parts: KeepersParts) {
    this.#parts = parts
    const { peers, pace } = parts
    const isOwn = (station: Uint8Array): boolean => this.joined.isOwn(station)
    this.sightings = new Sightings(peers, pace.visitMs / 2, isOwn)
    const visits = new Visits(peers, this.sightings)
    this.#visits = visits
    this.joined = new JoinedStations(parts, visits)
    this.#handingOver = new HandingOver(parts, this.joined)
    this.#gates = new GateErrands(parts, this.joined)
    this.#mailbox = new OwnMailbox(parts, this.joined)
    this.#sender = new MailboxSender(parts, visits, isOwn)
    this.#removals = new RemovalErrands(parts, visits)
    this.#publishing = new Publishing(parts, this.joined)
    this.far = new FarLinksAtStation(parts, this.joined)
    this.#wakes = new WakesAtStations(parts, this.joined)
    this.ofAuthors = new AuthorStations(parts, visits, {
      isHere: (station) => this.sightings.isHere(station),
      readSoon: () => this.#reader.readSoon(),
    })
    this.#reader = new AwayReader(parts, visits)
  }

  start(): void {
    this.joined.start()
    this.#sender.start()
    this.#removals.start()
    this.#reader.start()
  }

  /** Opens a test letter through the own stations, without this device. Null without stations. */
  test(wait: Waiting): Promise<StationTest | null> {
    return tryStations(this.#parts, { joined: this.joined, visits: this.#visits }, wait)
  }

  /** True if this station refuses what it should get, because a limit is reached. */
  isRefused(device: Uint8Array): boolean {
    return this.#handingOver.isRefused(device)
  }

  /** The core with this discovery key, if the peer is a station that keeps or watches it. */
  async find({ device }: Peer, discoveryKey: Uint8Array): Promise<Core | null> {
    if (this.joined.findPeer(device) === null) return null
    const { ledger, ownCores, foreignCores } = this.#parts
    const core = findStationCore(ledger, device, discoveryKey)
    if (core === null) return null
    return ownCores.isOwn(core) ? ownCores.openCore(core) : foreignCores.openCore(core)
  }

  /** The members of a group changed, or the card of one of them. */
  refreshRosters(): void {
    this.#gates.refreshRosters()
  }

  /** There is a public feed, so stations are to be found on its topic. */
  announceFeed(): void {
    this.#publishing.announceFeed()
  }

  /** Members were removed from a group. Call this in the transaction that reads it. */
  queueRemovals(tx: Transaction, removals: readonly RemovalAt[]): void {
    this.#removals.queue(tx, removals)
  }

  /** The card of this contact changed, or they were blocked or unblocked. */
  refreshContact(person: Uint8Array): void {
    this.#mailbox.refreshWatches()
    this.#gates.refreshRosters()
    this.#sender.schedule(person)
  }

  async close(): Promise<void> {
    this.far.close()
    this.joined.close()
    this.sightings.close()
    this.ofAuthors.close()
    this.#visits.close()
    await Promise.all([
      this.#handingOver.close(),
      this.#gates.close(),
      this.#mailbox.close(),
      this.#sender.close(),
      this.#removals.close(),
      this.#reader.close(),
      this.#wakes.close(),
    ])
  }
}
