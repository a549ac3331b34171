// A member's side: follows the owner's core, checks its records, and applies them in the order of
// their numbers.
// A missed record does no harm, because each record, together with the roster it names, states the
// whole membership.
import type { DeliveryParts } from '../delivery/index.ts'
import { equalBytes, MalformedRecord, Pumps, UnknownForm } from '../base/index.ts'
import { isSignedByDevice } from '../cores/index.ts'
import type { EraSecrets } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { applyRecord, getOwner, type MembersChange } from './apply-record.ts'
import { findGroup, type GroupRow } from './group-row.ts'
import {
  hashHead,
  openState,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'
import { ERAS_OF_DESK } from './desk-word.ts'
import { keepCards } from './keep-cards.ts'
import { isAtPresentDesk } from './present-desk.ts'
import { UNSEALED, type KnownRecord, type RecordReader } from './record-reader.ts'
import { continuesFrom, titleForm, type Title } from './title.ts'

interface Options extends Pick<
  DeliveryParts,
  'ledger' | 'foreignCores' | 'acquaintances' | 'identity' | 'clock' | 'badInput' | 'log'
> {
  reader: RecordReader
  /** Runs in the transaction that applied a record; `before` is the group as it was before. */
  onApplied: (tx: Transaction, before: GroupRow, change: MembersChange, learnedEra: number | null) => void
  /** The owner has no KEM key of this person. They must send it. */
  onUnsealed: (group: Uint8Array) => void
  /** This person is no longer a member. */
  onRemoved: (tx: Transaction, group: Uint8Array) => void
}

/** A record that did not arrive is fetched again while a peer is connected that may have it. */
const RETRY_MS = 5_000

export class RecordFollower {
  readonly #options: Options
  readonly #reader: RecordReader
  readonly #pumps: Pumps

  constructor(options: Options) {
    this.#options = options
    this.#reader = options.reader
    this.#pumps = new Pumps((group) => this.#readGroup(group), {
      ...{ log: options.log, failed: 'membership-not-read', retryMs: RETRY_MS },
    })
    options.foreignCores.events.on('grown', ({ core }) => {
      const row = this.#options.ledger.get<{ groupId: Uint8Array }>(
        'SELECT group_id AS groupId FROM groups WHERE core = ?',
        core,
      )
      if (row !== undefined) this.readSoon(row.groupId)
    })
  }

  /** Reads the latest available record; at most one read per group runs at a time. */
  readSoon(group: Uint8Array): void {
    this.#pumps.wake(group)
  }

  async #readGroup(group: Uint8Array): Promise<void> {
    try {
      await this.#read(group)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#countBad(group, error)
    }
  }

  #countBad(group: Uint8Array, error: MalformedRecord): void {
    const row = findGroup(this.#options.ledger, group)
    this.#options.badInput.countRefused('group-record', error, row?.ownerDevice ?? null)
    this.#options.log.info('group-record-refused', { message: error.message })
  }

  async #read(group: Uint8Array): Promise<void> {
    const { ledger, foreignCores, identity } = this.#options
    const row = findGroup(ledger, group)
    const isFollowed = row?.membership === 'member' || row?.membership === 'joining'
    if (row === null || !isFollowed || equalBytes(row.owner, identity.person)) return
    if (!isAtPresentDesk(ledger, this.#options, row)) return
    const core = await foreignCores.openCore(row.core)
    if (core.length === 0) return
    const end = core.length - 1
    const last = await this.#reader.fetch(row.core, end)
    if (last === null && core.peers.length > 0) this.#pumps.wake(group, RETRY_MS)
    const read = last === null ? null : await this.#reader.headFrom(row.core, end, last)
    if (read === null || (!row.isMoved && read.head.number <= row.number)) return
    const { head, position, block } = read
    if (position < end) this.#countBad(group, new UnknownForm('a block of an unknown type'))
    this.#check(row, head, core.manifest)
    const found = await this.#reader.findSecrets({ group, core: row.core }, { head, position }, knownOf(row))
    // A desk that is new to this device may not know yet that this person is a member. If it
    // removed them, its record says so.
    if (found === UNSEALED) return this.#options.onUnsealed(group)
    if (found === null) return row.isMoved ? undefined : this.markRemoved(row)
    const state = openState(found.epochSecret, row.core, head.sealed)
    const snapshot = await this.#reader.readSnapshot(row.core, state, row.snapshotKey)
    const members = [...(snapshot ?? []), ...state.put]
    const secrets = await this.#withEarlier(row, { head, position }, found.learned, members)
    await keepCards(ledger, this.#options.acquaintances, members)
    await this.#apply(row, { head, block, state, snapshot, secrets })
    // Another record may have arrived meanwhile, or the next owner's record may be available.
    this.readSoon(group)
  }

  /**
   * Adds the secrets of eras that ended between the admission of this person and their first read.
   */
  async #withEarlier(
    row: GroupRow,
    last: { head: MembershipHead; position: number },
    learned: EraSecrets[],
    members: readonly RecordedMember[],
  ): Promise<EraSecrets[]> {
    const me = members.findLast(({ person }) => equalBytes(person, this.#options.identity.person))
    const isKnown = (era: number): boolean => learned.some((one) => one.era === era)
    if (row.number >= 0 || me === undefined || isKnown(me.reads.era)) return learned
    const earlier = await this.#reader.findEarlierSecrets(row.core, last, me.reads.era)
    return [...learned, ...earlier.filter(({ era }) => !isKnown(era))]
  }

  /**
   * Checks that the record is the owner's, belongs to this group and follows the last one.
   * @throws MalformedRecord if not
   */
  #check(row: GroupRow, head: MembershipHead, manifest: unknown): void {
    const { groupId: group } = row
    if (!equalBytes(head.group, group)) throw new MalformedRecord('a record of another group')
    if (!continuesFrom(titleForm.decode(row.title), head.title))
      throw new MalformedRecord('a title older than the known one')
    if (!equalBytes(getOwner(group, head.title), row.owner))
      throw new MalformedRecord('a membership record by another person than the owner')
    if (manifest !== null && !isSignedByDevice(manifest as never, row.ownerDevice))
      throw new MalformedRecord('the core was signed by another device')
    if (head.next !== null) checkNext(group, head.title, head.next)
    if (head.era < head.began || head.era >= head.began + ERAS_OF_DESK)
      throw new MalformedRecord('the era belongs to another desk')
    if (row.number < 0) return
    if (head.began !== row.began) throw new MalformedRecord('the record belongs to another desk')
    if (!row.isMoved) checkOrder(row, head)
  }

  async #apply(
    row: GroupRow,
    read: {
      head: MembershipHead
      block: Uint8Array
      state: GroupState
      snapshot: RecordedMember[] | null
      secrets: EraSecrets[]
    },
  ): Promise<void> {
    const { ledger, acquaintances, identity, clock, onApplied, onRemoved } = this.#options
    const { head, block, state, snapshot, secrets } = read
    await ledger.write((tx) => {
      const known = findGroup(tx, row.groupId)
      const isStillIt = known?.number === row.number && equalBytes(known.core, row.core)
      if (known === null || !isStillIt) return
      const { groupId: group, core } = row
      const record = {
        group,
        core,
        headHash: hashHead(block),
        head,
        state,
        snapshot,
        secrets,
      }
      const change = applyRecord(tx, { acquaintances, identity, now: clock.now() }, known, record)
      if (findGroup(tx, group)?.membership === 'removed') onRemoved(tx, group)
      else onApplied(tx, known, change, firstEraOf(secrets))
    })
  }

  /**
   * Marks this person as removed: either an era has no box for them, or the owner's device says so.
   */
  async markRemoved({ groupId: group, number, membership }: GroupRow): Promise<void> {
    if (membership === 'joining' && number < 0)
      throw new MalformedRecord('a group without a box for this person')
    await this.#options.ledger.write((tx) => {
      const sql = "UPDATE groups SET membership = 'removed' WHERE group_id = ? AND membership = 'member'"
      if (tx.run(sql, group).changes > 0) this.#options.onRemoved(tx, group)
    })
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}

/** Nothing is known of a desk that is new to this device. */
function knownOf({ number, era, isMoved }: GroupRow): KnownRecord {
  if (number < 0) return null
  return isMoved ? { number: -1, era: -1 } : { number, era }
}

/** @throws MalformedRecord */
function checkOrder(row: GroupRow, head: MembershipHead): void {
  if (head.era < row.era || (head.era === row.era && head.epoch < row.epoch))
    throw new MalformedRecord('the era or epoch decreases')
  const isNext = head.number === row.number + 1
  if (isNext && (head.previous === null || !equalBytes(head.previous, row.headHash)))
    throw new MalformedRecord('the record follows a different one than the last known')
}

/** Returns the first era whose secrets were learned. */
function firstEraOf(secrets: readonly EraSecrets[]): number | null {
  return secrets.length === 0 ? null : Math.min(...secrets.map(({ era }) => era))
}

/** @throws MalformedRecord */
function checkNext(group: Uint8Array, title: Title, next: Title): void {
  getOwner(group, next)
  if (!continuesFrom(title, next) || next.handovers.length !== title.handovers.length + 1)
    throw new MalformedRecord('an invalid hand-over')
}
