// The entry to groups: what an owner does, what a member does, and the audience that letters are
// delivered to.
// Each change of members is a record by the owner. `#follow` runs the follow-up work for own and
// received records alike.
import { firstNoticedAfterEra } from '../access/index.ts'
import { Emitter, equalBytes, toHex, type Clock, type Log } from '../base/index.ts'
import { isCurrentDevice, type Acquaintances, type AddressBook } from '../contacts/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { GroupFeeds, type PairFeeds, type ReceiveRecord } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { AwayFeed, RemovalAt, RosterReaders } from '../keepers/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import type { News } from '../news/index.ts'
import type { MembersChange } from './apply-record.ts'
import { listAwayFeeds } from './away-member-feeds.ts'
import { MemberDialler } from './dial-members.ts'
import { endOfFeed } from './feed-ends.ts'
import { RecordFollower } from './follow-records.ts'
import { GroupGossip } from './gossip.ts'
import { GroupAudience } from './group-audience.ts'
import { GroupCores } from './group-cores.ts'
import {
  findGroup,
  findMember,
  findNamedGroup,
  getGroup,
  listCommonGroups,
  listGroups,
  type GroupRow,
} from './group-row.ts'
import { JoinRequests } from './join-requests.ts'
import { decodeDeskWord } from './desk-word.ts'
import { Desks } from './desks.ts'
import { Invitations } from './invitations.ts'
import { JoinDesk } from './join-desk.ts'
import { KemKeyReader } from './kem-key-reader.ts'
import { LeaveGathering } from './leave-gathering.ts'
import { findMemberKey, listReaders } from './member-keys.ts'
import { MyMembership } from './my-membership.ts'
import { Ownership } from './ownership.ts'
import { Reclaim } from './reclaim.ts'
import { RecordReader } from './record-reader.ts'
import { listRemovals } from './removal-news.ts'
import { Welcome } from './welcome.ts'

export interface GroupsOptions {
  ledger: Ledger
  identity: Identity
  clock: Clock
  log: Log
  badInput: BadInput
  news: News
  ownCores: OwnCores
  foreignCores: ForeignCores
  peers: Peers
  addressBook: AddressBook
  acquaintances: Acquaintances
  pairFeeds: PairFeeds
  receive: ReceiveRecord
  isBlocked: (rows: Rows, person: Uint8Array) => boolean
  /** True if an object kept here from this core was made for this group. */
  isKeptForGroup: (core: Uint8Array, group: Uint8Array) => boolean
  /**
   * The membership changed, so posts to the group may be shown differently. Announces those since
   * `announceAgainSince` again in the new epoch.
   */
  onMembersChanged: (tx: Transaction, group: Uint8Array, announceAgainSince: number | null) => void
  /** Members were removed, and stations of other members must hear it. */
  onRemoved: (tx: Transaction, removals: readonly RemovalAt[]) => void
  /** Unopened posts of this group can no longer be opened. */
  onGone: (tx: Transaction, group: Uint8Array) => void
}

export class Groups {
  readonly events = new Emitter<{ changed: Uint8Array }>()
  /** The part of groups that delivery uses. */
  readonly audience: GroupAudience
  readonly cores: GroupCores
  readonly feeds: GroupFeeds
  readonly joinDesk: JoinDesk
  /** Changes to groups that this person owns. */
  readonly ownership: Ownership
  /** This person's own membership in any group. */
  readonly membership: MyMembership
  readonly #options: GroupsOptions
  readonly #welcome: Welcome
  readonly #records: RecordFollower
  readonly #gossip: GroupGossip
  readonly #dialler: MemberDialler
  readonly #desks: Desks
  readonly #reclaim: Reclaim
  readonly #keyReader: KemKeyReader
  readonly #leaves: LeaveGathering
  readonly #invitations: Invitations
  /** Groups whose owner has no KEM key of this person. */
  readonly #unsealed = new Map<string, Uint8Array>()
  #afterCommit: (() => void)[] = []

  constructor(options: GroupsOptions) {
    this.#options = options
    const { ledger, identity, peers, addressBook, acquaintances, clock, log } = options
    const { pairFeeds } = options
    const device = identity.device.publicKey
    this.feeds = new GroupFeeds({
      ...options,
      // Members who missed the feed of a lost device of this person get it from here. This person
      // does not receive it.
      receive: (tx, source, record) => {
        if (!equalBytes(source.person, identity.person)) options.receive(tx, source, record)
      },
      person: identity.person,
      device: identity.device,
      isFollowed: (rows, group) => findGroup(rows, group)?.membership === 'member',
      isCurrent: isCurrentDevice,
      endOf: endOfFeed,
    })
    this.cores = new GroupCores({ ...options, feeds: this.feeds, device })
    this.audience = new GroupAudience({
      ...{ identity, acquaintances, pairFeeds, feeds: this.feeds, cores: this.cores, news: options.news },
      now: () => clock.now(),
      onLaterRecord: (group) => this.#afterCommit.push(() => this.#records.readSoon(group)),
      onInvited: (_tx, group, owner) => this.#afterCommit.push(() => this.#lookFor(group, owner)),
      onLeft: (tx, group, person) => {
        if (!this.#leaves.gather(tx, group, person)) this.ownership.write(tx, group, { removed: [person] })
      },
      isMine: (rows, group) => this.ownership.isMine(getGroup(rows, group)),
      succeedRecords: (tx, frozen, last) => this.ownership.succeedRecords(tx, frozen, last),
    })
    const reader = new RecordReader(options)
    this.#keyReader = new KemKeyReader({
      ...{ ledger, acquaintances, addressBook, reader, log },
      onArrived: (tx, _group, person) => this.audience.sendWaiting(tx, person),
    })
    const emitChanged = (group: Uint8Array): void => this.events.emit('changed', group)
    const afterCommit = (act: () => void): void => void this.#afterCommit.push(act)
    this.#invitations = new Invitations({ ...options, isMine: (row) => this.ownership.isMine(row) })
    this.ownership = new Ownership({
      ...{
        ...options,
        feeds: this.feeds,
        afterCommit,
        invitations: this.#invitations,
        keyReader: this.#keyReader,
      },
      onBegun: (group) => this.#desks.announceDesk(getGroup(ledger, group)),
      untilMine: (group) => this.#reclaim.waitForEnd(group),
      onWritten: (tx, group, change) => this.#follow(tx, group, change),
      onCreated: emitChanged,
    })
    this.#records = new RecordFollower({
      ...options,
      reader,
      onApplied: (tx, before, change, learnedEra) => this.#applied(tx, before, change, learnedEra),
      onRemoved: (tx, group) => this.#endMembership(tx, group),
      onUnsealed: (group) => this.#introduceTo(group),
    })
    this.#leaves = new LeaveGathering({
      ...{ ledger, clock, log },
      isMine: (row) => this.ownership.isMine(row),
      write: (group, removed) => this.ownership.removeLeavers(group, removed),
    })
    const { devices } = addressBook
    const deskParts = { ...options, reader }
    this.#desks = new Desks({
      ...deskParts,
      onMoved: (group) => this.#lookForRecords(group),
      onNewDevice: (tx, person) => this.ownership.renew(tx, person),
      onKemKey: (tx, person) => {
        this.ownership.sealAgain(tx, person)
        this.audience.sendWaiting(tx, person)
      },
    })
    this.#reclaim = new Reclaim({
      ...deskParts,
      write: (group, decide, before) => this.ownership.writeInTurns(group, decide, before),
      handOver: (group, person) => this.ownership.handOver(group, person),
      keyReader: this.#keyReader,
      onYielded: (group) => this.#lookForRecords(group),
    })
    this.#gossip = new GroupGossip({ ...options, devices, feeds: this.feeds, records: this.#records, device })
    this.#dialler = new MemberDialler({ ledger, peers, log, addressBook, person: identity.person, device })
    this.#welcome = new Welcome(peers)
    this.joinDesk = new JoinDesk({
      ...{ ledger, identity, clock, peers, addressBook, acquaintances, news: options.news },
      write: (group, decide, before) => this.ownership.writeInTurns(group, decide, before),
      onAdded: (_group, cards) => this.#welcome.welcome(cards.map(({ signedBy }) => signedBy)),
      onAsked: emitChanged,
    })
    this.membership = new MyMembership({
      ...{ ledger, identity, clock, feeds: this.feeds, events: this.events, afterCommit },
      join: new JoinRequests({
        ...{ ledger, identity, clock, peers, acquaintances, addressBook, log },
        onJoined: (group, owner) => this.#lookFor(group, owner),
        onChanged: emitChanged,
      }),
      onGone: (tx, group) => this.#endMembership(tx, group),
    })
    peers.events.on('connected', (peer) => this.#introduceWhereUnsealed(peer))
    addressBook.events.on('blocked', () => this.#dialler.lookSoon())
    addressBook.events.on('unblocked', (person) => this.#readUnblocked(person))
    ledger.onCommit(() => {
      for (const act of this.#afterCommit.splice(0)) act()
    })
  }

  /** Dials members and continues to read feeds. */
  start(): void {
    this.#reclaim.start()
    this.#leaves.start()
    this.#invitations.start()
    this.#dialler.look()
    for (const row of this.list()) {
      if (row.membership !== 'member') continue
      this.feeds.readGroupSoon(row.groupId)
      this.#keyReader.readSoon(row.groupId)
      if (this.ownership.isToBeTakenOver(row)) this.ownership.takeOver(row.groupId)
    }
  }

  /**
   * Reads what a person posted while they were blocked, from the position where reading stopped.
   */
  #readUnblocked(person: Uint8Array): void {
    this.#dialler.lookSoon()
    for (const { groupId } of listCommonGroups(this.#options.ledger, person))
      this.feeds.readGroupSoon(groupId)
  }

  /**
   * A removed member must not receive cores of the group over a connection that is still open. They
   * may reconnect without that right.
   */
  #hangUpOn(group: Uint8Array, persons: readonly Uint8Array[]): void {
    const { ledger, peers, addressBook } = this.#options
    for (const person of persons.filter((one) => findMember(ledger, group, one) === null))
      for (const device of addressBook.devices.listOf(ledger, person)) peers.hangUp(device)
  }

  /** The feeds that stations of absent members may have. */
  listAwayFeeds(rows: Rows): AwayFeed[] {
    const { ledger, identity, addressBook, foreignCores } = this.#options
    return listAwayFeeds(rows, {
      foreignCores,
      ...{ ledger, feeds: this.feeds, devices: addressBook.devices, me: identity.person },
    })
  }

  /** Whom this person's stations may hand posts to. */
  get readers(): RosterReaders {
    const { identity, acquaintances } = this.#options
    const parts = { identity, acquaintances }
    return {
      list: (rows, group, era) => listReaders(rows, parts, group, era),
      findKey: (rows, roster, member) => findMemberKey(rows, parts, roster, member),
    }
  }

  list(): GroupRow[] {
    const isShown = ({ membership }: GroupRow): boolean =>
      membership !== 'joining' && membership !== 'forgotten'
    return listGroups(this.#options.ledger).filter(isShown)
  }

  /** Lists the groups that this person and another one are members of now. */
  listCommonWith(person: Uint8Array): GroupRow[] {
    return this.list().filter(({ groupId }) => this.isFellow(groupId, person))
  }

  /** True if this person and the other one are members of the group now. */
  isFellow(group: Uint8Array, person: Uint8Array): boolean {
    const { ledger } = this.#options
    return this.audience.isMember(ledger, group) && findMember(ledger, group, person) !== null
  }

  findNamed(who: string): Uint8Array | null {
    return findNamedGroup(this.#options.ledger, who)
  }

  /**
   * The first record of another desk. Announces posts again from eras that this desk does not know,
   * in its own era.
   */
  #applied(tx: Transaction, before: GroupRow, change: MembersChange, learnedEra: number | null): void {
    const { groupId: group, isMoved, word } = before
    const missed =
      isMoved && word !== null ? firstNoticedAfterEra(tx, group, decodeDeskWord(word).after) : null
    this.#follow(tx, group, change, learnedEra, missed)
    const { ownerDevice } = getGroup(tx, group)
    this.#afterCommit.push(() => {
      const desk = this.#options.peers.find(ownerDevice)
      if (isMoved && desk !== null) this.#desks.offer(desk)
    })
  }

  /** Follow-up work after any record, own or received. */
  #follow(
    tx: Transaction,
    group: Uint8Array,
    change: MembersChange,
    learnedEra: number | null = null,
    missedSince: number | null = null,
  ): void {
    const { addressBook, onMembersChanged, peers } = this.#options
    const row = getGroup(tx, group)
    const isOtherEpoch = change.came.length > 0 || change.went.length > 0
    this.#tellStations(tx, row)
    onMembersChanged(tx, group, earlier(isOtherEpoch ? row.at : null, missedSince))
    const wantedSince = earlier(learnedEra, change.endedSince)
    const devices = addressBook.devices.listUnblocked(tx, change.came)
    const isHandedToMe = this.ownership.isToBeTakenOver(row)
    this.#afterCommit.push(() => {
      for (const device of devices) peers.refresh(device)
      this.#hangUpOn(group, change.went)
      this.#dialler.lookSoon()
      this.feeds.readGroupSoon(group)
      this.#keyReader.readSoon(group)
      this.#gossip.gossipToMembers(group, wantedSince)
      this.events.emit('changed', group)
      if (isHandedToMe) this.ownership.takeOver(group)
    })
  }

  #tellStations(tx: Transaction, row: GroupRow): void {
    const { identity, acquaintances, peers, addressBook, onRemoved } = this.#options
    const isHere = (rows: Rows, person: Uint8Array): boolean =>
      addressBook.devices.listOf(rows, person).some((device) => peers.find(device) !== null)
    onRemoved(tx, listRemovals(tx, { identity, acquaintances, isHere }, row, this.ownership.isMine(row)))
  }

  /** This person's membership has ended, by their own act or the owner's. */
  #endMembership(tx: Transaction, group: Uint8Array): void {
    this.#options.onGone(tx, group)
    this.#afterCommit.push(() => {
      this.#dialler.lookSoon()
      this.events.emit('changed', group)
    })
  }

  /** The owner's record has an empty box for this person: it waits for their KEM key. */
  #introduceTo(group: Uint8Array): void {
    const { ledger, peers } = this.#options
    const { ownerDevice } = getGroup(ledger, group)
    this.#unsealed.set(toHex(ownerDevice), group)
    const peer = peers.find(ownerDevice)
    if (peer !== null) this.#introduceWhereUnsealed(peer)
  }

  #introduceWhereUnsealed(peer: Peer): void {
    if (this.#unsealed.delete(toHex(peer.device))) this.#desks.introduce(peer)
  }

  #lookFor(group: Uint8Array, device: Uint8Array): void {
    const { peers, log } = this.#options
    this.#dialler.lookSoon()
    peers.hurry(device)
    this.#gossip
      .lookFor(group)
      .catch((error: unknown) => log.warn('group-not-found', { message: String(error) }))
  }

  /** The records are in another core now; fellow members may replicate it. */
  #lookForRecords(group: Uint8Array): void {
    const { ledger } = this.#options
    const row = getGroup(ledger, group)
    this.#desks.announceDesk(row)
    this.#lookFor(group, row.ownerDevice)
    this.events.emit('changed', group)
  }

  async close(): Promise<void> {
    this.#welcome.close()
    this.#reclaim.close()
    this.feeds.close()
    await Promise.all([
      this.#leaves.close(),
      this.#invitations.close(),
      this.#records.close(),
      this.#gossip.close(),
      this.#dialler.close(),
    ])
  }
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
