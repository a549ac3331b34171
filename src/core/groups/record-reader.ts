// Reads one membership record from the core it stands in: its head, the secrets that open it, its state, its full roster.
// Used by whoever follows a desk, and by a new desk that reads what the one before had still written.
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

/** The last record of this core that is known; null where none of the group is. */
export type KnownRecord = { number: number; era: number } | null

export interface ReadHead {
  head: MembershipHead
  position: number
  block: Uint8Array
}

/** Blocks of types that are not known here; who writes more of them in a row is not followed. */
const MAX_PASSED_OVER = 16

export interface FoundSecrets {
  epochSecret: Uint8Array
  /** Of eras that began and ended since the known record as well. */
  learned: EraSecrets[]
}

export class RecordReader {
  readonly #options: RecordReaderParts
  readonly #parts: RecordParts

  constructor(options: RecordReaderParts) {
    this.#options = options
    this.#parts = new RecordParts(options.foreignCores, options.clock)
  }

  /** Null when it has not come. @throws MalformedRecord */
  fetch(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    return this.#parts.fetch(core, position)
  }

  /** The record before this one in its core; null for the first. @throws MalformedRecord */
  async before(core: Uint8Array, head: MembershipHead, position: number): Promise<ReadHead | null> {
    const at = position - head.boxParts - head.rosterParts - 1
    if (at < 0) return null
    const earlier = await this.headFrom(core, at, await this.#get(core, at))
    if (earlier !== null && earlier.head.number >= head.number)
      throw new MalformedRecord('records out of their order')
    return earlier
  }

  /**
   * The record whose head this block is; blocks of types that only a newer program knows are passed over, back to the one before them. Null
   * when another part of a record stands there. @throws MalformedRecord
   */
  async headFrom(core: Uint8Array, position: number, last: Uint8Array): Promise<ReadHead | null> {
    let [at, block] = [position, last]
    while (!isKnownPart(block)) {
      if (at === 0 || position - at === MAX_PASSED_OVER) throw new UnknownForm('no record in the last blocks')
      block = await this.#get(core, --at)
    }
    const head = decodeHead(block)
    return head === null ? null : { head, position: at, block }
  }

  /** Null when there is no box for us in the whole era of this record. */
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
      const plain = box === undefined ? null : identity.openSealed(box.boxNumber, box.sealed)
      if (plain !== null) return decodeSecrets(plain)
    }
    return null
  }

  /** @throws when it has not come: it is looked for again when somebody is there */
  async #get(core: Uint8Array, position: number): Promise<Uint8Array> {
    const block = await this.#parts.fetch(core, position)
    if (block === null) throw new Error('a part of a membership record has not come')
    return block
  }

  /** Null when the one it names is known by this key, or it names none. */
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
      if (members.length > MAX_MEMBERS) throw new MalformedRecord('more members than a group has')
    }
    return members
  }
}
