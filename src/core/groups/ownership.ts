// An owner's acts on their groups. Each change of members, roles or name is a record in the owner's
// core.
// The record is written and applied in one transaction; `Groups` runs the follow-up work.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, runAtOnce, turn } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Contact } from '../contacts/index.ts'
import { findEra } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { MembersChange } from './apply-record.ts'
import { createGroup } from './create-group.ts'
import { groupCoreNamespace } from './group-core.ts'
import { countMembers, findMember, getGroup, listGroups, type GroupRow } from './group-row.ts'
import type { Invitations } from './invitations.ts'
import type { KemKeyReader } from './kem-key-reader.ts'
import { listLeavers, SMALL_GROUP } from './leave-gathering.ts'
import { MAX_MEMBERS } from './membership-record.ts'
import type { OwnerParts } from './owner-parts.ts'
import { nextDesk, type NextDesk } from './next-desk.ts'
import { atDesk, keepSuperseded, moveToDesk } from './present-desk.ts'
import { ROLE_OF_NEW, type GroupRole, type GroupStyle } from './roles.ts'
import { beginNextCore, findGroupOfCore } from './succeed-core.ts'
import { hasOwned, MAX_HANDOVERS, titleForm } from './title.ts'
import { isNext, planRecord, writeRecord, type GroupChange, type PlannedRecord } from './write-record.ts'

/** The longest turn with so many newcomers stays below 50 ms. */
const ADDED_AT_ONCE = 256

/** After so many plans that came too late, the transaction plans. */
const MAX_PLANS = 5

interface Options extends OwnerParts, Pick<DeliveryParts, 'ledger' | 'clock' | 'log' | 'addressBook'> {
  invitations: Pick<Invitations, 'add' | 'wake'>
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

/** A change, and whether this device starts a desk with it: behind its eras, and behind this one. */
export interface OwnerChange extends GroupChange {
  desk?: { behind: number }
}

/** Decides a change by the rows. Null if there is nothing to write. @throws as the call does */
export type DecideChange = (rows: Rows, row: GroupRow) => OwnerChange | null

/** A record with the desk that it starts, if any, and the group as it is before both. */
interface Planned {
  before: GroupRow
  desk: NextDesk | null
  record: PlannedRecord
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
   * Adds contacts as members; persons who are members already keep their role.
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
    for (let at = 0; at < contacts.length; at += ADDED_AT_ONCE) {
      await this.#change(group, (rows, row) => {
        const fresh = contacts.slice(at).filter(({ person }) => findMember(rows, group, person) === null)
        if (fresh.length + countMembers(rows, group) > MAX_MEMBERS)
          throw new EngineError('TOO_LARGE', `A group has at most ${MAX_MEMBERS} members.`)
        const some = fresh.slice(0, ADDED_AT_ONCE)
        const put = some.map(({ person }) => ({ person, role: role ?? ROLE_OF_NEW[row.style], seesHistory }))
        return put.length === 0 ? null : { put }
      })
    }
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async remove(group: Uint8Array, persons: readonly Uint8Array[]): Promise<void> {
    await this.#change(group, (rows, row) => {
      for (const person of persons) checkOther(rows, row, person, 'The owner hands the group over first.')
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
      const change = isPastOwner ? { put, desk: { behind: 0 } } : { put, isNewEra: true }
      if (countMembers(tx, group) > SMALL_GROUP) this.#writeLater(group, change)
      else this.write(tx, group, change)
    }
  }

  /** A big group is written in turns, after the commit. */
  #writeLater(group: Uint8Array, change: OwnerChange): void {
    const { log, afterCommit } = this.#options
    afterCommit(() => {
      this.writeInTurns(group, (_rows, row) => (this.isMine(row) ? change : null)).catch((error: unknown) =>
        log.error('group-not-renewed', { message: String(error) }),
      )
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner */
  async setRole(group: Uint8Array, person: Uint8Array, role: GroupRole): Promise<void> {
    await this.#change(group, (rows, row) => {
      checkOther(rows, row, person, 'The owner is the owner.')
      return { put: [{ person, role, seesHistory: false }] }
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND, INVALID for the owner, TOO_LARGE after too many hand-overs */
  async handOver(group: Uint8Array, person: Uint8Array): Promise<void> {
    const { addressBook, identity } = this.#options
    await this.#change(group, (rows, row) => {
      checkOther(rows, row, person, 'You are its owner.')
      if (titleForm.decode(row.title).handovers.length >= MAX_HANDOVERS)
        throw new EngineError('TOO_LARGE', `A group is handed over at most ${MAX_HANDOVERS} times.`)
      if (addressBook.devices.findDesk(rows, person) === null)
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
    await this.#change(group, () => change)
  }

  /** Writes and applies one record of the owner. @throws NOT_YOURS, NOT_FOUND */
  async #change(group: Uint8Array, decide: DecideChange): Promise<void> {
    await this.#options.untilMine(group)
    await this.writeInTurns(group, (rows, row) => {
      if (!this.isMine(row)) throw new EngineError('NOT_YOURS', 'Only the owner of the group can do that.')
      return decide(rows, row)
    })
  }

  /**
   * Plans a record in turns and writes it in one transaction, which first runs `before`. Decides and
   * plans again if another record was written meanwhile.
   */
  async writeInTurns(
    group: Uint8Array,
    decide: DecideChange,
    before: (tx: Transaction) => void = () => undefined,
  ): Promise<void> {
    const { ledger } = this.#options
    for (let plans = 1, isWritten = false; !isWritten; plans++) {
      const planned = await turn.run(this.#plan(ledger, group, decide))
      isWritten = await ledger.write((tx) => {
        const isStill = planned !== null && isNext(tx, planned.before, planned.record)
        if (planned !== null && !isStill && plans < MAX_PLANS) return false
        before(tx)
        const next = isStill ? planned : runAtOnce(this.#plan(tx, group, decide))
        if (next !== null) this.#write(tx, next)
        return true
      })
    }
    // A thousand members fill a turn. The answer of the call takes another one.
    await turn.next()
  }

  *#plan(rows: Rows, group: Uint8Array, decide: DecideChange): Generator<void, Planned | null> {
    const { identity, clock } = this.#options
    const before = getGroup(rows, group)
    const change = decide(rows, before)
    if (change === null) return null
    const desk = change.desk === undefined ? null : nextDesk(identity, before, change.desk.behind)
    const row = desk === null ? before : atDesk(before, desk, before.ownedAt)
    const full =
      desk === null ? change : { ...change, put: this.#withMe(rows, group, change.put), begins: desk.begins }
    const record = yield* planRecord(rows, this.#options, row, full, clock.now())
    return { before, desk, record }
  }

  /** A damaged backup may have lost this person's own membership. */
  #withMe(rows: Rows, group: Uint8Array, put: GroupChange['put'] = []): GroupChange['put'] {
    const { person } = this.#options.identity
    if (findMember(rows, group, person) !== null) return put
    return [...put, { person, role: 'owner' as const, seesHistory: true }]
  }

  #write(tx: Transaction, { before, desk, record }: Planned): void {
    const { ownCores, clock, invitations, onWritten, afterCommit, onBegun } = this.#options
    const { row } = record
    const { groupId: group } = row
    if (desk !== null) {
      keepSuperseded(tx, before)
      moveToDesk(tx, before, desk, before.ownedAt)
      afterCommit(() => onBegun(group))
    }
    if (!ownCores.isOwn(row.core)) ownCores.create(tx, 'group', this.#namespaceOf(tx, row, desk))
    const done = writeRecord(tx, this.#options, record, clock.now())
    invitations.add(tx, group, done.came)
    if (done.came.length > 0) afterCommit(() => invitations.wake())
    onWritten(tx, group, done)
  }

  #namespaceOf(rows: Rows, { groupId, era, generation }: GroupRow, desk: NextDesk | null): Uint8Array {
    const { namingSecret } = desk?.begins ?? findEra(rows, groupId, era)!
    return groupCoreNamespace(namingSecret, this.#options.identity.device.publicKey, generation)
  }

  /** Removes those who left a big group. */
  async removeLeavers(group: Uint8Array, removed: Uint8Array[]): Promise<void> {
    await this.#change(group, () => ({ removed }))
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

  /** Writes a record at once, for small groups and short changes. */
  write(tx: Transaction, group: Uint8Array, change: OwnerChange): void {
    this.#write(tx, runAtOnce(this.#plan(tx, group, () => change))!)
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
    const { identity, keyReader, log } = this.#options
    // A member whose KEM key is not here gets an empty box, and sends the key.
    await keyReader
      .read(group)
      .catch((error: unknown) => log.warn('member-keys-not-read', { message: String(error) }))
    await this.writeInTurns(group, (rows, row) => {
      if (!this.isToBeTakenOver(row)) return null
      const removed = listLeavers(rows, group)
      // Members may know an earlier device of this person and would look for its core.
      return identity.card.desk.term > 1 ? { removed, desk: { behind: 0 } } : { removed }
    })
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
