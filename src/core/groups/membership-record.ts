// A membership record: the owner's statement of who is in a group from then on. It is a head, after
// the parts that it needs in the same core.
// The head shows the chain in clear. Names and members are sealed under the epoch secret, which
// each receiver finds in a box.
import {
  bytesUpTo,
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
  type Form,
} from '../base/index.ts'
import { GROUP_ROLES, GROUP_STYLES } from './roles.ts'
import { isName } from '../identity/index.ts'
import { deriveKey, hash, openRecord, sealRecord } from '../seal/index.ts'
import { keysPointEncoding } from './member-keys-block.ts'
import { titleForm } from './title.ts'

export const MAX_MEMBERS = 1000
export const MAX_GROUP_NAME_BYTES = 512
export const MAX_GROUP_PICTURE_BYTES = 5 * 1024
/**
 * A record states the feed ends of at most this many feeds of departed members; the oldest are
 * dropped.
 */
export const MAX_DEPARTED = 256
const MAX_CARD_BYTES = 6 * 1024
const MAX_ERAS = 4096
/** The largest block of a record core; larger blocks are never fetched. */
export const MAX_PART_BYTES = 64 * 1024
/**
 * The worst case of one record: a box block for each member, a roster, and keys. A reader reads at
 * most so many blocks for one record.
 */
export const MAX_PARTS = 2 * MAX_MEMBERS
/**
 * The most members that a record lists as removed since the last full roster; above this, a new
 * full roster is written.
 */
export const MAX_REMOVED = 1024

export const memberEncoding = part('member', {
  person: key32,
  role: oneOf(GROUP_ROLES),
  since: time,
  /** The member may read objects that were announced from this epoch on. */
  reads: struct({ era: uint, epoch: uint }),
  /** If the member may no longer post: the end of the posts that still count. */
  postsUntil: optional(struct({ era: uint, length: uint })),
  /** The hash of the token that proves the removal of this member. */
  tokenHash: key32,
  card: bytesUpTo(MAX_CARD_BYTES),
})
export type RecordedMember = EncodedBy<typeof memberEncoding>
/** A member without their card, which is stored by person. */
export type RosterMember = Omit<RecordedMember, 'card'>

export const removedMemberEncoding = part('removed member', {
  person: key32,
  /** Null if an earlier desk issued it. */
  token: optional(key32),
})
export type RemovedMember = EncodedBy<typeof removedMemberEncoding>

export const departedEncoding = part('departed', {
  device: key32,
  era: uint,
  generation: uint,
  length: uint,
})
export type Departed = EncodedBy<typeof departedEncoding>

/** Where a roster is in its core, and its key. */
const rosterPointEncoding = struct({ start: uint, count: uint, key: key32 })
export type RosterPoint = EncodedBy<typeof rosterPointEncoding>

/** Persisted and sent, sealed. */
export const groupStateForm = record('group state', {
  name: textUpTo(MAX_GROUP_NAME_BYTES),
  style: oneOf(GROUP_STYLES),
  picture: optional(bytesUpTo(MAX_GROUP_PICTURE_BYTES)),
  /** The newest roster in this core. `put` and `removed` are the changes since then. */
  snapshot: optional(rosterPointEncoding),
  /** The newest block of the members' KEM keys in this core. */
  keys: optional(keysPointEncoding),
  put: listUpTo(memberEncoding, MAX_MEMBERS),
  removed: listUpTo(removedMemberEncoding, MAX_REMOVED),
  departed: listUpTo(departedEncoding, MAX_DEPARTED),
})
export type GroupState = EncodedBy<typeof groupStateForm>

/** Persisted and sent. A later record names this one by its hash. */
export const headForm = record('membership head', {
  group: key32,
  /** The title that proves the writer's ownership. */
  title: titleForm.encoding,
  number: uint,
  /** The first era of the desk that writes this record. */
  began: uint,
  era: uint,
  epoch: uint,
  /** Hash of the previous record. */
  previous: optional(key32),
  at: time,
  /** Number of blocks before this one that belong to the record: keys first, then boxes, then a roster. */
  keyParts: uint,
  boxParts: uint,
  rosterParts: uint,
  /** Only in a hand-over: the title of the person who writes the next record. */
  next: optional(titleForm.encoding),
  sealed: bytesUpTo(MAX_PART_BYTES),
})
export type MembershipHead = EncodedBy<typeof headForm>

export const eraSecretsEncoding = part('era secrets', {
  era: uint,
  namingSecret: key32,
  epoch: uint,
  epochSecret: key32,
})
/** Persisted and sent, inside a box. */
export const secretsForm = record('secrets', { eras: listUpTo(eraSecretsEncoding, MAX_ERAS) })
export type BoxedSecrets = EncodedBy<typeof secretsForm>['eras']

/** Persisted and sent, inside a member's first box in a core. */
export const firstSecretsForm = record('first secrets', {
  /** The secret under which the later boxes of this member are sealed. */
  second: key32,
  eras: listUpTo(eraSecretsEncoding, MAX_ERAS),
})
export type FirstSecrets = EncodedBy<typeof firstSecretsForm>

const BOX_TAG_BYTES = 8
export const secretsBoxEncoding = part('secrets box', {
  tag: fixedBytes(BOX_TAG_BYTES),
  /** 0 if the KEM key of the member is not known; then `sealed` is empty. */
  boxNumber: uint,
  /**
   * Null for a KEM box, with first secrets. Else a small box with secrets: the position of the part
   * with the KEM box, and the number of its record.
   */
  first: optional(struct({ position: uint, number: uint })),
  sealed: bytesUpTo(MAX_PART_BYTES),
})
/** Persisted and sent. */
export const boxesForm = record('boxes', { boxes: listUpTo(secretsBoxEncoding, MAX_MEMBERS) })
export type SecretsBox = EncodedBy<typeof secretsBoxEncoding>

/** Persisted and sent, sealed. */
export const rosterForm = record('roster', {
  /** Only in the first block: the roster with the members who came earlier. Null in a full roster. */
  before: optional(rosterPointEncoding),
  members: listUpTo(memberEncoding, MAX_MEMBERS),
})
export type Roster = EncodedBy<typeof rosterForm>
/** Persisted and sent. */
export const sealedRosterForm = record('sealed roster', { sealed: bytesUpTo(MAX_PART_BYTES) })

/** The first byte of each block is its type. Persisted by position: append only. */
const BLOCK_TYPES = ['head', 'boxes', 'roster', 'keys'] as const
type BlockType = (typeof BLOCK_TYPES)[number]

function encodeBlock<T>(type: BlockType, form: Form<T>, value: T): Uint8Array {
  const block = Buffer.concat([Uint8Array.of(BLOCK_TYPES.indexOf(type)), form.encode(value)])
  if (block.byteLength > MAX_PART_BYTES) throw new MalformedRecord(`a part of ${block.byteLength} bytes`)
  return block
}

function decodeBlock<T>(type: BlockType, form: Form<T>, block: Uint8Array): T {
  if (block.byteLength > MAX_PART_BYTES) throw new MalformedRecord('a part above the size limit')
  if (block[0] !== BLOCK_TYPES.indexOf(type)) throw new MalformedRecord(`not a block of type ${type}`)
  return form.decode(block.subarray(1))
}

export const encodeHead = (head: MembershipHead): Uint8Array => encodeBlock('head', headForm, head)

/** True if the block has one of the types above; false for an empty block. */
export const isKnownPart = (block: Uint8Array): boolean => BLOCK_TYPES[block[0] ?? -1] !== undefined

/** Null if the block is another part of a record. @throws MalformedRecord */
export function decodeHead(block: Uint8Array): MembershipHead | null {
  if (isKnownPart(block) && block[0] !== BLOCK_TYPES.indexOf('head')) return null
  const head = decodeBlock('head', headForm, block)
  if (head.keyParts + head.boxParts + head.rosterParts > MAX_PARTS)
    throw new MalformedRecord('a record of too many parts')
  return head
}

/** Returns the hash by which a later record, and a notice, name this record. */
export function hashHead(block: Uint8Array): Uint8Array {
  return hash('fumikura/group-record/1', block)
}

export function sealState(epochSecret: Uint8Array, core: Uint8Array, state: GroupState): Uint8Array {
  return sealRecord(stateKey(epochSecret, core), groupStateForm.encode(state), core)
}

/** @throws MalformedRecord */
export function openState(epochSecret: Uint8Array, core: Uint8Array, sealed: Uint8Array): GroupState {
  const plain = openRecord(stateKey(epochSecret, core), sealed, core)
  if (plain === null) throw new MalformedRecord('a state that was not sealed under the secret of its epoch')
  const state = groupStateForm.decode(plain)
  if (!isName(state.name)) throw new MalformedRecord('an invalid group name')
  if (state.snapshot !== null && state.snapshot.count > MAX_PARTS)
    throw new MalformedRecord('a roster with too many parts')
  return state
}

function stateKey(epochSecret: Uint8Array, core: Uint8Array): Uint8Array {
  return deriveKey('fumikura/group-state/1', epochSecret, core)
}

const BOXES_PER_PART = 300

/**
 * Packs boxes in their order, several to a block. A box with a long history gets a block of its
 * own.
 */
export function packBoxes<T extends { box: SecretsBox }>(
  planned: readonly T[],
): { block: Uint8Array; boxes: T[] }[] {
  return inParts(planned, ({ box }) => box.sealed.byteLength + 24, BOXES_PER_PART).map((boxes) => ({
    block: encodeBlock('boxes', boxesForm, { boxes: boxes.map(({ box }) => box) }),
    boxes,
  }))
}

/** @throws MalformedRecord */
export const decodeBoxes = (block: Uint8Array): SecretsBox[] => decodeBlock('boxes', boxesForm, block).boxes

/**
 * Returns a tag by which a receiver finds their box without trying each. It reveals nothing to a
 * reader who does not know the core.
 */
export function boxTag(core: Uint8Array, number: number, person: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return hash('fumikura/group-box/1', core, bytes, person).subarray(0, BOX_TAG_BYTES)
}

export const encodeSecrets = (secrets: BoxedSecrets): Uint8Array => secretsForm.encode({ eras: secrets })

/** @throws MalformedRecord */
export const decodeSecrets = (bytes: Uint8Array): BoxedSecrets => secretsForm.decode(bytes).eras

/** Persisted and sent. */
export const sealedKeysForm = record('sealed keys', { sealed: bytesUpTo(MAX_PART_BYTES) })
export const encodeKeysBlock = (sealed: Uint8Array): Uint8Array =>
  encodeBlock('keys', sealedKeysForm, { sealed })
/** @throws MalformedRecord */
export const decodeKeysBlock = (block: Uint8Array): Uint8Array =>
  decodeBlock('keys', sealedKeysForm, block).sealed

/** Seals a roster under its own key, in as many blocks as it needs. */
export function encodeRoster(key: Uint8Array, core: Uint8Array, roster: Roster): Uint8Array[] {
  return inParts(roster.members, ({ card }) => card.byteLength + 128, MAX_MEMBERS).map((members, at) =>
    encodeBlock('roster', sealedRosterForm, {
      sealed: sealRecord(key, rosterForm.encode({ before: at === 0 ? roster.before : null, members }), core),
    }),
  )
}

/** @throws MalformedRecord */
export function decodeRoster(key: Uint8Array, core: Uint8Array, block: Uint8Array): Roster {
  const plain = openRecord(key, decodeBlock('roster', sealedRosterForm, block).sealed, core)
  if (plain === null) throw new MalformedRecord('a roster sealed under another key')
  return rosterForm.decode(plain)
}

const PART_ROOM = 48 * 1024

/** Splits the items in order, as many to a part as fit. */
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
