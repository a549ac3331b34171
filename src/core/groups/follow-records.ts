// A member's side: the records of an owner are followed in their core, checked, and applied in order of their numbers.
// One that is missed does no harm: each says, with the roster it names, everything that is true then.
import { equalBytes, MalformedRecord, Mutex, toHex, type Log } from '../base/index.ts'
import { isSignedByDevice, type ForeignCores } from '../cores/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { epochSecretAt, findSecret, type EraSecrets, type GroupFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { applyRecord } from './apply-record.ts'
import { findGroup, type GroupRow } from './group-row.ts'
import {
  boxTag,
  decodeBoxes,
  decodeHead,
  decodeRoster,
  decodeSecrets,
  hashHead,
  MAX_PART_BYTES,
  openState,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'

interface Options {
  ledger: Ledger
  foreignCores: ForeignCores
  acquaintances: Acquaintances
  feeds: GroupFeeds
  identity: Identity
  badInput: BadInput
  log: Log
  /** In the transaction that applied a record. */
  onApplied: (tx: Transaction, group: Uint8Array, change: { came: Uint8Array[]; went: Uint8Array[] }) => void
  /** This person is in it no more. */
  onRemoved: (tx: Transaction, group: Uint8Array) => void
}

const FETCH_TIMEOUT_MS = 15_000

export class RecordFollower {
  readonly #options: Options
  readonly #turns = new Map<string, { mutex: Mutex; isQueued: boolean }>()
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    options.foreignCores.events.on('grown', ({ core }) => {
      const row = this.#options.ledger.get<{ group_id: Uint8Array }>(
        'SELECT group_id FROM groups WHERE core = ?',
        core,
      )
      if (row !== undefined) this.readSoon(row.group_id)
    })
  }

  /** Reads the latest record there is, one reader per group at a time. */
  readSoon(group: Uint8Array): void {
    if (this.#isClosed) return
    const id = toHex(group)
    const state = this.#turns.get(id) ?? { mutex: new Mutex(), isQueued: false }
    this.#turns.set(id, state)
    if (state.isQueued) return
    state.isQueued = true
    state.mutex
      .run(() => {
        state.isQueued = false
        return this.#read(group)
      })
      .catch((error: unknown) => {
        if (error instanceof MalformedRecord) this.#countBad(group, error)
        else this.#options.log.warn('membership-not-read', { message: String(error) })
      })
  }

  #countBad(group: Uint8Array, error: MalformedRecord): void {
    const row = findGroup(this.#options.ledger, group)
    this.#options.badInput.count('group-record-malformed', row?.owner_device ?? null)
    this.#options.log.info('group-record-malformed', { message: error.message })
  }

  async #read(group: Uint8Array): Promise<void> {
    const { ledger, foreignCores, identity } = this.#options
    const row = findGroup(ledger, group)
    const isFollowed = row?.membership === 'member' || row?.membership === 'joining'
    if (row === null || !isFollowed || equalBytes(row.owner_device, identity.device.publicKey)) return
    const core = await foreignCores.take(row.core)
    const position = core.length - 1
    if (position < 0) return
    const block = await this.#fetch(row.core, position)
    const head = block === null ? null : decodeHead(block)
    if (block === null || head === null || head.number <= row.number) return
    this.#check(row, head, block, core.manifest)
    const found = await this.#findSecrets(row, head, position)
    if (found === null) return this.#leave(row)
    const state = openState(found.epochSecret, row.core, head.sealed)
    const snapshot = await this.#readSnapshot(row, state)
    if (snapshot === 'missing') return
    await this.#apply(row, { head, block, position, state, snapshot, secrets: found.learned })
    // A record may have come meanwhile, or be the next owner's.
    this.readSoon(group)
  }

  /** A block of at most the size that any part has: what is longer is not fetched. @throws MalformedRecord */
  async #fetch(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    const { foreignCores } = this.#options
    const { byteLength, length } = await foreignCores.take(core)
    if (position === length - 1 && byteLength > MAX_PART_BYTES) {
      const isHuge = await foreignCores.endsWithin(
        core,
        position,
        byteLength - MAX_PART_BYTES - 1,
        FETCH_TIMEOUT_MS,
      )
      if (isHuge === null) return null
      if (isHuge) throw new MalformedRecord('a membership record larger than any')
    }
    const block = await foreignCores.fetch(core, position, FETCH_TIMEOUT_MS)
    if (block !== null && block.byteLength > MAX_PART_BYTES)
      throw new MalformedRecord('a part larger than any')
    return block
  }

  /** Its owner's, of this group, after the last one. @throws MalformedRecord */
  #check(row: GroupRow, head: MembershipHead, block: Uint8Array, manifest: unknown): void {
    const isOwners = equalBytes(head.owner, row.owner) && equalBytes(head.device, row.owner_device)
    if (!isOwners) throw new MalformedRecord('a membership record of somebody else')
    if (manifest !== null && !isSignedByDevice(manifest as never, row.owner_device))
      throw new MalformedRecord('a core of another device')
    const group = head.number === 0 ? hashHead(block) : head.group
    if (group === null || !equalBytes(group, row.group_id))
      throw new MalformedRecord('a record of another group')
    if (head.era < row.era || (head.era === row.era && row.number >= 0 && head.epoch < row.epoch))
      throw new MalformedRecord('a record that goes back')
    const isNext = row.number >= 0 && head.number === row.number + 1
    if (isNext && (head.previous === null || !equalBytes(head.previous, row.head_hash)))
      throw new MalformedRecord('a record that follows another one')
  }

  /** The secret of its epoch, and what was learned for it; null when there is no box for us in the whole era. */
  async #findSecrets(
    { group_id: group, core }: GroupRow,
    head: MembershipHead,
    position: number,
  ): Promise<{ epochSecret: Uint8Array; learned: EraSecrets[] } | null> {
    const known = findSecret(this.#options.ledger, group, head)
    if (known !== null) return { epochSecret: known, learned: [] }
    const learned = await this.#findBox(core, head, position)
    const era = learned?.find((one) => one.era === head.era)
    const epochSecret = era === undefined ? null : epochSecretAt(era, head.epoch)
    return learned === null || epochSecret === null ? null : { epochSecret, learned }
  }

  /** In this record or an earlier one of its era: the box that let us in may not be in the last. */
  async #findBox(core: Uint8Array, last: MembershipHead, lastPosition: number): Promise<EraSecrets[] | null> {
    let head: MembershipHead | null = last
    let position = lastPosition
    while (head !== null && head.era === last.era) {
      const secrets = await this.#openBox(core, head, position)
      if (secrets !== null) return secrets
      position -= head.boxParts + head.rosterParts + 1
      if (position < 0) return null
      head = decodeHead(await this.#getPart(core, position))
    }
    return null
  }

  async #openBox(core: Uint8Array, head: MembershipHead, position: number): Promise<EraSecrets[] | null> {
    const { identity } = this.#options
    const tag = boxTag(core, head.number, identity.person)
    const first = position - head.boxParts - head.rosterParts
    if (first < 0) throw new MalformedRecord('parts before the core begins')
    for (let part = 0; part < head.boxParts; part++) {
      const boxes = decodeBoxes(await this.#getPart(core, first + part))
      const box = boxes.find((one) => equalBytes(one.tag, tag))
      const plain = box === undefined ? null : identity.openSealed(box.boxNumber, box.sealed)
      if (plain !== null) return decodeSecrets(plain)
    }
    return null
  }

  /** @throws when it has not come: it is looked for again when somebody is there */
  async #getPart(core: Uint8Array, position: number): Promise<Uint8Array> {
    const block = await this.#fetch(core, position)
    if (block === null) throw new Error('a part of a membership record has not come')
    return block
  }

  /** Null when the one it names is known, or it names none. */
  async #readSnapshot(row: GroupRow, { snapshot }: GroupState): Promise<RecordedMember[] | null | 'missing'> {
    if (snapshot === null) return null
    const isKnown = row.snapshot_key !== null && equalBytes(row.snapshot_key, snapshot.key)
    if (isKnown) return null
    const members: RecordedMember[] = []
    for (let part = 0; part < snapshot.count; part++) {
      const block = await this.#fetch(row.core, snapshot.start + part)
      if (block === null) return 'missing'
      members.push(...decodeRoster(snapshot.key, row.core, block))
    }
    return members
  }

  async #apply(
    row: GroupRow,
    read: {
      head: MembershipHead
      block: Uint8Array
      position: number
      state: GroupState
      snapshot: RecordedMember[] | null
      secrets: EraSecrets[]
    },
  ): Promise<void> {
    const { ledger, acquaintances, feeds, identity, onApplied, onRemoved } = this.#options
    const { head, block, position, state, snapshot, secrets } = read
    await ledger.write((tx) => {
      const known = findGroup(tx, row.group_id)
      if (known === null || known.number !== row.number) return
      const { group_id: group, core } = row
      const record = {
        group,
        core,
        headPosition: position,
        headHash: hashHead(block),
        head,
        state,
        snapshot,
        secrets,
      }
      const change = applyRecord(tx, { acquaintances, feeds, me: identity.person }, known, record)
      if (findGroup(tx, group)?.membership === 'removed') onRemoved(tx, group)
      else onApplied(tx, group, change)
    })
  }

  /** An era without a box for us: we are in it no more. */
  async #leave({ group_id: group, number, membership }: GroupRow): Promise<void> {
    if (membership === 'joining' && number < 0) throw new MalformedRecord('a group that was not opened to us')
    await this.#options.ledger.write((tx) => {
      tx.run("UPDATE groups SET membership = 'removed' WHERE group_id = ? AND membership = 'member'", group)
      this.#options.onRemoved(tx, group)
    })
  }

  close(): void {
    this.#isClosed = true
  }
}
