// Members exchange hints when they meet and when a feed grows: the number of the last membership
// record, and the lengths of feeds.
// The receiver computes, fetches and checks what a hint names. So a feed can arrive without meeting
// its author.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, Pump, toHex } from '../base/index.ts'
import type { Devices } from '../contacts/index.ts'
import type { OwnCores } from '../cores/index.ts'
import type { FeedHead, GroupFeeds } from '../feeds/index.ts'
import type { Peer } from '../network/index.ts'
import type { RecordFollower } from './follow-records.ts'
import { gossipForm, HEARD, MAX_HEADS, NOT_HEARD, NOT_IN_IT, type Gossip } from './gossip-message.ts'
import {
  findGroup,
  findMember,
  listCommonGroups,
  listGroups,
  wasRemoved,
  type GroupRow,
} from './group-row.ts'
import { believeSuccession } from './succeed-core.ts'

interface Options extends Pick<DeliveryParts, 'ledger' | 'foreignCores' | 'peers' | 'clock' | 'log'> {
  ownCores: OwnCores
  devices: Devices
  feeds: GroupFeeds
  records: RecordFollower
  device: Uint8Array
}

const SETTLE_MS = 5
const ANSWER_TIMEOUT_MS = 10_000
const DAY_MS = 86_400_000
/**
 * One device may introduce at most this many unknown feeds per day, because each may open a core
 * that contains nothing.
 */
export const DAILY_NEW_FEEDS = 4000

/** Upper limit of remembered feed lengths per connection. */
const MAX_HEARD = 4096

export class GroupGossip {
  readonly #options: Options
  /** Which feeds of which groups grew since the last message about them. */
  readonly #grown = new Map<string, { group: Uint8Array; cores: Map<string, Uint8Array> }>()
  /** Connections on which all heads of a group were exchanged. */
  readonly #exchanged = new WeakMap<Peer, Set<string>>()
  /** How long each peer says the feeds are. A length need not be sent back to its sender. */
  readonly #heard = new WeakMap<Peer, Map<string, number>>()
  readonly #newFeeds = new Map<string, { day: number; count: number }>()
  readonly #pump: Pump

  constructor(options: Options) {
    this.#options = options
    const { peers, feeds, log } = options
    this.#pump = new Pump(() => this.#sendGrown(), { log, failed: 'gossip-failed' })
    peers.respond({
      name: 'group',
      isForStrangers: false,
      maxRequestBytes: 48 * 1024,
      handle: (peer, bytes) => this.#hear(peer, gossipForm.decode(bytes)),
    })
    peers.events.on('connected', (peer) => this.#meet(peer))
    feeds.events.on('grown', ({ group, core }) => this.#queueGrown(group, core))
  }

  /**
   * Exchanges heads for all common groups on this connection, and fetches missing first records.
   */
  #meet(peer: Peer): void {
    if (peer.person === null) return
    for (const row of listCommonGroups(this.#options.ledger, peer.person)) this.#sendAllHeads(peer, row)
    for (const row of listGroups(this.#options.ledger))
      if (row.membership === 'joining' && equalBytes(row.ownerDevice, peer.device))
        this.#fetchFirstRecord(peer, row)
  }

  /**
   * The owner let this person in, but the connection broke or the engine closed before the first
   * record arrived.
   */
  #fetchFirstRecord(peer: Peer, row: GroupRow): void {
    this.#attachRecords(peer, row).catch((error: unknown) =>
      this.#options.log.warn('group-not-found', { message: String(error) }),
    )
  }

  #sendAllHeads(peer: Peer, row: GroupRow, { fromEra = 0, wantsSince = null as number | null } = {}): void {
    const { ledger, feeds, log } = this.#options
    const heads = feeds.listHeads(ledger, row.groupId).filter(({ era }) => era >= fromEra)
    const send = async (): Promise<void> => {
      await this.#attachRecords(peer, row)
      for (let at = 0; at === 0 || at < heads.length; at += MAX_HEADS)
        await this.#send(peer, row, heads.slice(at, at + MAX_HEADS), at === 0 ? wantsSince : null)
    }
    send().catch((error: unknown) => log.warn('gossip-not-sent', { message: String(error) }))
  }

  async #send(
    peer: Peer,
    row: GroupRow,
    heads: readonly FeedHead[],
    wantsSince: number | null = null,
  ): Promise<void> {
    const { groupId: group, number, succession } = row
    const sent = heads.map(({ era, device, generation, length }) => ({ era, device, generation, length }))
    const bytes = gossipForm.encode({
      group,
      number: Math.max(number, 0),
      succession,
      wantsSince,
      heads: sent,
    })
    const answer = await peer.request('group', bytes, ANSWER_TIMEOUT_MS)
    if (answer === null) return
    if (answer[0] === HEARD) this.#recordExchanged(peer, group)
    // Only the owner's device can know this; any other member may be behind or dishonest.
    else if (answer[0] === NOT_IN_IT && equalBytes(peer.device, row.ownerDevice))
      await this.#options.records.markRemoved(row)
  }

  #recordExchanged(peer: Peer, group: Uint8Array): void {
    const groups = this.#exchanged.get(peer) ?? new Set<string>()
    groups.add(toHex(group))
    this.#exchanged.set(peer, groups)
  }

  /** The owner's records may come from any member. */
  async #attachRecords(peer: Peer, row: GroupRow): Promise<void> {
    const { ownCores, foreignCores, records, device } = this.#options
    if (ownCores.isOwn(row.core)) return peer.attach(await ownCores.openCore(row.core))
    // The group was handed over to this device and its own core does not exist yet; opening that
    // core as a foreign one would break it.
    if (equalBytes(row.ownerDevice, device)) return
    peer.attach(await foreignCores.openCore(row.core))
    records.readSoon(row.groupId)
  }

  /**
   * Fetches the records of a group that was just joined, or whose records are now in another core.
   */
  async lookFor(group: Uint8Array): Promise<void> {
    const { ledger, peers } = this.#options
    const row = findGroup(ledger, group)
    if (row === null) return
    for (const peer of peers.list())
      if (equalBytes(peer.device, row.ownerDevice) || this.#isMember(group, peer))
        await this.#attachRecords(peer, row)
  }

  #isMember(group: Uint8Array, { person }: Peer): boolean {
    return person !== null && findMember(this.#options.ledger, group, person) !== null
  }

  /**
   * The members or the records changed. Sends every connected member the record number, and
   * newcomers all heads.
   * Heads of an era arrive in vain before its secrets are known, so this asks for heads since
   * `learnedEra` again.
   */
  gossipToMembers(group: Uint8Array, learnedEra: number | null): void {
    const { ledger, peers, log } = this.#options
    const row = findGroup(ledger, group)
    if (row === null) return
    for (const peer of peers.list()) {
      if (!this.#isMember(group, peer)) continue
      if (this.#exchanged.get(peer)?.has(toHex(group)) !== true)
        this.#sendAllHeads(peer, row, { wantsSince: 0 })
      else
        this.#attachRecords(peer, row)
          .then(() => this.#send(peer, row, [], learnedEra))
          .catch((error: unknown) => log.warn('gossip-not-sent', { message: String(error) }))
    }
  }

  async #hear(peer: Peer, gossip: Gossip): Promise<Uint8Array> {
    const { ledger, device } = this.#options
    const row = findGroup(ledger, gossip.group)
    const isOwn = row !== null && equalBytes(row.ownerDevice, device)
    if (row === null || !this.#isMember(gossip.group, peer)) {
      if (isOwn && wasRemoved(ledger, gossip.group, peer.person)) return Uint8Array.of(NOT_IN_IT)
      // A non-member gets the same answer whether the group exists or not. It is not misbehaviour
      // either, because a fellow member may hear sooner than this device that one of the two joined
      // or left.
      return Uint8Array.of(NOT_HEARD)
    }
    if (!isOwn && gossip.succession !== null)
      await ledger.write((tx) => believeSuccession(tx, gossip.group, gossip.succession!))
    if (!isOwn && gossip.number > row.number)
      await this.#attachRecords(peer, findGroup(ledger, gossip.group)!)
    this.#recordHeard(peer, gossip)
    await this.#followHeads(peer, gossip)
    if (gossip.wantsSince !== null) this.#sendAllHeads(peer, row, { fromEra: gossip.wantsSince })
    return Uint8Array.of(HEARD)
  }

  #recordHeard(peer: Peer, { group, heads }: Gossip): void {
    const heard = this.#heard.get(peer) ?? new Map<string, number>()
    if (heard.size + heads.length > MAX_HEARD) heard.clear()
    for (const head of heads) heard.set(nameOf(group, head), head.length)
    this.#heard.set(peer, heard)
  }

  #knows(peer: Peer, group: Uint8Array, head: FeedHead): boolean {
    return (this.#heard.get(peer)?.get(nameOf(group, head)) ?? 0) >= head.length
  }

  /** Most heads are known already, and those need no write. */
  async #followHeads(peer: Peer, { group, heads }: Gossip): Promise<void> {
    const { ledger, feeds, foreignCores } = this.#options
    const wanted = heads.flatMap((head) => {
      const person = this.#ownerOf(group, head.device)
      const looked = person === null ? null : feeds.planFollow(ledger, group, person, head)
      return person === null || looked === null ? [] : [{ person, head, ...looked }]
    })
    const fresh = wanted.filter(({ isNew }) => isNew).slice(0, this.#newFeedsLeft(peer))
    if (fresh.length > 0) {
      this.#countNewFeeds(peer, fresh.length)
      await ledger.write((tx) => {
        for (const { person, head } of fresh) feeds.follow(tx, group, person, head)
      })
    }
    for (const { core } of [...fresh, ...wanted.filter(({ isNew }) => !isNew)]) {
      peer.attach(await foreignCores.openCore(core))
      feeds.readSoon(core)
    }
  }

  #newFeedsLeft({ device }: Peer): number {
    const known = this.#newFeeds.get(toHex(device))
    return DAILY_NEW_FEEDS - (known?.day === this.#today() ? known.count : 0)
  }

  #countNewFeeds(peer: Peer, count: number): void {
    const used = DAILY_NEW_FEEDS - this.#newFeedsLeft(peer)
    this.#newFeeds.set(toHex(peer.device), { day: this.#today(), count: used + count })
  }

  #today(): number {
    return Math.floor(this.#options.clock.now() / DAY_MS)
  }

  /**
   * Returns the person whose feed counts: a member, or a departed member with a recorded end. Null
   * for a device of this person.
   */
  #ownerOf(group: Uint8Array, device: Uint8Array): Uint8Array | null {
    const { ledger, devices } = this.#options
    if (equalBytes(device, this.#options.device)) return null
    const hasDeparted = this.#hasDeparted(group, device)
    const person = hasDeparted ? devices.writerOf(ledger, device) : devices.ownerOf(ledger, device)
    if (person === null) return null
    return hasDeparted || findMember(ledger, group, person) !== null ? person : null
  }

  #hasDeparted(group: Uint8Array, device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM group_departed WHERE group_id = ? AND device = ? LIMIT 1'
    return this.#options.ledger.get(sql, group, device) !== undefined
  }

  #queueGrown(group: Uint8Array, core: Uint8Array): void {
    const noted = this.#grown.get(toHex(group)) ?? { group, cores: new Map<string, Uint8Array>() }
    noted.cores.set(toHex(core), core)
    this.#grown.set(toHex(group), noted)
    this.#pump.wake(SETTLE_MS)
  }

  /** A core that both ends replicate announces its own growth. */
  #sendGrown(): void {
    const { ledger, feeds, peers, log } = this.#options
    const grown = [...this.#grown.values()]
    this.#grown.clear()
    for (const { group, cores } of grown) {
      const row = findGroup(ledger, group)
      if (row === null || (row.membership !== 'member' && row.membership !== 'left')) continue
      const heads = [...cores.values()].flatMap((core) => feeds.findHead(ledger, core) ?? [])
      for (const peer of peers.list()) {
        if (!this.#isMember(group, peer)) continue
        const news = heads.filter(
          (head) =>
            !equalBytes(head.device, peer.device) &&
            !peer.isReplicating(head.core) &&
            !this.#knows(peer, group, head),
        )
        for (let at = 0; at < news.length; at += MAX_HEADS)
          this.#send(peer, row, news.slice(at, at + MAX_HEADS)).catch((error: unknown) =>
            log.warn('gossip-not-sent', { message: String(error) }),
          )
      }
    }
  }

  close(): Promise<void> {
    return this.#pump.close()
  }
}

type Named = Pick<FeedHead, 'era' | 'device' | 'generation'>

/** One device has one feed in each era of each group. */
const nameOf = (group: Uint8Array, { era, device, generation }: Named): string =>
  `${toHex(group)} ${era} ${generation} ${toHex(device)}`
