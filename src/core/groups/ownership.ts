// An owner's acts on their groups. Each change of members, roles or name is a record in the owner's
// core.
// The record is written and applied in one transaction; `Groups` runs the follow-up work.
import { equalBytes, toHex, turn, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { AddressBook, Contact } from '../contacts/index.ts'
import { findEra, type PairFeeds } from '../feeds/index.ts'
import type { Card } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { MembersChange } from './apply-record.ts'
import { createGroup } from './create-group.ts'
import { firstEra, signDeskWord } from './desk-word.ts'
import { firstGeneration, groupCoreNamespace } from './group-core.ts'
import {
  countMembers,
  findGroup,
  findMember,
  getGroup,
  listGroups,
  listMemberKeys,
  type GroupRow,
} from './group-row.ts'
import type { KemKeyReader } from './kem-key-reader.ts'
import { listLeavers, SMALL_GROUP } from './leave-gathering.ts'
import { listMemberBoxes, type MemberBoxes } from './member-boxes.ts'
import { MAX_MEMBERS } from './membership-record.ts'
import type { OwnerParts } from './owner-parts.ts'
import { keepSuperseded, moveToDesk } from './present-desk.ts'
import { ROLE_OF_NEW, type GroupRole, type GroupStyle } from './roles.ts'
import { beginNextCore, findGroupOfCore } from './succeed-core.ts'
import { sealNextEra } from './secret-boxes.ts'
import { hasOwned, MAX_HANDOVERS, titleForm } from './title.ts'
import { writeRecord, type GroupChange } from './write-record.ts'

interface Options extends OwnerParts {
  ledger: Ledger
  clock: Clock
  log: Log
  pairFeeds: PairFeeds
  addressBook: AddressBook
  /** Runs in the transaction that wrote a record. */
  onWritten: (tx: Transaction, group: Uint8Array, change: MembersChange) => void
  /** Runs after the commit of a new group. */
  onCreated: (group: Uint8Array) => void
  /** Runs after the commit, to tell members where the records are now. */
  onBegun: (group: Uint8Array) => void
  /**
   * Resolves when this device writes the records; until then they may be those of a lost device of
   * this person.
   */
  untilMine: (group: Uint8Array) => Promise<void>
  afterCommit: (act: () => void) => void
  keyReader: KemKeyReader
}

/** Which boxes the next record needs. */
export interface PlannedBoxes {
  isNewEra?: boolean
  isNewCore?: boolean
  newcomers?: readonly Uint8Array[]
}

export class Ownership {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** Creates a group with this person as its owner and only member. */
  create(name: string, style: GroupStyle): Promise<Uint8Array> {
    const { ledger, clock } = this.#options
    return ledger.write((tx) => {
      const group = createGroup(tx, this.#options, { name, style }, clock.now())
      this.#options.afterCommit(() => this.#options.onCreated(group))
      return group
    })
  }

  /**
   * Adds contacts as members in one record; persons who are members already keep their role.
   * @throws NOT_YOURS, TOO_LARGE
   */
  async add(
    group: Uint8Array,
    contacts: readonly Contact[],
    { role, seesHistory }: { role?: GroupRole; seesHistory: boolean },
  ): Promise<void> {
    const newcomers = contacts.map(({ person }) => person)
    // They come back by a later record than the one that removes them.
    const leavers = listLeavers(this.#options.ledger, group)
    if (leavers.some((leaver) => newcomers.some((person) => equalBytes(person, leaver))))
      await this.removeLeavers(group, leavers)
    await this.#change(group, { newcomers }, (tx, row) => {
      const fresh = contacts.filter(({ person }) => findMember(tx, group, person) === null)
      if (fresh.length + countMembers(tx, group) > MAX_MEMBERS)
        throw new EngineError('TOO_LARGE', `A group has at most ${MAX_MEMBERS} members.`)
      const put = fresh.map(({ person }) => ({ person, role: role ?? ROLE_OF_NEW[row.style], seesHistory }))
      return put.length === 0 ? null : { put }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async remove(group: Uint8Array, persons: readonly Uint8Array[]): Promise<void> {
    await this.#change(group, { isNewEra: true }, (tx, row) => {
      for (const person of persons) checkOther(tx, row, person, 'The owner hands the group over first.')
      return { removed: [...persons] }
    })
  }

  /**
   * A member now writes from another device. Every group of this owner gets fresh secrets, which
   * the lost device does not know. The member keeps their role and what they may read.
   * If they owned the group earlier, this desk starts again, behind anything that the lost device
   * may still write.
   */
  renew(tx: Transaction, person: Uint8Array): void {
    for (const row of listGroups(tx)) {
      const { groupId: group } = row
      const member = findMember(tx, group, person)
      if (member === null || !this.isMine(row) || this.isToBeTakenOver(row)) continue
      const put = [{ person, role: member.role, seesHistory: false }]
      const isPastOwner = hasOwned(titleForm.decode(row.title), person)
      if (countMembers(tx, group) > SMALL_GROUP) this.#renewSoon(group, put, isPastOwner)
      else if (isPastOwner) this.begin(tx, group, { put })
      else this.write(tx, group, { put, isNewEra: true })
    }
  }

  /** A big group is written after its boxes were prepared. */
  #renewSoon(group: Uint8Array, put: GroupChange['put'], isNewCore: boolean): void {
    const { ledger, log, afterCommit } = this.#options
    const renew = async (): Promise<void> => {
      await this.prepare(group, { isNewEra: true, isNewCore })
      await ledger.write((tx) => {
        if (!this.isMine(getGroup(tx, group))) return
        if (isNewCore) this.begin(tx, group, { put })
        else this.write(tx, group, { put, isNewEra: true })
      })
    }
    afterCommit(() => {
      renew().catch((error: unknown) => log.error('group-not-renewed', { message: String(error) }))
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async setRole(group: Uint8Array, person: Uint8Array, role: GroupRole): Promise<void> {
    await this.#change(group, {}, (tx, row) => {
      checkOther(tx, row, person, 'The owner is the owner.')
      return { put: [{ person, role, seesHistory: false }] }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner, TOO_LARGE after too many hand-overs */
  async handOver(group: Uint8Array, person: Uint8Array): Promise<void> {
    const { addressBook, identity } = this.#options
    await this.#change(group, {}, (tx, row) => {
      checkOther(tx, row, person, 'You are its owner.')
      if (titleForm.decode(row.title).handovers.length >= MAX_HANDOVERS)
        throw new EngineError('TOO_LARGE', `A group is handed over at most ${MAX_HANDOVERS} times.`)
      if (addressBook.devices.findDesk(tx, person) === null)
        throw new EngineError('NOT_FOUND', 'Nothing is known of this person’s device.')
      const put = [
        { person, role: 'owner' as const, seesHistory: false },
        { person: identity.person, role: 'poster' as const, seesHistory: false },
      ]
      return { put, next: person }
    })
  }

  /** @throws NOT_YOURS */
  async rename(group: Uint8Array, change: Pick<GroupChange, 'name' | 'style' | 'picture'>): Promise<void> {
    await this.#change(group, {}, () => change)
  }

  /** Writes and applies one record of the owner. @throws NOT_YOURS, NOT_FOUND */
  async #change(
    group: Uint8Array,
    boxes: PlannedBoxes,
    decide: (tx: Transaction, row: GroupRow) => GroupChange | null,
  ): Promise<void> {
    await this.#options.untilMine(group)
    await this.prepare(group, boxes)
    await this.#options.ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (!this.isMine(row)) throw new EngineError('NOT_YOURS', 'Only the owner of the group can do that.')
      const change = decide(tx, row)
      if (change !== null) this.write(tx, group, change)
    })
    // A thousand boxes fill a turn. The answer of the call takes another one.
    await turn.next()
  }

  /**
   * Does the costly half of sealing boxes. The transaction does the rest, so a change meanwhile does
   * no harm.
   */
  async prepare(group: Uint8Array, { isNewEra, isNewCore, newcomers = [] }: PlannedBoxes): Promise<void> {
    const { ledger, acquaintances, identity, sealing } = this.#options
    const row = findGroup(ledger, group)
    if (row === null) return
    const known: MemberBoxes = isNewCore === true ? new Map() : listMemberBoxes(ledger, group, row.core)
    const members = isNewEra === true || isNewCore === true ? listMemberKeys(ledger, group) : []
    const kemKeys: Uint8Array[] = []
    for (const person of [...members, ...newcomers]) {
      if (equalBytes(person, identity.person) || known.has(toHex(person))) continue
      const kemKey = acquaintances.findKemKey(ledger, person)
      if (kemKey !== null) kemKeys.push(kemKey)
      await turn.pass()
    }
    sealing.clear()
    if (isNewCore !== true) sealing.remember(row, known)
    await sealing.prepare(kemKeys)
    if (isNewEra === true && isNewCore !== true) await sealNextEra(this.#options, row)
  }

  /** Removes those who left a big group. */
  async removeLeavers(group: Uint8Array, removed: Uint8Array[]): Promise<void> {
    await this.#change(group, { isNewEra: true }, () => ({ removed }))
  }

  /** The KEM key of a member has arrived, so they get a box in each group of this owner. */
  sealAgain(tx: Transaction, person: Uint8Array): void {
    for (const row of listGroups(tx)) {
      const isMember = findMember(tx, row.groupId, person) !== null
      const isWritten = this.isMine(row) && !this.isToBeTakenOver(row)
      if (isMember && isWritten && !equalBytes(person, this.#options.identity.person))
        this.write(tx, row.groupId, { again: [person] })
    }
  }

  isMine(row: GroupRow): boolean {
    return row.membership === 'member' && equalBytes(row.ownerDevice, this.#options.identity.device.publicKey)
  }

  write(tx: Transaction, group: Uint8Array, change: GroupChange): void {
    const done = writeRecord(tx, this.#options, group, change, this.#options.clock.now())
    const { core } = getGroup(tx, group)
    for (const person of done.came) this.#appendMembership(tx, group, core, person)
    this.#options.onWritten(tx, group, done)
  }

  /** A newcomer who is a contact learns of the membership from the pair feed. */
  #appendMembership(tx: Transaction, group: Uint8Array, core: Uint8Array, person: Uint8Array): void {
    const { pairFeeds } = this.#options
    if (pairFeeds.find(tx, person) === null) return
    const { number, title } = getGroup(tx, group)
    pairFeeds.append(tx, person, { type: 'membership', group, core, number, title })
  }

  /** @throws NOT_YOURS */
  letIn(tx: Transaction, group: Uint8Array, cards: readonly Card[]): void {
    const row = getGroup(tx, group)
    const { style } = row
    if (!this.isMine(row)) throw new EngineError('NOT_YOURS', 'Only the owner of the group can do that.')
    const put = cards.map(({ person }) => ({ person, role: ROLE_OF_NEW[style], seesHistory: false }))
    this.write(tx, group, { put })
  }

  isToBeTakenOver(row: GroupRow): boolean {
    return this.isMine(row) && !this.#options.ownCores.isOwn(row.core)
  }

  /**
   * The group was handed over to this device. Writes a complete first record into a core of its
   * own.
   */
  takeOver(group: Uint8Array): void {
    this.#takeOver(group).catch((error: unknown) =>
      this.#options.log.error('group-not-taken-over', { message: String(error) }),
    )
  }

  async #takeOver(group: Uint8Array): Promise<void> {
    const { ledger, ownCores, identity, keyReader, log } = this.#options
    // A member whose KEM key is not here gets an empty box, and sends the key.
    await keyReader
      .read(group)
      .catch((error: unknown) => log.warn('member-keys-not-read', { message: String(error) }))
    await this.prepare(group, { isNewCore: true })
    await ledger.write((tx) => {
      const row = getGroup(tx, group)
      if (!this.isToBeTakenOver(row)) return
      const removed = listLeavers(tx, group)
      // Members may know an earlier device of this person and would look for its core.
      if (identity.card.desk.term > 1) return this.begin(tx, group, { removed })
      const { namingSecret } = findEra(tx, group, row.era)!
      const namespace = groupCoreNamespace(namingSecret, identity.device.publicKey, row.generation)
      ownCores.create(tx, 'group', namespace)
      this.write(tx, group, { removed })
    })
  }

  /**
   * This device becomes the desk: a new core, a full record, an era after all others, and fresh
   * secrets for every member.
   */
  begin(tx: Transaction, group: Uint8Array, change: GroupChange, behind = 0): void {
    const { ownCores, identity } = this.#options
    const { device, attestation, card, person } = identity
    const row = getGroup(tx, group)
    const title = titleForm.decode(row.title)
    const began = firstEra(card.desk.term, Math.max(row.began, behind))
    const begins = { era: began, namingSecret: randomBytes(32), epoch: 0, epochSecret: randomBytes(32) }
    const generation = firstGeneration(title)
    const core = ownCores.create(
      tx,
      'group',
      groupCoreNamespace(begins.namingSecret, device.publicKey, generation),
    )
    const position = { began, core, generation }
    const known = { after: row.era, number: Math.max(row.number, 0) }
    const word = { group, path: attestation, term: card.desk.term, ...position, ...known }
    const bytes = signDeskWord(device, word)
    keepSuperseded(tx, row)
    moveToDesk(tx, row, { ...position, device: device.publicKey, bytes, owner: person, title }, row.ownedAt)
    // A damaged backup may have lost this person's own membership.
    const me = { person, role: 'owner' as const, seesHistory: true }
    const put = [...(change.put ?? []), ...(findMember(tx, group, person) === null ? [me] : [])]
    this.write(tx, group, { ...change, put, begins })
    this.#options.afterCommit(() => this.#options.onBegun(group))
  }

  /**
   * The core of the records froze. They continue in another core; its first record is complete and
   * gives every member fresh secrets.
   */
  succeedRecords(tx: Transaction, frozen: Uint8Array, last: { length: number; treeHash: Uint8Array }): void {
    const row = findGroupOfCore(tx, frozen)
    if (row === null || !this.isMine(row)) return
    beginNextCore(tx, this.#options, row, last)
    this.write(tx, row.groupId, { isNewEra: true })
  }
}

/** @throws NOT_FOUND if the person is no member, INVALID if they are the owner */
function checkOther(rows: Rows, { groupId, owner }: GroupRow, person: Uint8Array, message: string): void {
  if (findMember(rows, groupId, person) === null)
    throw new EngineError('NOT_FOUND', 'This person is not in the group.')
  if (equalBytes(owner, person)) throw new EngineError('INVALID', message)
}
