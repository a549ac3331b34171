// Groups as the rest of the engine knows them: what one may do with them, and the audience that letters are given to.
// Every change of members is a record of the owner's; what follows from one, here as there, follows in one place.
import { decodeRecord, Emitter, equalBytes, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Acquaintances, AddressBook, Contact } from '../contacts/index.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { findEra, GroupFeeds, type PairFeeds, type ReceiveRecord } from '../feeds/index.ts'
import type { Card, Identity } from '../identity/index.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { MembersChange } from './apply-record.ts'
import { createGroup } from './create-group.ts'
import { MemberDialler } from './dial-members.ts'
import { endOfFeed } from './feed-ends.ts'
import { RecordFollower } from './follow-records.ts'
import { GroupGossip } from './gossip.ts'
import { GroupAudience } from './group-audience.ts'
import { groupCoreNamespace } from './group-core.ts'
import { GroupCores } from './group-cores.ts'
import {
  countMembers,
  findGroup,
  findMember,
  findNamedGroup,
  getGroup,
  listGroups,
  type GroupRow,
} from './group-row.ts'
import { Join } from './join.ts'
import { JoinDesk } from './join-desk.ts'
import { MAX_MEMBERS } from './membership-record.ts'
import { ROLE_OF_NEW, type GroupRole, type GroupStyle } from './roles.ts'
import { beginNextCore, findGroupOfCore } from './succeed-core.ts'
import { MAX_HANDOVERS, titleEncoding } from './title.ts'
import { writeRecord, type GroupChange } from './write-record.ts'

/** So long a newcomer is looked for who is to hear that they are in. */
const WELCOME_MS = 30_000

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
  readonly #options: GroupsOptions
  readonly #records: RecordFollower
  readonly #gossip: GroupGossip
  readonly #dialler: MemberDialler
  readonly #join: Join
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
      onLeft: (tx, group, person) => this.#write(tx, group, { removed: [person] }),
      isMine: (reader, group) => this.#isMine(getGroup(reader, group)),
      succeedRecords: (tx, frozen, last) => this.#succeedRecords(tx, frozen, last),
    })
    this.#records = new RecordFollower({
      ...options,
      onApplied: (tx, group, change, learnedEra) => this.#follow(tx, group, change, learnedEra),
      onRemoved: (tx, group) => this.#go(tx, group),
    })
    this.#gossip = new GroupGossip({ ...options, feeds: this.feeds, records: this.#records, device })
    this.#dialler = new MemberDialler({ ledger, peers, addressBook, person: identity.person, device })
    this.joinDesk = new JoinDesk({
      ...{ ledger, identity, clock, peers, addressBook, acquaintances },
      add: (tx, group, cards) => this.#letIn(tx, group, cards),
      onAdded: (_group, cards) => {
        for (const { signedBy } of cards) void this.#welcome(signedBy)
      },
      onAsked: (group) => this.events.emit('changed', group),
    })
    this.#join = new Join({
      ...{ ledger, identity, clock, peers, acquaintances, log },
      onJoined: (group, owner) => this.#lookFor(group, owner),
      onChanged: (group) => this.events.emit('changed', group),
    })
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
      if (this.#isToBeTakenOver(row)) this.#takeOver(row.group_id)
    }
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

  /** I am its owner, alone in it. */
  create(name: string, style: GroupStyle): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    return ledger.write((tx) => {
      const group = createGroup(tx, this.#ownerParts(), { name, style }, clock.now())
      this.#afterCommit.push(() => this.events.emit('changed', group))
      return group
    })
  }

  #ownerParts() {
    const { ownCores, acquaintances, identity } = this.#options
    return { ownCores, acquaintances, identity, feeds: this.feeds }
  }

  /** Contacts become members at once, all as one record; who is in it already stays what they are. @throws NOT_YOURS, TOO_LARGE */
  async add(
    group: Uint8Array,
    contacts: readonly Contact[],
    { role, seesHistory }: { role?: GroupRole; seesHistory: boolean },
  ): Promise<void> {
    await this.#change(group, (tx, row) => {
      const fresh = contacts.filter(({ person }) => findMember(tx, group, person) === null)
      if (fresh.length + countMembers(tx, group) > MAX_MEMBERS)
        throw new EngineError('TOO_LARGE', `A group has at most ${MAX_MEMBERS} members.`)
      const put = fresh.map(({ person }) => ({ person, role: role ?? ROLE_OF_NEW[row.style], seesHistory }))
      return put.length === 0 ? null : { put }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async remove(group: Uint8Array, persons: readonly Uint8Array[]): Promise<void> {
    await this.#change(group, (tx, row) => {
      for (const person of persons) checkOther(tx, row, person, 'The owner hands the group over first.')
      return { removed: [...persons] }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async setRole(group: Uint8Array, person: Uint8Array, role: GroupRole): Promise<void> {
    await this.#change(group, (tx, row) => {
      checkOther(tx, row, person, 'The owner is the owner.')
      return { put: [{ person, role, seesHistory: false }] }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for oneself, TOO_LARGE after too many times */
  async handOver(group: Uint8Array, person: Uint8Array): Promise<void> {
    const { acquaintances, identity } = this.#options
    await this.#change(group, (tx, row) => {
      checkOther(tx, row, person, 'You are its owner.')
      if (decodeRecord(titleEncoding, row.title).handovers.length >= MAX_HANDOVERS)
        throw new EngineError('TOO_LARGE', `A group is handed over at most ${MAX_HANDOVERS} times.`)
      const card = acquaintances.findCard(tx, person)
      if (card === null) throw new EngineError('NOT_FOUND', 'Nothing is known of this person’s device.')
      const put = [
        { person, role: 'owner' as const, seesHistory: false },
        { person: identity.person, role: 'poster' as const, seesHistory: false },
      ]
      return { put, next: { person, device: card.releaser.device } }
    })
  }

  /** @throws NOT_YOURS */
  async rename(group: Uint8Array, change: Pick<GroupChange, 'name' | 'style' | 'picture'>): Promise<void> {
    await this.#change(group, () => change)
  }

  /** I am a member no more; the owner's device takes me off the roster when it hears of it. @throws INVALID for the owner, NOT_FOUND */
  async leave(group: Uint8Array): Promise<void> {
    const { ledger, identity } = this.#options
    await ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (row.membership === 'asked') return this.#dropAsk(tx, group)
      if (row.membership !== 'member') throw new EngineError('NOT_FOUND', 'You are not in this group.')
      if (equalBytes(row.owner, identity.person))
        throw new EngineError('INVALID', 'Hand the group over before you leave it.')
      this.feeds.append(tx, group, row, { type: 'leave' })
      tx.run("UPDATE groups SET membership = 'left' WHERE group_id = ?", group)
      this.#go(tx, group)
    })
  }

  #dropAsk(tx: Transaction, group: Uint8Array): void {
    tx.run('DELETE FROM group_joins WHERE group_id = ?', group)
    tx.run('DELETE FROM groups WHERE group_id = ?', group)
    this.#afterCommit.push(() => this.events.emit('changed', group))
  }

  /** It is shown no more. @throws NOT_FOUND, INVALID while still a member */
  async forget(group: Uint8Array): Promise<void> {
    await this.#options.ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (row.membership === 'member')
        throw new EngineError('INVALID', 'Leave the group before you forget it.')
      if (row.membership === 'asked') return this.#dropAsk(tx, group)
      tx.run("UPDATE groups SET membership = 'forgotten' WHERE group_id = ?", group)
      this.#afterCommit.push(() => this.events.emit('changed', group))
    })
  }

  /** Joins by a link; resolves when the first record has come, or it is known that the owner is to be asked. */
  async join(link: string, waitMs: number, signal?: AbortSignal): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    const deadline = clock.monotonicMs() + waitMs
    const group = await this.#join.join(link, waitMs, signal)
    const isSettled = (): boolean => findGroup(ledger, group)?.membership !== 'joining'
    while (!isSettled()) {
      const leftMs = deadline - clock.monotonicMs()
      if (leftMs <= 0)
        throw new EngineError('INVITER_AWAY', 'We were let in, but nothing has come of it yet.')
      await this.#nextChange(Math.min(leftMs, 250))
    }
    return group
  }

  #nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      const timer = setTimeout(finish, timeoutMs)
      const stop = this.events.on('changed', finish)
    })
  }

  /** A record of the owner's, written and applied in one transaction. @throws NOT_YOURS, NOT_FOUND */
  async #change(
    group: Uint8Array,
    decide: (tx: Transaction, row: GroupRow) => GroupChange | null,
  ): Promise<void> {
    await this.#options.ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (!this.#isMine(row)) throw new EngineError('NOT_YOURS', 'Only its owner can do that.')
      const change = decide(tx, row)
      if (change !== null) this.#write(tx, group, change)
    })
  }

  #isMine(row: GroupRow): boolean {
    return (
      row.membership === 'member' && equalBytes(row.owner_device, this.#options.identity.device.publicKey)
    )
  }

  #write(tx: Transaction, group: Uint8Array, change: GroupChange): void {
    const done = writeRecord(tx, this.#ownerParts(), group, change, this.#options.clock.now())
    const { core } = getGroup(tx, group)
    for (const person of done.came) this.#tellMember(tx, group, core, person)
    this.#follow(tx, group, done)
  }

  /** A newcomer who is a contact learns it from our pair feed. */
  #tellMember(tx: Transaction, group: Uint8Array, core: Uint8Array, person: Uint8Array): void {
    const { pairFeeds } = this.#options
    if (pairFeeds.find(tx, person) === null) return
    const { number, title } = getGroup(tx, group)
    pairFeeds.append(tx, person, { type: 'membership', group, core, number, title })
  }

  /** @throws NOT_YOURS */
  #letIn(tx: Transaction, group: Uint8Array, cards: readonly Card[]): void {
    const row = getGroup(tx, group)
    const { style } = row
    if (!this.#isMine(row)) throw new EngineError('NOT_YOURS', 'Only its owner can do that.')
    const put = cards.map(({ person }) => ({ person, role: ROLE_OF_NEW[style], seesHistory: false }))
    this.#write(tx, group, { put })
  }

  /** A device that was a stranger's is a member's now, and hears it wherever it is. */
  async #welcome(device: Uint8Array): Promise<void> {
    const { peers } = this.#options
    peers.refresh(device)
    const peer = await peers.waitFor(device, WELCOME_MS)
    await peer?.request('group-joined', new Uint8Array(0), WELCOME_MS)
  }

  /** What follows from any record, one's own or another's. */
  #follow(tx: Transaction, group: Uint8Array, change: MembersChange, learnedEra: number | null = null): void {
    const { acquaintances, onMembersChanged, peers } = this.#options
    const row = getGroup(tx, group)
    const isOtherEpoch = change.came.length > 0 || change.went.length > 0
    onMembersChanged(tx, group, isOtherEpoch ? row.at : null)
    const devices = change.came.flatMap((person) => acquaintances.findCard(tx, person)?.signedBy ?? [])
    const isHandedToMe = this.#isToBeTakenOver(row)
    this.#afterCommit.push(() => {
      for (const device of devices) peers.refresh(device)
      this.#dialler.lookSoon()
      this.feeds.readGroupSoon(group)
      this.#gossip.tellMembers(group, learnedEra)
      this.events.emit('changed', group)
      if (isHandedToMe) this.#takeOver(group)
    })
  }

  #isToBeTakenOver(row: GroupRow): boolean {
    return this.#isMine(row) && !this.#options.ownCores.isOwn(row.core)
  }

  /** It was handed over to me: from here on its records are written in a core of mine, the first of them whole. */
  #takeOver(group: Uint8Array): void {
    const { ledger, ownCores, identity, log } = this.#options
    const take = ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (!this.#isToBeTakenOver(row)) return
      const { namingSecret } = findEra(tx, group, row.era)!
      const namespace = groupCoreNamespace(namingSecret, identity.device.publicKey, row.generation)
      ownCores.create(tx, 'group', namespace)
      this.#write(tx, group, { removed: listLeavers(tx, group) })
    })
    take.catch((error: unknown) => log.error('group-not-taken-over', { message: String(error) }))
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

  /** The core of its records froze: they go on in another, the first of them whole and with fresh secrets for everybody. */
  #succeedRecords(tx: Transaction, frozen: Uint8Array, last: { length: number; treeHash: Uint8Array }): void {
    const row = findGroupOfCore(tx, frozen)
    if (row === null || !this.#isMine(row)) return
    beginNextCore(tx, this.#options, row, last)
    this.#write(tx, row.group_id, { isNewEra: true })
  }

  close(): void {
    this.#records.close()
    this.#gossip.close()
    this.#dialler.close()
    this.feeds.close()
  }
}

/** Who said that they go while somebody else owned it, and is in it still. */
function listLeavers(reader: Reader, group: Uint8Array): Uint8Array[] {
  const sql = 'SELECT person FROM group_leaves JOIN group_members USING (group_id, person) WHERE group_id = ?'
  return reader.all<{ person: Uint8Array }>(sql, group).map(({ person }) => person)
}

/** @throws NOT_FOUND when they are no member, INVALID when they are the owner */
function checkOther(
  reader: Reader,
  { group_id, owner }: GroupRow,
  person: Uint8Array,
  message: string,
): void {
  if (findMember(reader, group_id, person) === null)
    throw new EngineError('NOT_FOUND', 'This person is not in the group.')
  if (equalBytes(owner, person)) throw new EngineError('INVALID', message)
}
