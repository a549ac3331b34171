// What members tell each other on meeting, and when something grows: the number of the last membership record, and how far feeds reach.
// Hints only: what they name is computed, fetched and checked here. So nobody has to be met for their feed to come.
import {
  decodeRecord,
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  struct,
  toHex,
  uint,
  versioned,
  type EncodedBy,
  type Log,
} from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { FeedHead, GroupFeeds } from '../feeds/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { findGroup, findMember, listCommonGroups, listMembers, type GroupRow } from './group-row.ts'
import type { RecordFollower } from './follow-records.ts'

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  acquaintances: Acquaintances
  feeds: GroupFeeds
  records: RecordFollower
  peers: Peers
  me: Uint8Array
  device: Uint8Array
  log: Log
}

const MAX_HEADS = 500
const SETTLE_MS = 5
const ANSWER_TIMEOUT_MS = 10_000
const NO_ANSWER = Uint8Array.of(0)

/** Sent: do not change. */
const headEncoding = struct({ era: uint, device: key32, generation: uint, length: uint })
const gossipEncoding = versioned(
  1,
  struct({ group: key32, number: uint, generation: uint, heads: listUpTo(headEncoding, MAX_HEADS) }),
)
type Gossip = EncodedBy<typeof gossipEncoding>

export class GroupGossip {
  readonly #options: Options
  /** What grew of which group since it was last told. */
  readonly #grown = new Map<string, { group: Uint8Array; cores: Set<string> }>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    const { peers, feeds } = options
    peers.respond({
      name: 'group',
      isForStrangers: false,
      maxRequestBytes: 48 * 1024,
      handle: (peer, bytes) => this.#hear(peer, decodeRecord(gossipEncoding, bytes)),
    })
    peers.events.on('connected', (peer) => this.#meet(peer))
    feeds.events.on('grown', ({ group, core }) => this.#noteGrown(group, core))
  }

  /** Everything that both are in is told, and looked after, on this wire. */
  #meet(peer: Peer): void {
    if (peer.person === null) return
    for (const row of listCommonGroups(this.#options.ledger, peer.person)) this.#tellAll(peer, row)
  }

  #tellAll(peer: Peer, row: GroupRow): void {
    const { ledger, feeds } = this.#options
    const heads = feeds.listHeads(ledger, row.group_id)
    for (let at = 0; at === 0 || at < heads.length; at += MAX_HEADS)
      this.#send(peer, row, heads.slice(at, at + MAX_HEADS))
    this.#attachRecords(peer, row).catch((error: unknown) =>
      this.#options.log.warn('group-not-attached', { message: String(error) }),
    )
  }

  #send(peer: Peer, row: GroupRow, heads: FeedHead[]): void {
    const { group_id: group, number, generation } = row
    const told = heads.map(({ era, device, generation: of, length }) => ({
      era,
      device,
      generation: of,
      length,
    }))
    const bytes = encodeRecord(gossipEncoding, {
      group,
      number: Math.max(number, 0),
      generation,
      heads: told,
    })
    void peer.request('group', bytes, ANSWER_TIMEOUT_MS)
  }

  /** The owner's records may come from any member. */
  async #attachRecords(peer: Peer, row: GroupRow): Promise<void> {
    const { ownCores, foreignCores, device, records } = this.#options
    if (equalBytes(row.owner_device, device)) return peer.attach(await ownCores.take(row.core))
    peer.attach(await foreignCores.take(row.core))
    records.readSoon(row.group_id)
  }

  /** A group that was just joined, or whose records lie in another core now. */
  async lookFor(group: Uint8Array): Promise<void> {
    const { ledger, peers } = this.#options
    const row = findGroup(ledger, group)
    if (row === null) return
    for (const peer of peers.list()) {
      const isOwners = equalBytes(peer.device, row.owner_device)
      const isMembers = peer.person !== null && findMember(ledger, group, peer.person) !== null
      if (isOwners || isMembers) await this.#attachRecords(peer, row)
    }
  }

  /** Tells everyone who is connected and in it. */
  tellMembers(group: Uint8Array): void {
    const { ledger, peers } = this.#options
    const row = findGroup(ledger, group)
    if (row === null) return
    for (const peer of peers.list())
      if (peer.person !== null && findMember(ledger, group, peer.person) !== null) this.#tellAll(peer, row)
  }

  async #hear(peer: Peer, gossip: Gossip): Promise<Uint8Array> {
    const { ledger, feeds, foreignCores, device } = this.#options
    const row = findGroup(ledger, gossip.group)
    const isMember = peer.person !== null && findMember(ledger, gossip.group, peer.person) !== null
    // Who speaks of a group they are not in learns nothing, not even whether it is. Nor is it bad: a fellow member may have heard sooner
    // than I that one of us has come, or gone.
    if (row === null || !isMember) return NO_ANSWER
    const isOwn = equalBytes(row.owner_device, device)
    if (!isOwn && gossip.number > row.number) await this.#attachRecords(peer, row)
    const owners = this.#ownersOf(gossip)
    const cores = await ledger.write((tx) =>
      gossip.heads.flatMap((head) => {
        const person = owners.get(toHex(head.device))
        return person === undefined ? [] : (feeds.follow(tx, gossip.group, person, head) ?? [])
      }),
    )
    for (const core of cores) {
      peer.attach(await foreignCores.take(core))
      feeds.readSoon(core)
    }
    return NO_ANSWER
  }

  /** Whose device each of these is: a member's, or of one who went and whose feed still counts. */
  #ownersOf({ group, heads }: Gossip): Map<string, Uint8Array> {
    const { ledger, acquaintances, device } = this.#options
    const owners = new Map<string, Uint8Array>()
    for (const head of heads) {
      if (equalBytes(head.device, device)) continue
      const person = acquaintances.ownerOf(ledger, head.device)
      if (person !== null && findMember(ledger, group, person) !== null)
        owners.set(toHex(head.device), person)
      else if (person !== null && this.#hasDeparted(group, head.device))
        owners.set(toHex(head.device), person)
    }
    return owners
  }

  #hasDeparted(group: Uint8Array, device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM group_departed WHERE group_id = ? AND device = ? LIMIT 1'
    return this.#options.ledger.get(sql, group, device) !== undefined
  }

  #noteGrown(group: Uint8Array, core: Uint8Array): void {
    if (this.#isClosed) return
    const noted = this.#grown.get(toHex(group)) ?? { group, cores: new Set<string>() }
    noted.cores.add(toHex(core))
    this.#grown.set(toHex(group), noted)
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#tellGrown()
    }, SETTLE_MS)
  }

  /** Where the core is on the wire at both ends already, it says so itself. */
  #tellGrown(): void {
    const { ledger, feeds, peers } = this.#options
    for (const { group, cores } of [...this.#grown.values()]) {
      const row = findGroup(ledger, group)
      const heads =
        row === null ? [] : feeds.listHeads(ledger, group).filter(({ core }) => cores.has(toHex(core)))
      for (const peer of heads.length === 0 ? [] : peers.list()) {
        if (peer.person === null || findMember(ledger, group, peer.person) === null) continue
        const news = heads.filter(
          ({ core, device }) => !equalBytes(device, peer.device) && !peer.isReplicating(core),
        )
        if (news.length > 0) this.#send(peer, row!, news)
      }
    }
    this.#grown.clear()
  }

  /** The devices of the members of a group, without mine. */
  listDevices(group: Uint8Array): Uint8Array[] {
    const { ledger, acquaintances, me } = this.#options
    return listMembers(ledger, group)
      .filter(({ person }) => !equalBytes(person, me))
      .flatMap(({ person }) => acquaintances.findCard(ledger, person)?.signedBy ?? [])
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
