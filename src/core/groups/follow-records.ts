// A member's side: the records of an owner are followed in their core, checked, and applied in order of their numbers.
// One that is missed does no harm: each says, with the roster it names, everything that is true then.
import {
  decodeRecord,
  equalBytes,
  MalformedRecord,
  Mutex,
  toHex,
  type Clock,
  type Log,
} from '../base/index.ts'
import { isSignedByDevice, type ForeignCores } from '../cores/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { epochSecretAt, findEra, findSecret, type EraSecrets } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { applyRecord, getOwner, type MembersChange } from './apply-record.ts'
import { findGroup, type GroupRow } from './group-row.ts'
import {
  boxTag,
  decodeBoxes,
  decodeHead,
  decodeRoster,
  decodeSecrets,
  hashHead,
  MAX_MEMBERS,
  openState,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'
import { RecordParts } from './record-parts.ts'
import { goesOnFrom, titleEncoding, type Title } from './title.ts'

interface Options {
  ledger: Ledger
  foreignCores: ForeignCores
  acquaintances: Acquaintances
  identity: Identity
  clock: Clock
  badInput: BadInput
  log: Log
  /** In the transaction that applied a record. */
  onApplied: (tx: Transaction, group: Uint8Array, change: MembersChange, learnedEra: number | null) => void
  /** This person is in it no more. */
  onRemoved: (tx: Transaction, group: Uint8Array) => void
}

/** What did not come is looked for again while somebody is there who may have it. */
const RETRY_MS = 5_000

export class RecordFollower {
  readonly #options: Options
  readonly #parts: RecordParts
  readonly #turns = new Map<string, { mutex: Mutex; isQueued: boolean }>()
  readonly #again = new Map<string, NodeJS.Timeout>()
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    this.#parts = new RecordParts(options.foreignCores, options.clock)
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
        if (error instanceof MalformedRecord) return this.#countBad(group, error)
        this.#options.log.warn('membership-not-read', { message: String(error) })
        this.#readLater(group)
      })
  }

  #readLater(group: Uint8Array): void {
    const id = toHex(group)
    if (this.#isClosed || this.#again.has(id)) return
    const timer = setTimeout(() => {
      this.#again.delete(id)
      this.readSoon(group)
    }, RETRY_MS)
    this.#again.set(id, timer.unref())
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
    const block = await this.#parts.fetch(row.core, position)
    if (block === null && core.peers.length > 0) this.#readLater(group)
    const head = block === null ? null : decodeHead(block)
    if (block === null || head === null || head.number <= row.number) return
    this.#check(row, head, core.manifest)
    const found = await this.#findSecrets(row, head, position)
    if (found === null) return this.markRemoved(row)
    const state = openState(found.epochSecret, row.core, head.sealed)
    const snapshot = await this.#readSnapshot(row, state)
    await this.#apply(row, { head, block, state, snapshot, secrets: found.learned })
    // A record may have come meanwhile, or be the next owner's.
    this.readSoon(group)
  }

  /** Its owner's, of this group, after the last one. @throws MalformedRecord */
  #check(row: GroupRow, head: MembershipHead, manifest: unknown): void {
    const { group_id: group } = row
    if (!equalBytes(head.group, group)) throw new MalformedRecord('a record of another group')
    if (!goesOnFrom(decodeRecord(titleEncoding, row.title), head.title))
      throw new MalformedRecord('a title that goes back')
    const { device } = getOwner(group, head.title)
    if (!equalBytes(device, row.owner_device))
      throw new MalformedRecord('a membership record of somebody else')
    if (manifest !== null && !isSignedByDevice(manifest as never, device))
      throw new MalformedRecord('a core of another device')
    if (head.next !== null) checkNext(group, head.title, head.next)
    if (row.number < 0) return
    if (head.era < row.era || (head.era === row.era && head.epoch < row.epoch))
      throw new MalformedRecord('a record that goes back')
    const isNext = head.number === row.number + 1
    if (isNext && (head.previous === null || !equalBytes(head.previous, row.head_hash)))
      throw new MalformedRecord('a record that follows another one')
  }

  /**
   * The secret of its epoch, and what was learned on the way: of eras that began and ended while we were away as well. Null when there is
   * no box for us in its whole era.
   */
  async #findSecrets(
    row: GroupRow,
    last: MembershipHead,
    lastPosition: number,
  ): Promise<{ epochSecret: Uint8Array; learned: EraSecrets[] } | null> {
    const learned = new Map<number, EraSecrets>()
    let head = last
    let position = lastPosition
    while (head.number > row.number && (row.number >= 0 ? head.era > row.era : head.era === last.era)) {
      if (!learned.has(head.era) && !this.#knows(row.group_id, head.era))
        for (const one of (await this.#openBox(row.core, head, position)) ?? []) learned.set(one.era, one)
      position -= head.boxParts + head.rosterParts + 1
      const isEnough = row.number < 0 && learned.has(last.era)
      const earlier = position < 0 || isEnough ? null : decodeHead(await this.#getPart(row.core, position))
      if (earlier === null) break
      if (earlier.number >= head.number) throw new MalformedRecord('records out of their order')
      head = earlier
    }
    const found = learned.get(last.era)
    const known = findSecret(this.#options.ledger, row.group_id, last)
    const epochSecret = found === undefined ? known : epochSecretAt(found, last.epoch)
    return epochSecret === null ? null : { epochSecret, learned: [...learned.values()] }
  }

  #knows(group: Uint8Array, era: number): boolean {
    return findEra(this.#options.ledger, group, era) !== null
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
    const block = await this.#parts.fetch(core, position)
    if (block === null) throw new Error('a part of a membership record has not come')
    return block
  }

  /** Null when the one it names is known, or it names none. */
  async #readSnapshot(row: GroupRow, { snapshot }: GroupState): Promise<RecordedMember[] | null> {
    if (snapshot === null) return null
    const isKnown = row.snapshot_key !== null && equalBytes(row.snapshot_key, snapshot.key)
    if (isKnown) return null
    const members: RecordedMember[] = []
    for (let part = 0; part < snapshot.count; part++) {
      const block = await this.#getPart(row.core, snapshot.start + part)
      members.push(...decodeRoster(snapshot.key, row.core, block))
      if (members.length > MAX_MEMBERS) throw new MalformedRecord('more members than a group has')
    }
    return members
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
    const { ledger, acquaintances, identity, onApplied, onRemoved } = this.#options
    const { head, block, state, snapshot, secrets } = read
    await ledger.write((tx) => {
      const known = findGroup(tx, row.group_id)
      const isStillIt = known?.number === row.number && equalBytes(known.core, row.core)
      if (known === null || !isStillIt) return
      const { group_id: group, core } = row
      const record = {
        group,
        core,
        headHash: hashHead(block),
        head,
        state,
        snapshot,
        secrets,
      }
      const change = applyRecord(tx, { acquaintances, me: identity.person }, known, record)
      if (findGroup(tx, group)?.membership === 'removed') onRemoved(tx, group)
      else onApplied(tx, group, change, firstEraOf(secrets))
    })
  }

  /** An era without a box for us, or its owner says so: we are in it no more. */
  async markRemoved({ group_id: group, number, membership }: GroupRow): Promise<void> {
    if (membership === 'joining' && number < 0) throw new MalformedRecord('a group that was not opened to us')
    await this.#options.ledger.write((tx) => {
      const sql = "UPDATE groups SET membership = 'removed' WHERE group_id = ? AND membership = 'member'"
      if (tx.run(sql, group).changes > 0) this.#options.onRemoved(tx, group)
    })
  }

  close(): void {
    this.#isClosed = true
    for (const timer of this.#again.values()) clearTimeout(timer)
  }
}

/** The first era of which something was learned. */
function firstEraOf(secrets: readonly EraSecrets[]): number | null {
  return secrets.length === 0 ? null : Math.min(...secrets.map(({ era }) => era))
}

/** @throws MalformedRecord */
function checkNext(group: Uint8Array, title: Title, next: Title): void {
  getOwner(group, next)
  if (!goesOnFrom(title, next) || next.handovers.length !== title.handovers.length + 1)
    throw new MalformedRecord('a hand-over that is none')
}
