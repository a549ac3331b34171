// A membership record: who is in a group from then on, as its owner says. A head, and before it in the same core the parts it needs.
// The head is clear as far as the chain goes; names and members are sealed under the epoch's secret, which each receiver finds in a box.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  fixedBytes,
  key32,
  listUpTo,
  MalformedRecord,
  oneOf,
  optional,
  part,
  record,
  struct,
  textUpTo,
  time,
  uint,
  type EncodedBy,
  type Encoding,
} from '../base/index.ts'
import { GROUP_ROLES, GROUP_STYLES } from './roles.ts'
import { isName } from '../identity/index.ts'
import { deriveKey, hash, openRecord, sealRecord } from '../seal/index.ts'
import { titleEncoding } from './title.ts'

export const MAX_MEMBERS = 1000
export const MAX_GROUP_NAME_BYTES = 512
export const MAX_GROUP_PICTURE_BYTES = 5 * 1024
/** Of devices that went, how much of their feeds counts is remembered this long. */
export const MAX_DEPARTED = 256
const MAX_CARD_BYTES = 6 * 1024
const MAX_ERAS = 4096
/** Any block of a group's core; what is longer is fetched by nobody. */
export const MAX_PART_BYTES = 64 * 1024
/** Boxes of everybody, each alone in its block at the worst, and a roster: nobody looks through more for one record. */
export const MAX_PARTS = 2 * MAX_MEMBERS
/** Who has gone since the last full roster; sooner a new one is written. */
export const MAX_REMOVED = 1024

export const memberEncoding = part('member', {
  person: key32,
  role: oneOf(GROUP_ROLES),
  since: time,
  /** What was announced from then on is theirs to read. */
  reads: struct({ era: uint, epoch: uint }),
  /** Of one who posts no more: what counts of what they posted before. */
  postsUntil: optional(struct({ era: uint, length: uint })),
  card: bytesUpTo(MAX_CARD_BYTES),
})
export type RecordedMember = EncodedBy<typeof memberEncoding>
/** Of whom the card is known already. */
export type RosterMember = Omit<RecordedMember, 'card'> & { card?: Uint8Array }

export const departedEncoding = part('departed', {
  device: key32,
  era: uint,
  generation: uint,
  length: uint,
})
export type Departed = EncodedBy<typeof departedEncoding>

/** Persisted and sent, sealed. */
export const groupStateEncoding = record('group state', {
  name: textUpTo(MAX_GROUP_NAME_BYTES),
  style: oneOf(GROUP_STYLES),
  picture: optional(bytesUpTo(MAX_GROUP_PICTURE_BYTES)),
  /** Where a full roster lies in this core, and its key; what follows is what has changed since. */
  snapshot: optional(struct({ start: uint, count: uint, key: key32 })),
  put: listUpTo(memberEncoding, MAX_MEMBERS),
  removed: listUpTo(key32, MAX_REMOVED),
  departed: listUpTo(departedEncoding, MAX_DEPARTED),
})
export type GroupState = EncodedBy<typeof groupStateEncoding>

/** Persisted and sent. Its hash is what a later record names it by. */
export const headEncoding = record('membership head', {
  group: key32,
  /** By what right its writer owns the group. */
  title: titleEncoding,
  number: uint,
  /** The first era of the desk that writes it. */
  began: uint,
  era: uint,
  epoch: uint,
  /** Hash of the record before. */
  previous: optional(key32),
  at: time,
  /** Blocks before this one that belong to it: boxes first, then a roster. */
  boxParts: uint,
  rosterParts: uint,
  /** The title of whoever writes the next ones; in a hand-over. */
  next: optional(titleEncoding),
  sealed: bytesUpTo(MAX_PART_BYTES),
})
export type MembershipHead = EncodedBy<typeof headEncoding>

export const eraSecretsEncoding = part('era secrets', {
  era: uint,
  namingSecret: key32,
  epoch: uint,
  epochSecret: key32,
})
/** Persisted and sent, inside a box. */
export const secretsEncoding = record('secrets', { eras: listUpTo(eraSecretsEncoding, MAX_ERAS) })
export type BoxedSecrets = EncodedBy<typeof secretsEncoding>['eras']

const BOX_TAG_BYTES = 8
export const secretsBoxEncoding = part('secrets box', {
  tag: fixedBytes(BOX_TAG_BYTES),
  boxNumber: uint,
  sealed: bytesUpTo(MAX_PART_BYTES),
})
/** Persisted and sent. */
export const boxesEncoding = record('boxes', { boxes: listUpTo(secretsBoxEncoding, MAX_MEMBERS) })
export type SecretsBox = EncodedBy<typeof secretsBoxEncoding>

/** Persisted and sent, sealed. */
export const rosterEncoding = record('roster', { members: listUpTo(memberEncoding, MAX_MEMBERS) })
/** Persisted and sent. */
export const sealedRosterEncoding = record('sealed roster', { sealed: bytesUpTo(MAX_PART_BYTES) })

/** One byte before each block says what it is. Persisted by position: append only. */
const BLOCK_TYPES = ['head', 'boxes', 'roster'] as const
type BlockType = (typeof BLOCK_TYPES)[number]

function encodeBlock<T>(type: BlockType, encoding: Encoding<T>, value: T): Uint8Array {
  const block = Buffer.concat([Uint8Array.of(BLOCK_TYPES.indexOf(type)), encodeRecord(encoding, value)])
  if (block.byteLength > MAX_PART_BYTES) throw new MalformedRecord(`a part of ${block.byteLength} bytes`)
  return block
}

function decodeBlock<T>(type: BlockType, encoding: Encoding<T>, block: Uint8Array): T {
  if (block.byteLength > MAX_PART_BYTES) throw new MalformedRecord('a part larger than any')
  if (block[0] !== BLOCK_TYPES.indexOf(type)) throw new MalformedRecord(`no ${type}`)
  return decodeRecord(encoding, block.subarray(1))
}

export const encodeHead = (head: MembershipHead): Uint8Array => encodeBlock('head', headEncoding, head)

/** Whether a block is of one of the types above; an empty one is of none. */
export const isKnownPart = (block: Uint8Array): boolean => BLOCK_TYPES[block[0] ?? -1] !== undefined

/** Null when the block is another part of a record. @throws MalformedRecord */
export function decodeHead(block: Uint8Array): MembershipHead | null {
  if (isKnownPart(block) && block[0] !== BLOCK_TYPES.indexOf('head')) return null
  const head = decodeBlock('head', headEncoding, block)
  if (head.boxParts + head.rosterParts > MAX_PARTS) throw new MalformedRecord('a record of too many parts')
  return head
}

/** What a later record, and a notice, name a record by. */
export function hashHead(block: Uint8Array): Uint8Array {
  return hash('fumikura/group-record/1', block)
}

export function sealState(epochSecret: Uint8Array, core: Uint8Array, state: GroupState): Uint8Array {
  return sealRecord(stateKey(epochSecret, core), encodeRecord(groupStateEncoding, state), core)
}

/** @throws MalformedRecord */
export function openState(epochSecret: Uint8Array, core: Uint8Array, sealed: Uint8Array): GroupState {
  const plain = openRecord(stateKey(epochSecret, core), sealed, core)
  if (plain === null) throw new MalformedRecord('a membership not sealed under its epoch')
  const state = decodeRecord(groupStateEncoding, plain)
  if (!isName(state.name)) throw new MalformedRecord('a name that is none')
  if (state.snapshot !== null && state.snapshot.count > MAX_PARTS)
    throw new MalformedRecord('a roster in more parts than any')
  return state
}

function stateKey(epochSecret: Uint8Array, core: Uint8Array): Uint8Array {
  return deriveKey('fumikura/group-state/1', epochSecret, core)
}

const BOXES_PER_PART = 300

/** Each receiver's secrets, sealed to their box, several to a block. One with a long history gets a block alone. */
export function encodeBoxes(boxes: readonly SecretsBox[]): Uint8Array[] {
  return inParts(boxes, ({ sealed }) => sealed.byteLength + 16, BOXES_PER_PART).map((part) =>
    encodeBlock('boxes', boxesEncoding, { boxes: part }),
  )
}

/** @throws MalformedRecord */
export const decodeBoxes = (block: Uint8Array): SecretsBox[] =>
  decodeBlock('boxes', boxesEncoding, block).boxes

/** By which a receiver finds their box without trying each; says nothing to who does not know the core. */
export function boxTag(core: Uint8Array, number: number, person: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return hash('fumikura/group-box/1', core, bytes, person).subarray(0, BOX_TAG_BYTES)
}

export const encodeSecrets = (secrets: BoxedSecrets): Uint8Array =>
  encodeRecord(secretsEncoding, { eras: secrets })

/** @throws MalformedRecord */
export const decodeSecrets = (bytes: Uint8Array): BoxedSecrets => decodeRecord(secretsEncoding, bytes).eras

/** A full roster under a key of its own, in as many blocks as it needs. */
export function encodeRoster(
  key: Uint8Array,
  core: Uint8Array,
  members: readonly RecordedMember[],
): Uint8Array[] {
  return inParts(members, ({ card }) => card.byteLength + 96, MAX_MEMBERS).map((part) =>
    encodeBlock('roster', sealedRosterEncoding, {
      sealed: sealRecord(key, encodeRecord(rosterEncoding, { members: part }), core),
    }),
  )
}

/** @throws MalformedRecord */
export function decodeRoster(key: Uint8Array, core: Uint8Array, block: Uint8Array): RecordedMember[] {
  const plain = openRecord(key, decodeBlock('roster', sealedRosterEncoding, block).sealed, core)
  if (plain === null) throw new MalformedRecord('a roster under another key')
  return decodeRecord(rosterEncoding, plain).members
}

const PART_ROOM = 48 * 1024

/** In order, as many to a part as fit. */
function inParts<T>(items: readonly T[], sizeOf: (item: T) => number, most: number): T[][] {
  const parts: T[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    const last = parts.at(-1)
    if (last === undefined || room < size || last.length >= most) {
      parts.push([item])
      room = PART_ROOM - size
    } else {
      last.push(item)
      room -= size
    }
  }
  return parts
}
