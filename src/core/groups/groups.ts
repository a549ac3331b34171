// Groups as the rest of the engine knows them: what an owner does, what a member does, and the audience that letters are given to.
// Every change of members is a record of the owner's; what follows from one, here as there, follows in one place.
import { Emitter, type Clock, type Log } from '../base/index.ts'
import type { Acquaintances, AddressBook } from '../contacts/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { GroupFeeds, type PairFeeds, type ReceiveRecord } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { MembersChange } from './apply-record.ts'
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
import { Join } from './join.ts'
import { JoinDesk } from './join-desk.ts'
import { MyMembership } from './my-membership.ts'
import { Ownership } from './ownership.ts'
import { Welcome } from './welcome.ts'

export interface GroupsOptions {
  ledger: Ledger
  identity: Identity
  clock: Clock
  log: Log
  badInput: BadInput
  ownCores: OwnCores
  foreignCores: ForeignCores
  peers: Peers
  addressBook: AddressBook
  acquaintances: Acquaintances
  pairFeeds: PairFeeds
  receive: ReceiveRecord
  isBlocked: (reader: Reader, person: Uint8Array) => boolean
  /** Whether something that is kept here from a core was made for this group. */
  isKeptForGroup: (core: Uint8Array, group: Uint8Array) => boolean
  /** Its members are others now: what was given to it looks otherwise, and what went out since `at` is told again in a new epoch. */
  onMembersChanged: (tx: Transaction, group: Uint8Array, toldSince: number | null) => void
  /** What was announced there and not opened cannot be opened any more. */
  onGone: (tx: Transaction, group: Uint8Array) => void
}

export class Groups {
  readonly events = new Emitter<{ changed: Uint8Array }>()
  /** What letters need of groups. */
  readonly audience: GroupAudience
  readonly cores: GroupCores
  readonly feeds: GroupFeeds
  readonly joinDesk: JoinDesk
  /** What I do with groups of mine. */
  readonly ownership: Ownership
  /** What I do as a member of any. */
  readonly membership: MyMembership
  readonly #options: GroupsOptions
  readonly #welcome: Welcome
  readonly #records: RecordFollower
  readonly #gossip: GroupGossip
  readonly #dialler: MemberDialler
  #afterCommit: (() => void)[] = []

  constructor(options: GroupsOptions) {
    this.#options = options
    const { ledger, identity, peers, addressBook, acquaintances, clock, log } = options
    const { pairFeeds } = options
    const device = identity.device.publicKey
    this.feeds = new GroupFeeds({
      ...options,
      person: identity.person,
      device: identity.device,
      isFollowed: (reader, group) => findGroup(reader, group)?.membership === 'member',
      endOf: endOfFeed,
    })
    this.cores = new GroupCores({ ...options, feeds: this.feeds, device })
    this.audience = new GroupAudience({
      ...{ identity, acquaintances, pairFeeds, feeds: this.feeds, cores: this.cores },
      now: () => clock.now(),
      onLaterRecord: (group) => this.#afterCommit.push(() => this.#records.readSoon(group)),
      onInvited: (_tx, group, owner) => this.#afterCommit.push(() => this.#lookFor(group, owner)),
      onLeft: (tx, group, person) => this.ownership.write(tx, group, { removed: [person] }),
      isMine: (reader, group) => this.ownership.isMine(getGroup(reader, group)),
      succeedRecords: (tx, frozen, last) => this.ownership.succeedRecords(tx, frozen, last),
    })
    const tellChanged = (group: Uint8Array): void => this.events.emit('changed', group)
    const afterCommit = (act: () => void): void => void this.#afterCommit.push(act)
    this.ownership = new Ownership({
      ...{ ...options, feeds: this.feeds, afterCommit },
      onWritten: (tx, group, change) => this.#follow(tx, group, change),
      onCreated: tellChanged,
    })
    this.#records = new RecordFollower({
      ...options,
      onApplied: (tx, group, change, learnedEra) => this.#follow(tx, group, change, learnedEra),
      onRemoved: (tx, group) => this.#go(tx, group),
    })
    const { devices } = addressBook
    this.#gossip = new GroupGossip({ ...options, devices, feeds: this.feeds, records: this.#records, device })
    this.#dialler = new MemberDialler({ ledger, peers, addressBook, person: identity.person, device })
    this.#welcome = new Welcome(peers)
    this.joinDesk = new JoinDesk({
      ...{ ledger, identity, clock, peers, addressBook, acquaintances },
      add: (tx, group, cards) => this.ownership.letIn(tx, group, cards),
      onAdded: (_group, cards) => this.#welcome.welcome(cards.map(({ signedBy }) => signedBy)),
      onAsked: tellChanged,
    })
    this.membership = new MyMembership({
      ...{ ledger, identity, clock, feeds: this.feeds, events: this.events, afterCommit },
      join: new Join({
        ...{ ledger, identity, clock, peers, acquaintances, addressBook, log },
        onJoined: (group, owner) => this.#lookFor(group, owner),
        onChanged: tellChanged,
      }),
      onGone: (tx, group) => this.#go(tx, group),
    })
    addressBook.events.on('blocked', () => this.#dialler.lookSoon())
    addressBook.events.on('unblocked', (person) => this.#hearAgain(person))
    ledger.onCommit(() => {
      for (const act of this.#afterCommit.splice(0)) act()
    })
  }

  /** Dials whoever is in them, and reads on. */
  start(): void {
    this.#dialler.look()
    for (const row of this.list()) {
      if (row.membership !== 'member') continue
      this.feeds.readGroupSoon(row.group_id)
      if (this.ownership.isToBeTakenOver(row)) this.ownership.takeOver(row.group_id)
    }
  }

  /** What somebody posted while they were blocked is read from where their feeds were left. */
  #hearAgain(person: Uint8Array): void {
    this.#dialler.lookSoon()
    for (const { group_id } of listCommonGroups(this.#options.ledger, person))
      this.feeds.readGroupSoon(group_id)
  }

  /** Who is in it no more gets no core of it over a wire that is still open; they may come again without. */
  #partFrom(group: Uint8Array, persons: readonly Uint8Array[]): void {
    const { ledger, peers, addressBook } = this.#options
    for (const person of persons.filter((one) => findMember(ledger, group, one) === null))
      for (const device of addressBook.devices.listOf(ledger, person)) peers.hangUp(device)
  }

  list(): GroupRow[] {
    const isShown = ({ membership }: GroupRow): boolean =>
      membership !== 'joining' && membership !== 'forgotten'
    return listGroups(this.#options.ledger).filter(isShown)
  }

  /** @throws AMBIGUOUS */
  findNamed(who: string): Uint8Array | null {
    return findNamedGroup(this.#options.ledger, who)
  }

  /** What follows from any record, one's own or another's. */
  #follow(tx: Transaction, group: Uint8Array, change: MembersChange, learnedEra: number | null = null): void {
    const { addressBook, onMembersChanged, peers } = this.#options
    const row = getGroup(tx, group)
    const isOtherEpoch = change.came.length > 0 || change.went.length > 0
    onMembersChanged(tx, group, isOtherEpoch ? row.at : null)
    const devices = change.came.flatMap((person) => addressBook.devices.listOf(tx, person))
    const isHandedToMe = this.ownership.isToBeTakenOver(row)
    this.#afterCommit.push(() => {
      for (const device of devices) peers.refresh(device)
      this.#partFrom(group, change.went)
      this.#dialler.lookSoon()
      this.feeds.readGroupSoon(group)
      this.#gossip.tellMembers(group, learnedEra)
      this.events.emit('changed', group)
      if (isHandedToMe) this.ownership.takeOver(group)
    })
  }

  /** I am in it no more, whoever said so. */
  #go(tx: Transaction, group: Uint8Array): void {
    this.#options.onGone(tx, group)
    this.#afterCommit.push(() => {
      this.#dialler.lookSoon()
      this.events.emit('changed', group)
    })
  }

  #lookFor(group: Uint8Array, device: Uint8Array): void {
    const { peers, log } = this.#options
    this.#dialler.lookSoon()
    peers.hurry(device)
    this.#gossip
      .lookFor(group)
      .catch((error: unknown) => log.warn('group-not-found', { message: String(error) }))
  }

  close(): void {
    this.#welcome.close()
    this.#records.close()
    this.#gossip.close()
    this.#dialler.close()
    this.feeds.close()
  }
}
