// Decides who may post in a group, seals keys for all members, and checks the records of their
// feeds.
// Delivery uses it through group-strategy.ts and through the GroupRecords port. Other files change
// the membership.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { AskedGate, GateName } from '../access/index.ts'
import type { Epoch } from '../store/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import {
  feedRecordForm,
  findSecret,
  NotYet,
  openGroupKey,
  readGrantEpoch,
  sealGroupKey,
  type FeedRecord,
  type FeedSource,
  type GroupFeeds,
  type GroupPoint,
  type KnownHead,
  type PairFeeds,
} from '../feeds/index.ts'
import { latestBoxKey, type Identity } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { News } from '../news/index.ts'
import type { GroupRecords } from '../delivery/index.ts'
import { sealKemBox, type BoxPlace } from '../seal/index.ts'
import { insertGroup } from './create-group.ts'
import { addErrands } from './errands.ts'
import { endOfFeed, findRecordedEnd } from './feed-ends.ts'
import type { GroupCores } from './group-cores.ts'
import {
  clearRoster,
  createGroupMembers,
  findGroup,
  findMember,
  getGroup,
  listGroups,
  nameOfGroup,
  type GroupRow,
  type MemberRow,
} from './group-row.ts'
import { findGateSecret, listGateNames } from './member-keys.ts'
import { hasRoleRight } from './roles.ts'
import { continuesFrom, ownerByTitle, titleForm } from './title.ts'

interface Options {
  identity: Identity
  acquaintances: Acquaintances
  pairFeeds: PairFeeds
  feeds: GroupFeeds
  cores: GroupCores
  news: News
  now: () => number
  /** A later record exists than the one that is known here. */
  onLaterRecord: (group: Uint8Array) => void
  /** Called after the owner let this person in, so that this home follows the group's records. */
  onInvited: (tx: Transaction, group: Uint8Array, device: Uint8Array) => void
  /** A member leaves voluntarily, and this device writes the records of the group. */
  onLeft: (tx: Transaction, group: Uint8Array, person: Uint8Array) => void
  isMine: (rows: Rows, group: Uint8Array) => boolean
  succeedRecords: GroupRecords['succeedRecords']
}

/** One owner can put this person into at most this many groups, because each opens a core. */
const MAX_GROUPS_OF_OWNER = 200

export class GroupAudience implements GroupRecords {
  readonly members
  readonly succeedRecords: GroupRecords['succeedRecords']
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
    this.members = createGroupMembers(options.identity.person)
    this.succeedRecords = options.succeedRecords
  }

  getPointToPost(rows: Rows, group: Uint8Array): GroupPoint {
    const row = findGroup(rows, group)
    if (row === null || row.number < 0) throw new EngineError('NOT_FOUND', 'This group is not known here.')
    if (row.membership !== 'member')
      throw new EngineError('NOT_A_POSTER', 'You are not in this group any more.')
    const role = findMember(rows, group, this.#options.identity.person)?.role
    if (role === undefined || !hasRoleRight(role, 'post'))
      throw new EngineError('NOT_A_POSTER', 'In this group you read and answer, and others post.')
    const { era, epoch, number, headHash: record } = row
    return { group, era, epoch, number, record }
  }

  /**
   * Returns the position of an epoch, by the last record that is known here; null if the group is
   * unknown.
   */
  findPointAt(rows: Rows, group: Uint8Array, { era, epoch }: Epoch): GroupPoint | null {
    const row = findGroup(rows, group)
    return row === null ? null : { group, era, epoch, number: row.number, record: row.headHash }
  }

  sealKey(
    rows: Rows,
    group: Uint8Array,
    since: { era: number; epoch: number },
    object: Uint8Array,
    contentKey: Uint8Array,
  ): Uint8Array {
    const secret = findSecret(rows, group, since)
    if (secret === null) throw new EngineError('NOT_FOUND', 'This group is not known here.')
    return sealGroupKey(secret, since, object, contentKey)
  }

  openKey(
    rows: Rows,
    object: Uint8Array,
    grant: Uint8Array,
    group: Uint8Array | null = null,
  ): Uint8Array | null {
    const point = readGrantEpoch(grant)
    if (point === null) return null
    const among = group === null ? listGroups(rows).map(({ groupId }) => groupId) : [group]
    for (const one of among) {
      const secret = findSecret(rows, one, point)
      const contentKey = secret === null ? null : openGroupKey(secret, object, grant)
      if (contentKey !== null) return contentKey
    }
    return null
  }

  findGateSecret(rows: Rows, group: Uint8Array, era: number): Uint8Array | null {
    return findGateSecret(rows, group, era)
  }

  listGateNames(rows: Rows, asked: AskedGate): GateName[] {
    return listGateNames(rows, this.#options, asked)
  }

  /** This device's feed in an era, by default the current one. Null if it has none. */
  feedOf(rows: Rows, group: Uint8Array, since: Epoch | null = findGroup(rows, group)): KnownHead | null {
    const heads = this.#options.feeds.listHeads(rows, group)
    return heads.find(({ era, isMine }) => isMine && era === since?.era) ?? null
  }

  /** True if the others still read this device's feed of that era. */
  canRepeat(rows: Rows, group: Uint8Array, since: Epoch): boolean {
    const feed = this.feedOf(rows, group, since)
    return feed !== null && this.isMember(rows, group) && findRecordedEnd(rows, group, feed) === null
  }

  isMember(rows: Rows, group: Uint8Array): boolean {
    return findGroup(rows, group)?.membership === 'member'
  }

  append(tx: Transaction, group: Uint8Array, record: FeedRecord, since?: Epoch): boolean {
    const row = findGroup(tx, group)
    if (row?.membership !== 'member') return false
    this.#options.feeds.append(tx, group, since ?? row, record)
    return true
  }

  appendTo(tx: Transaction, group: Uint8Array, person: Uint8Array, record: FeedRecord): boolean {
    const { acquaintances, identity } = this.#options
    const card = acquaintances.findCard(tx, person)
    if (card === null) return false
    const bytes = feedRecordForm.encode(record)
    const kemKey = acquaintances.findKemKey(tx, person)
    if (kemKey === null) return keepAnswer(tx, group, person, bytes)
    const { number } = latestBoxKey(card)
    const sealed = sealKemBox(kemKey, addressedPlace(group, identity.person, person), bytes)
    return this.append(tx, group, { type: 'addressed', to: person, boxNumber: number, sealed })
  }

  /** Sends the answers that waited for the KEM key of this person. */
  sendWaiting(tx: Transaction, person: Uint8Array): void {
    for (const { one, groupId, record } of listAnswers(tx, person)) {
      tx.run('DELETE FROM group_answers WHERE one = ?', one)
      this.appendTo(tx, groupId, person, feedRecordForm.decode(record))
    }
  }

  /** Opens what another member has addressed to this person. Null if it was not sealed so. */
  openAddressed(
    group: Uint8Array,
    from: Uint8Array,
    boxNumber: number,
    sealed: Uint8Array,
  ): FeedRecord | null {
    const { person, boxKeys } = this.#options.identity
    const opened = boxKeys.openKem(boxNumber, addressedPlace(group, from, person), sealed)
    return opened === null ? null : feedRecordForm.decode(opened.plaintext)
  }

  allowCore(tx: Transaction, group: Uint8Array, core: Uint8Array, isOwn: boolean): void {
    this.#options.cores.allow(tx, group, core, isOwn)
  }

  nameOf(rows: Rows, group: Uint8Array): string {
    return nameOfGroup(rows, group)
  }

  sharesStates(rows: Rows, group: Uint8Array): boolean {
    return findGroup(rows, group)?.style === 'team'
  }

  listJoined(rows: Rows): Uint8Array[] {
    const joined = listGroups(rows).filter(({ membership }) => membership === 'member')
    return joined.map(({ groupId }) => groupId)
  }

  checkPost(tx: Transaction, source: FeedSource, point: GroupPoint, isRepeated: boolean): void {
    const row = getGroup(tx, point.group)
    // Each desk numbers its records separately, so the current number says nothing about records of
    // an earlier desk.
    const isOfThisDesk = point.era >= row.began
    if (isOfThisDesk && (point.number > row.number || row.isMoved)) {
      this.#options.onLaterRecord(point.group)
      throw new NotYet('the author knows a later roster')
    }
    if (isOfThisDesk && point.number === row.number && !equalBytes(point.record, row.headHash))
      throw new MalformedRecord('a post under a different roster')
    if (source.audience.kind !== 'group')
      throw new MalformedRecord('a group post in a feed that is no group feed')
    const { device, person, position } = source
    const feed = { person, device, era: source.audience.era, generation: source.audience.generation }
    if (position >= (endOfFeed(tx, point.group, feed) ?? Infinity))
      throw new MalformedRecord('a post after the recorded end of the feed')
    // A post that counted may get another gate when its author may no longer post.
    if (isRepeated) return
    const member = findMember(tx, point.group, person)
    if (member === null || hasRoleRight(member.role, 'post')) return
    const end = endOfPosts(member, feed.era, findRecordedEnd(tx, point.group, feed))
    if (position >= end) throw new MalformedRecord('a post by a member who may only read')
  }

  receiveMembership(
    tx: Transaction,
    source: FeedSource,
    record: Extract<FeedRecord, { type: 'membership' }>,
  ): void {
    const { group, core, number } = record
    const title = titleForm.decode(record.title)
    const owner = ownerByTitle(group, title)
    const desk = this.#options.acquaintances.findCard(tx, source.person)?.desk.device
    const isAtDesk = desk !== undefined && equalBytes(desk, source.device)
    if (owner === null || !equalBytes(owner, source.person) || !isAtDesk)
      throw new MalformedRecord('a membership of a group that the sender does not own')
    const known = findGroup(tx, group)
    if (known !== null && !continuesFrom(titleForm.decode(known.title), title))
      throw new MalformedRecord('a membership by an owner who has handed the group over')
    // The message is repeated or late. Later records already contain this.
    if (known !== null && (known.membership === 'member' || isKnownRecord(known, source, number))) return
    if (known === null && countOwnedBy(tx, owner) >= MAX_GROUPS_OF_OWNER)
      throw new MalformedRecord('too many groups of one owner')
    clearRoster(tx, group)
    const name = known === null ? '' : known.name
    insertGroup(tx, {
      ...{ group, core, title, name, style: 'conversation' },
      owner: { person: owner, device: source.device },
      now: this.#options.now(),
    })
    this.#options.onInvited(tx, group, source.device)
    // A person who joins by a link knows it.
    if (known?.membership === 'joining') return
    const { news, acquaintances } = this.#options
    const sender = acquaintances.findCard(tx, owner)?.name ?? ''
    news.record(tx, { kind: 'added-to-group', person: owner, name: sender, about: group, words: name })
  }

  receiveLeave(tx: Transaction, { audience, person }: FeedSource): void {
    if (audience.kind !== 'group') return
    const { group } = audience
    if (findMember(tx, group, person) === null) return
    if (this.#options.isMine(tx, group)) this.#options.onLeft(tx, group, person)
    // The next owner needs this too, and each feed record is read only once.
    else addErrands(tx, group, [person], 'remove')
  }

  succeedFeed(tx: Transaction, frozen: Uint8Array): boolean {
    return this.#options.feeds.succeed(tx, frozen) !== null
  }

  /**
   * For a contact whose feed starts again: the groups of this person that the contact is a member
   * of.
   */
  listMembershipsOf(tx: Transaction, person: Uint8Array): Extract<FeedRecord, { type: 'membership' }>[] {
    return listGroups(tx)
      .filter(({ groupId }) => this.#options.isMine(tx, groupId) && findMember(tx, groupId, person) !== null)
      .map(({ groupId: group, core, number, title }) => ({ type: 'membership', group, core, number, title }))
  }
}

/** Another desk starts its record numbers again. */
function isKnownRecord(known: GroupRow, { device }: FeedSource, number: number): boolean {
  return equalBytes(known.ownerDevice, device) && known.number >= number
}

function countOwnedBy(rows: Rows, owner: Uint8Array): number {
  const sql = 'SELECT count(*) AS count FROM groups WHERE owner = ?'
  return rows.get<{ count: number }>(sql, owner)?.count ?? 0
}

/**
 * A member who became a reader: in that era, what they had posted until then; in earlier eras, up
 * to the recorded end.
 */
function endOfPosts({ postsEra, postsLength }: MemberRow, era: number, recorded: number | null): number {
  if (postsEra === null || era > postsEra) return 0
  return era === postsEra ? (postsLength ?? 0) : (recorded ?? 0)
}

/** The feed may go on in another core, so the place names its group and its writer. */
function addressedPlace(group: Uint8Array, from: Uint8Array, to: Uint8Array): BoxPlace {
  return { purpose: 'addressed', place: [group, from, to] }
}

/** Keeps an answer until the KEM key of its reader arrives from the core of the group's records. */
function keepAnswer(tx: Transaction, group: Uint8Array, person: Uint8Array, record: Uint8Array): boolean {
  const sql = 'INSERT INTO group_answers (group_id, person, record) VALUES (?, ?, ?)'
  tx.run(sql, group, person, record)
  return true
}

interface WaitingAnswer {
  one: number
  groupId: Uint8Array
  record: Uint8Array
}

function listAnswers(rows: Rows, person: Uint8Array): WaitingAnswer[] {
  const sql = 'SELECT one, group_id AS groupId, record FROM group_answers WHERE person = ? ORDER BY one'
  return rows.all<WaitingAnswer & Record<string, never>>(sql, person)
}
