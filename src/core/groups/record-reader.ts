// Reads one membership record from its core: its head, the secrets that open it, its state, and its
// full roster.
// A member uses it to follow a desk; a new desk uses it to read the last records of an earlier
// desk.
import { equalBytes, MalformedRecord, UnknownForm, type Clock } from '../base/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import { epochSecretAt, findEra, findSecret, type EraSecrets } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger } from '../ledger/index.ts'
import {
  boxTag,
  decodeBoxes,
  decodeHead,
  decodeRoster,
  decodeSecrets,
  isKnownPart,
  MAX_MEMBERS,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'
import { RecordParts } from './record-parts.ts'

export interface RecordReaderParts {
  ledger: Ledger
  foreignCores: ForeignCores
  identity: Identity
  clock: Clock
}

/** The last known record of this core; null if no record of the group is known. */
export type KnownRecord = { number: number; era: number } | null

export interface ReadHead {
  head: MembershipHead
  position: number
  block: Uint8Array
}

/** Blocks of unknown types to skip; a core with more of them in a row is not read. */
const MAX_SKIPPED = 16

export interface FoundSecrets {
  epochSecret: Uint8Array
  /** Includes eras that began and ended since the known record. */
  learned: EraSecrets[]
}

export class RecordReader {
  readonly #options: RecordReaderParts
  readonly #parts: RecordParts

  constructor(options: RecordReaderParts) {
    this.#options = options
    this.#parts = new RecordParts(options.foreignCores, options.clock)
  }

  /** Null if the block has not arrived. @throws MalformedRecord */
  fetch(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    return this.#parts.fetch(core, position)
  }

  /** Returns the record before this one in its core; null for the first. @throws MalformedRecord */
  async before(core: Uint8Array, head: MembershipHead, position: number): Promise<ReadHead | null> {
    const at = position - head.boxParts - head.rosterParts - 1
    if (at < 0) return null
    const earlier = await this.headFrom(core, at, await this.#get(core, at))
    if (earlier !== null && earlier.head.number >= head.number)
      throw new MalformedRecord('records out of order')
    return earlier
  }

  /**
   * The record whose head this block is. Skips back over blocks of types that only a newer program
   * knows.
   * Null if the block is another part of a record.
   * @throws MalformedRecord
   */
  async headFrom(core: Uint8Array, position: number, last: Uint8Array): Promise<ReadHead | null> {
    let [at, block] = [position, last]
    while (!isKnownPart(block)) {
      if (at === 0 || position - at === MAX_SKIPPED)
        throw new UnknownForm('no known record in the last blocks')
      block = await this.#get(core, --at)
    }
    const head = decodeHead(block)
    return head === null ? null : { head, position: at, block }
  }

  /** Null if the whole era of this record has no box for this person. */
  async findSecrets(
    { group, core }: { group: Uint8Array; core: Uint8Array },
    last: { head: MembershipHead; position: number },
    since: KnownRecord,
  ): Promise<FoundSecrets | null> {
    const { ledger } = this.#options
    const learned = new Map<number, EraSecrets>()
    const isWanted = ({ number, era }: MembershipHead): boolean =>
      since === null ? era === last.head.era : number > since.number && era > since.era
    let at: typeof last | null = last
    while (at !== null && isWanted(at.head)) {
      const { era } = at.head
      if (!learned.has(era) && findEra(ledger, group, era) === null)
        for (const one of (await this.#openBox(core, at)) ?? []) learned.set(one.era, one)
      const isEnough = since === null && learned.has(last.head.era)
      at = isEnough ? null : await this.before(core, at.head, at.position)
    }
    const found = learned.get(last.head.era)
    const known = findSecret(ledger, group, last.head)
    const epochSecret = found === undefined ? known : epochSecretAt(found, last.head.epoch)
    return epochSecret === null ? null : { epochSecret, learned: [...learned.values()] }
  }

  /**
   * Returns the secrets of the earlier eras that a newcomer reads, from this era on. They are in
   * the boxes of the record that added them, and of those that began an era afterwards: perhaps
   * eras ended before this home read any record.
   */
  async findEarlierSecrets(
    core: Uint8Array,
    last: { head: MembershipHead; position: number },
    fromEra: number,
  ): Promise<EraSecrets[]> {
    const learned = new Map<number, EraSecrets>()
    let at: typeof last | null = last
    while (at !== null && at.head.era >= fromEra && !learned.has(fromEra)) {
      for (const one of (await this.#openBox(core, at)) ?? [])
        if (!learned.has(one.era)) learned.set(one.era, one)
      at = await this.before(core, at.head, at.position)
    }
    return [...learned.values()]
  }

  async #openBox(
    core: Uint8Array,
    { head, position }: { head: MembershipHead; position: number },
  ): Promise<EraSecrets[] | null> {
    const { identity } = this.#options
    const tag = boxTag(core, head.number, identity.person)
    const first = position - head.boxParts - head.rosterParts
    if (first < 0) throw new MalformedRecord('parts before the core begins')
    for (let part = 0; part < head.boxParts; part++) {
      const boxes = decodeBoxes(await this.#get(core, first + part))
      const box = boxes.find((one) => equalBytes(one.tag, tag))
      const plain = box === undefined ? null : identity.boxKeys.openSealed(box.boxNumber, box.sealed)
      if (plain !== null) return decodeSecrets(plain)
    }
    return null
  }

  /** @throws if the block has not arrived; the caller tries again when a peer connects */
  async #get(core: Uint8Array, position: number): Promise<Uint8Array> {
    const block = await this.#parts.fetch(core, position)
    if (block === null) throw new Error('a part of a membership record has not arrived')
    return block
  }

  /** Null if the state names no snapshot, or if `knownKey` shows that it is known. */
  async readSnapshot(
    core: Uint8Array,
    { snapshot }: GroupState,
    knownKey: Uint8Array | null,
  ): Promise<RecordedMember[] | null> {
    if (snapshot === null) return null
    if (knownKey !== null && equalBytes(knownKey, snapshot.key)) return null
    const members: RecordedMember[] = []
    for (let part = 0; part < snapshot.count; part++) {
      const block = await this.#get(core, snapshot.start + part)
      members.push(...decodeRoster(snapshot.key, core, block))
      if (members.length > MAX_MEMBERS) throw new MalformedRecord('more members than a group may have')
    }
    return members
  }
}
