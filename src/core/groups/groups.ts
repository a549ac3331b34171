// Groups as the rest of the engine knows them: what one may do with them, and the audience that letters are given to.
// Every change of members is a record of the owner's; what follows from one, here as there, follows in one place.
import type { Memberships } from '../access/index.ts'
import { Emitter, equalBytes, MalformedRecord, toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Acquaintances, AddressBook, Contact } from '../contacts/index.ts'
import type { Core, ForeignCores, OwnCores } from '../cores/index.ts'
import { discoveryKey } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import {
  encodeFeedRecord,
  findSecret,
  GroupFeeds,
  NotYet,
  openGroupKey,
  readGrantPlace,
  sealGroupKey,
  type FeedRecord,
  type FeedSource,
  type GroupPlace,
  type PairFeeds,
  type ReceiveRecord,
} from '../feeds/index.ts'
import { latestBoxKey, type Card, type Identity } from '../identity/index.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import type { GroupAudiences } from '../letters/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { sealToBox } from '../seal/index.ts'
import { RecordFollower } from './follow-records.ts'
import { GroupGossip } from './gossip.ts'
import { groupCoreNamespace } from './group-core.ts'
import { findEra } from '../feeds/index.ts'
import {
  createMemberships,
  findGroup,
  findMember,
  findNamedGroup,
  getGroup,
  listGroups,
  listMembers,
  nameOfGroup,
  type GroupRow,
} from './group-row.ts'
import { Join } from './join.ts'
import { JoinDesk } from './join-desk.ts'
import { MAX_MEMBERS } from './membership-record.ts'
import { hasRoleRight, ROLE_OF_NEW, type GroupRole, type GroupStyle } from './roles.ts'
import { createGroup, insertGroup, writeRecord, type GroupChange } from './write-record.ts'

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

/** In a larger group only some are dialled: what they have comes from member to member. */
const MAX_DIALLED = 24
const RING_NEIGHBOURS = 6

export class Groups implements GroupAudiences {
  readonly events = new Emitter<{ changed: Uint8Array }>()
  readonly memberships: Memberships
  readonly feeds: GroupFeeds
  readonly joinDesk: JoinDesk
  readonly #options: GroupsOptions
  readonly #records: RecordFollower
  readonly #gossip: GroupGossip
  readonly #join: Join
  #afterCommit: (() => void)[] = []

  constructor(options: GroupsOptions) {
    this.#options = options
    const { ledger, identity, peers, addressBook, acquaintances, clock, log } = options
    this.memberships = createMemberships(identity.person)
    this.feeds = new GroupFeeds({
      ...options,
      person: identity.person,
      device: identity.device,
      isFollowed: (reader, group) => findGroup(reader, group)?.membership === 'member',
    })
    this.#records = new RecordFollower({
      ...options,
      feeds: this.feeds,
      onApplied: (tx, group, change) => this.#follow(tx, group, change),
      onRemoved: (tx, group) => this.#go(tx, group),
    })
    this.#gossip = new GroupGossip({
      ...options,
      feeds: this.feeds,
      records: this.#records,
      me: identity.person,
      device: identity.device.publicKey,
    })
    this.joinDesk = new JoinDesk({
      ...{ ledger, identity, clock, peers, addressBook },
      add: (tx, group, cards) => this.#letIn(tx, group, cards),
      onAdded: (_group, cards) => {
        for (const { signedBy } of cards) this.#welcome(signedBy)
      },
      onAsked: (group) => this.events.emit('changed', group),
    })
    this.#join = new Join({
      ...{ ledger, identity, clock, peers, acquaintances, log },
      onJoined: (group, device) => this.#lookFor(group, device),
      onChanged: (group) => this.events.emit('changed', group),
    })
    ledger.onCommit(() => {
      for (const act of this.#afterCommit.splice(0)) act()
    })
  }

  /** Dials whoever is in them, and reads on. */
  start(): void {
    for (const { group_id, membership } of this.list()) {
      if (membership !== 'member') continue
      this.#dialMembers(group_id)
      this.feeds.readGroupSoon(group_id)
    }
    this.#join.start()
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
      if (fresh.length + listMembers(tx, group).length > MAX_MEMBERS)
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

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for oneself */
  async handOver(group: Uint8Array, person: Uint8Array): Promise<void> {
    const { acquaintances, identity } = this.#options
    await this.#change(group, (tx, row) => {
      checkOther(tx, row, person, 'You are its owner.')
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
    const { core } = getGroup(tx, group)
    const done = writeRecord(tx, this.#ownerParts(), group, change, this.#options.clock.now())
    for (const person of done.came) this.#tellMember(tx, group, core, person)
    this.#follow(tx, group, done)
  }

  /** A newcomer who is a contact learns it from our pair feed. */
  #tellMember(tx: Transaction, group: Uint8Array, core: Uint8Array, person: Uint8Array): void {
    const { pairFeeds } = this.#options
    if (pairFeeds.find(tx, person) !== null) pairFeeds.append(tx, person, { type: 'membership', group, core })
  }

  #letIn(tx: Transaction, group: Uint8Array, cards: readonly Card[]): void {
    for (const card of cards) this.#options.acquaintances.keep(tx, card)
    const { style } = getGroup(tx, group)
    const put = cards.map(({ person }) => ({ person, role: ROLE_OF_NEW[style], seesHistory: false }))
    this.#write(tx, group, { put })
  }

  /** A device that was a stranger's is a member's now. */
  #welcome(device: Uint8Array): void {
    const { peers } = this.#options
    peers.refresh(device)
    void peers.find(device)?.request('group-joined', new Uint8Array(0), 5_000)
  }

  /** What follows from any record, one's own or another's. */
  #follow(tx: Transaction, group: Uint8Array, change: { came: Uint8Array[]; went: Uint8Array[] }): void {
    const { acquaintances, onMembersChanged } = this.#options
    const row = getGroup(tx, group)
    const isOtherEpoch = change.came.length > 0 || change.went.length > 0
    onMembersChanged(tx, group, isOtherEpoch ? row.at : null)
    const devices = change.came.flatMap((person) => acquaintances.findCard(tx, person)?.signedBy ?? [])
    const isHandedToMe = this.#isMine(row) && !this.#hasOwnCore(row)
    this.#afterCommit.push(() => {
      for (const device of devices) this.#options.peers.refresh(device)
      this.#dialMembers(group)
      this.feeds.readGroupSoon(group)
      this.#gossip.tellMembers(group)
      this.events.emit('changed', group)
      if (isHandedToMe) this.#takeOver(group)
    })
  }

  #hasOwnCore({ core }: GroupRow): boolean {
    return this.#options.ownCores.isOwn(core)
  }

  /** It was handed over to me: from here on its records are written in a core of mine, the first of them whole. */
  #takeOver(group: Uint8Array): void {
    const { ledger, ownCores, identity, log } = this.#options
    const take = ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (!this.#isMine(row) || this.#hasOwnCore(row)) return
      const { namingSecret } = findEra(tx, group, row.era)!
      ownCores.create(tx, 'group', groupCoreNamespace(namingSecret, identity.device.publicKey, 0))
      this.#write(tx, group, {})
    })
    take.catch((error: unknown) => log.error('group-not-taken-over', { message: String(error) }))
  }

  /** I am in it no more, whoever said so. */
  #go(tx: Transaction, group: Uint8Array): void {
    this.#options.onGone(tx, group)
    this.#afterCommit.push(() => this.events.emit('changed', group))
  }

  #lookFor(group: Uint8Array, device: Uint8Array): void {
    const { peers, log } = this.#options
    peers.dial(device)
    this.#gossip
      .lookFor(group)
      .catch((error: unknown) => log.warn('group-not-found', { message: String(error) }))
  }

  /** The owner, and everyone where they are few; in a large group those who stand next to me in the order of keys. */
  #dialMembers(group: Uint8Array): void {
    const { ledger, peers, identity } = this.#options
    const own = toHex(identity.device.publicKey)
    const ring = [...this.#gossip.listDevices(group).map(toHex), own].sort()
    const row = findGroup(ledger, group)
    if (row === null) return
    const at = ring.indexOf(own)
    const near = ring.length <= MAX_DIALLED ? ring : neighbours(ring, at)
    const wanted = new Set([...near, toHex(row.owner_device)])
    wanted.delete(own)
    for (const device of wanted) peers.dial(Buffer.from(device, 'hex'))
  }

  getPlaceToPost(reader: Reader, group: Uint8Array): GroupPlace {
    const row = findGroup(reader, group)
    if (row === null || row.number < 0) throw new EngineError('NOT_FOUND', 'This group is not known here.')
    if (row.membership !== 'member')
      throw new EngineError('NOT_A_POSTER', 'You are not in this group any more.')
    const role = findMember(reader, group, this.#options.identity.person)?.role
    if (role === undefined || !hasRoleRight(role, 'post'))
      throw new EngineError('NOT_A_POSTER', 'In this group you read and answer, and others post.')
    const { era, epoch, number, head_hash: record } = row
    return { group, era, epoch, number, record }
  }

  sealKey(
    reader: Reader,
    group: Uint8Array,
    since: { era: number; epoch: number },
    object: Uint8Array,
    contentKey: Uint8Array,
  ): Uint8Array {
    const secret = findSecret(reader, group, since)
    if (secret === null) throw new EngineError('NOT_FOUND', 'This group is not known here.')
    return sealGroupKey(secret, since, object, contentKey)
  }

  openKey(reader: Reader, object: Uint8Array, grant: Uint8Array): Uint8Array | null {
    const place = readGrantPlace(grant)
    for (const { group_id } of place === null ? [] : listGroups(reader)) {
      const secret = findSecret(reader, group_id, place!)
      const contentKey = secret === null ? null : openGroupKey(secret, object, grant)
      if (contentKey !== null) return contentKey
    }
    return null
  }

  append(tx: Transaction, group: Uint8Array, record: FeedRecord): boolean {
    const row = findGroup(tx, group)
    if (row?.membership !== 'member') return false
    this.feeds.append(tx, group, row, record)
    return true
  }

  appendTo(tx: Transaction, group: Uint8Array, person: Uint8Array, record: FeedRecord): boolean {
    const card = this.#options.acquaintances.findCard(tx, person)
    if (card === null) return false
    const { number, publicKey } = latestBoxKey(card)
    const sealed = sealToBox(publicKey, encodeFeedRecord(record))
    return this.append(tx, group, { type: 'addressed', to: person, boxNumber: number, sealed })
  }

  allowCore(tx: Transaction, group: Uint8Array, core: Uint8Array, isOwn: boolean): void {
    if (!isOwn && this.#options.ownCores.isOwn(core)) return
    tx.run(
      'INSERT OR IGNORE INTO group_cores VALUES (?, ?, ?, ?)',
      ...[discoveryKey(core), group, core, isOwn ? 1 : 0],
    )
  }

  nameOf(reader: Reader, group: Uint8Array): string {
    return nameOfGroup(reader, group)
  }

  listJoined(reader: Reader): Uint8Array[] {
    const joined = listGroups(reader).filter(({ membership }) => membership === 'member')
    return joined.map(({ group_id }) => group_id)
  }

  checkPost(tx: Transaction, source: FeedSource, place: GroupPlace): void {
    const row = getGroup(tx, place.group)
    if (place.number > row.number) {
      this.#afterCommit.push(() => this.#records.readSoon(place.group))
      throw new NotYet('its author knows a later roster')
    }
    const member = findMember(tx, place.group, source.person)
    // Of one who went, the feed is read only as far as it counts.
    if (member === null || hasRoleRight(member.role, 'post')) return
    const { posts_era, posts_length } = member
    const era = source.audience.kind === 'group' ? source.audience.era : place.era
    const isEarlier =
      posts_era !== null && (era < posts_era || (era === posts_era && source.position < (posts_length ?? 0)))
    if (!isEarlier) throw new MalformedRecord('a post of one who only reads')
  }

  receiveMembership(
    tx: Transaction,
    source: FeedSource,
    told: { group: Uint8Array; core: Uint8Array },
  ): void {
    const { group, core } = told
    if (findGroup(tx, group)?.membership === 'member') return
    tx.run('DELETE FROM group_members WHERE group_id = ?', group)
    const { person: owner, device } = source
    const name = nameOfGroup(tx, group)
    insertGroup(tx, {
      group,
      core,
      owner,
      device,
      name,
      style: 'conversation',
      now: this.#options.clock.now(),
    })
    this.#afterCommit.push(() => this.#lookFor(group, device))
  }

  receiveLeave(tx: Transaction, source: FeedSource): void {
    if (source.audience.kind !== 'group') return
    const { group } = source.audience
    const row = findGroup(tx, group)
    const isMember = findMember(tx, group, source.person) !== null
    if (row === null || !isMember || !this.#isMine(row)) return
    this.#write(tx, group, { removed: [source.person] })
  }

  /** A core of a group, for a peer who is in it: records, feeds, and what was announced there. */
  async findCore(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const { ledger, ownCores, foreignCores } = this.#options
    if (peer.person === null) return null
    const feed = this.feeds.findByDiscoveryKey(ledger, key)
    if (feed !== null) {
      if (!this.#areBothIn(feed.group_id, peer.person)) return null
      return feed.is_mine === 1 ? ownCores.take(feed.core) : foreignCores.take(feed.core)
    }
    const records = listGroups(ledger).find(({ core }) => toHex(discoveryKey(core)) === toHex(key))
    if (records !== undefined) {
      if (!this.#areBothIn(records.group_id, peer.person)) return null
      return this.#hasOwnCore(records) ? ownCores.take(records.core) : foreignCores.take(records.core)
    }
    return this.#findAnnounced(peer.person, key)
  }

  async #findAnnounced(person: Uint8Array, key: Uint8Array): Promise<Core | null> {
    const { ledger, ownCores, foreignCores, isKeptForGroup } = this.#options
    const rows = ledger.all<{ group_id: Uint8Array; core: Uint8Array; is_own: number }>(
      'SELECT group_id, core, is_own FROM group_cores WHERE discovery_key = ?',
      Buffer.from(key),
    )
    for (const { group_id, core, is_own } of rows) {
      if (!this.#areBothIn(group_id, person)) continue
      if (is_own === 1) return ownCores.take(core)
      if (isKeptForGroup(core, group_id)) return foreignCores.take(core)
    }
    return null
  }

  #areBothIn(group: Uint8Array, person: Uint8Array): boolean {
    const { ledger } = this.#options
    const membership = findGroup(ledger, group)?.membership
    return (membership === 'member' || membership === 'left') && findMember(ledger, group, person) !== null
  }

  /** The feeds of groups that froze are succeeded; whether this core was one. */
  succeedFeed(tx: Transaction, frozen: Uint8Array): boolean {
    return this.feeds.succeed(tx, frozen) !== null
  }

  close(): void {
    this.#records.close()
    this.#gossip.close()
    this.feeds.close()
  }
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

/** Some on both sides, and one across, so that what is told goes round quickly. */
function neighbours(ring: string[], at: number): string[] {
  const steps = Array.from({ length: RING_NEIGHBOURS }, (_, i) => i + 1)
  const places = [...steps, ...steps.map((step) => -step), Math.floor(ring.length / 2)]
  return places.map((step) => ring[(at + step + ring.length) % ring.length]!)
}
