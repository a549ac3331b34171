// Reads one membership record from its core: its head, the secrets that open it, its state, and its
// full roster.
// A member uses it to follow a desk; a new desk uses it to read the last records of an earlier
// desk.
import type { DeliveryParts } from '../delivery/index.ts'
import { compareBytes, equalBytes, MalformedRecord, UnknownForm } from '../base/index.ts'
import { epochSecretAt, findEra, findSecret, type EraSecrets } from '../feeds/index.ts'
import {
  boxTag,
  decodeBoxes,
  firstSecretsForm,
  decodeHead,
  decodeKeysBlock,
  decodeRoster,
  decodeSecrets,
  isKnownPart,
  MAX_MEMBERS,
  type FirstSecrets,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
  type RosterPoint,
  type SecretsBox,
} from './membership-record.ts'
import { openKeys, type KeysPoint } from './member-keys-block.ts'
import { RecordParts } from './record-parts.ts'
import { memberBoxKey, memberPlace } from './secret-boxes.ts'

export type RecordReaderParts = Pick<DeliveryParts, 'ledger' | 'foreignCores' | 'identity' | 'clock'>

/** The last known record of this core; null if no record of the group is known. */
export type KnownRecord = { number: number; era: number } | null

export interface ReadHead {
  head: MembershipHead
  position: number
  block: Uint8Array
}

/** Blocks of unknown types to skip; a core with more of them in a row is not read. */
const MAX_SKIPPED = 16

/** The owner knows this person as a member, but not their KEM key. */
export const UNSEALED = 'unsealed'

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
    const at = position - head.keyParts - head.boxParts - head.rosterParts - 1
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

  /** Null if the whole era of this record has no box for this person; UNSEALED if only an empty one. */
  async findSecrets(
    { group, core }: { group: Uint8Array; core: Uint8Array },
    last: { head: MembershipHead; position: number },
    since: KnownRecord,
  ): Promise<FoundSecrets | typeof UNSEALED | null> {
    const { ledger } = this.#options
    const learned = new Map<number, EraSecrets>()
    const isWanted = ({ number, era }: MembershipHead): boolean =>
      since === null ? era === last.head.era : number > since.number && era > since.era
    let at: typeof last | null = last
    let isUnsealed = false
    while (at !== null && isWanted(at.head)) {
      const { era } = at.head
      if (!learned.has(era) && findEra(ledger, group, era) === null) {
        const boxed = await this.#openBox(core, at)
        isUnsealed ||= boxed === UNSEALED
        if (boxed !== UNSEALED) for (const one of boxed ?? []) learned.set(one.era, one)
      }
      const isEnough = since === null && learned.has(last.head.era)
      at = isEnough ? null : await this.before(core, at.head, at.position)
    }
    const found = learned.get(last.head.era)
    const known = findSecret(ledger, group, last.head)
    const epochSecret = found === undefined ? known : epochSecretAt(found, last.head.epoch)
    if (epochSecret === null) return isUnsealed ? UNSEALED : null
    return { epochSecret, learned: [...learned.values()] }
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
      const boxed = await this.#openBox(core, at)
      for (const one of boxed === UNSEALED ? [] : (boxed ?? []))
        if (!learned.has(one.era)) learned.set(one.era, one)
      at = await this.before(core, at.head, at.position)
    }
    return [...learned.values()]
  }

  async #openBox(
    core: Uint8Array,
    { head, position }: { head: MembershipHead; position: number },
  ): Promise<EraSecrets[] | typeof UNSEALED | null> {
    const box = await this.#findBox(core, head, position)
    if (box === null) return null
    if (box.sealed.byteLength === 0) return UNSEALED
    const { number } = head
    if (box.first === null) return this.#openFirst(core, number, box)?.eras ?? null
    const second = await this.#findSecond(core, position, box.first)
    const key = second === null ? null : memberBoxKey(second, core, number)
    const plain =
      key === null ? null : this.#options.identity.boxKeys.openSmall(box.boxNumber, key, box.sealed)
    return plain === null ? null : decodeSecrets(plain)
  }

  /** The boxes of a record are sorted by their tags, so a reader fetches few of the parts. */
  async #findBox(
    core: Uint8Array,
    { number, boxParts, rosterParts }: MembershipHead,
    position: number,
  ): Promise<SecretsBox | null> {
    const tag = boxTag(core, number, this.#options.identity.person)
    const first = position - boxParts - rosterParts
    if (first < 0) throw new MalformedRecord('parts before the core begins')
    let [low, high] = [0, boxParts - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const boxes = decodeBoxes(await this.#get(core, first + middle))
      const found = boxes.find((box) => equalBytes(box.tag, tag))
      if (found !== undefined) return found
      if (boxes.length === 0 || compareBytes(tag, boxes[0]!.tag) < 0) high = middle - 1
      else low = middle + 1
    }
    return null
  }

  /** Returns the secret of the small boxes, from the KEM box that one of them names. */
  async #findSecond(
    core: Uint8Array,
    before: number,
    { position, number }: NonNullable<SecretsBox['first']>,
  ): Promise<Uint8Array | null> {
    if (position >= before) throw new MalformedRecord('a box that names a later one')
    const tag = boxTag(core, number, this.#options.identity.person)
    const boxes = decodeBoxes(await this.#get(core, position))
    const box = boxes.find((one) => equalBytes(one.tag, tag))
    const opened = box?.first === null ? this.#openFirst(core, number, box) : null
    return opened?.second ?? null
  }

  #openFirst(core: Uint8Array, number: number, { boxNumber, sealed }: SecretsBox): FirstSecrets | null {
    const { boxKeys, person } = this.#options.identity
    const opened = boxKeys.openKem(boxNumber, memberPlace(core, number, person), sealed)
    return opened === null ? null : firstSecretsForm.decode(opened.plaintext)
  }

  /**
   * Reads KEM keys from the newest block back, as long as `isWanted` returns true after each block.
   * @throws MalformedRecord
   */
  async readKeys(
    core: Uint8Array,
    newest: KeysPoint | null,
    isWanted: (keys: readonly Uint8Array[], position: number) => boolean,
  ): Promise<void> {
    for (let point = newest; point !== null;) {
      const { before, keys } = openKeys(point, core, decodeKeysBlock(await this.#get(core, point.position)))
      if (!isWanted(keys, point.position)) return
      point = before
    }
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
    for (let point: RosterPoint | null = snapshot; point !== null;)
      point = await this.#readRoster(core, point, members)
    return members
  }

  /** Adds the members whom a roster names. Returns the roster before it. */
  async #readRoster(
    core: Uint8Array,
    { start, count, key }: RosterPoint,
    members: RecordedMember[],
  ): Promise<RosterPoint | null> {
    let earlier: RosterPoint | null = null
    for (let part = 0; part < count; part++) {
      const read = decodeRoster(key, core, await this.#get(core, start + part))
      if (part === 0) earlier = read.before
      members.push(...read.members)
      if (read.members.length === 0 || members.length > MAX_MEMBERS)
        throw new MalformedRecord('no members, or more than a group may have')
    }
    if (earlier !== null && earlier.start + earlier.count > start)
      throw new MalformedRecord('a roster that names a later one')
    return earlier
  }
}
