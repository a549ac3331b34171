// Decides which device writes the records of a group now: the desk on the owner's current card, in
// the core that its desk word names.
// Records that an earlier desk writes later do not count for a device that has seen that card.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { isActive, verifyAttestation, type Card } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import { forgetSnapshot, NO_SNAPSHOT } from './apply-record.ts'
import { decodeDeskWord, type DeskWord } from './desk-word.ts'
import { addRecordCore } from './group-core.ts'
import { findGroup, type GroupRow } from './group-row.ts'
import { titleForm, continuesFrom, ownersByTitle, type Title } from './title.ts'

/** True if this device follows the records at the desk that the owner's current card names. */
export function isAtPresentDesk(rows: Rows, parts: DeskParts, row: GroupRow): boolean {
  const card = findAnyCard(rows, parts, row.owner)
  return card === null || equalBytes(card.desk.device, row.ownerDevice)
}

/**
 * True if this person owns the group but its records are still those of a device that they lost.
 */
export function isToBeReclaimed({ identity }: Pick<DeskParts, 'identity'>, row: GroupRow): boolean {
  const isMine = row.membership === 'member' && equalBytes(row.owner, identity.person)
  return isMine && row.number >= 0 && !equalBytes(row.ownerDevice, identity.device.publicKey)
}

/**
 * Moves the group to the desk of this desk word, if the owner's current card names it too. Null if
 * that is not news.
 * @throws MalformedRecord if the desk word or the title has an invalid signature
 */
export function believeDeskWord(
  tx: Transaction,
  parts: DeskParts,
  { title, word: bytes }: { title: Title; word: Uint8Array },
  now: number,
): DeskWord | null {
  const word = decodeDeskWord(bytes)
  const row = findGroup(tx, word.group)
  if (row === null || row.membership === 'forgotten') return null
  const owner = ownersByTitle(word.group, title)?.at(-1)
  if (owner === undefined || verifyAttestation(word.path, word.device, owner) === null)
    throw new MalformedRecord('a desk word by a device of another person')
  const card = findAnyCard(tx, parts, owner)
  const isPresent = card !== null && equalBytes(card.desk.device, word.device) && card.desk.term === word.term
  const isKnown = equalBytes(row.ownerDevice, word.device) && word.began <= row.began
  if (!isPresent || isKnown || !isAccepted(tx, parts, row, title)) return null
  keepSuperseded(tx, row)
  moveToDesk(tx, row, { ...word, bytes, owner, title }, now)
  return word
}

/**
 * True if the new title replaces the known one. The new title continues the known one, or the
 * differing hand-over was signed by a device that was lost.
 */
function isAccepted(rows: Rows, parts: DeskParts, row: GroupRow, title: Title): boolean {
  const known = titleForm.decode(row.title)
  let shared = 0
  while (isSameAt(known, title, shared)) shared++
  const before = ownersByTitle(row.groupId, known)?.[shared]
  const card = before === undefined ? null : findAnyCard(rows, parts, before)
  const [left, next] = [known.handovers[shared], title.handovers[shared]]
  if (left !== undefined) return card !== null && isVoid(left.by, card, row.ownedAt)
  const isSignedByLost = next !== undefined && card !== null && !isActive(card.devices, next.by)
  return !isSignedByLost || !isAtPresentDesk(rows, parts, row)
}

function isSameAt(one: Title, other: Title, index: number): boolean {
  const head = { ...one, handovers: one.handovers.slice(0, index + 1) }
  return head.handovers.length > index && continuesFrom(head, other)
}

/**
 * A hand-over signed by a lost device is void, unless this device saw it before its person came
 * back from the loss.
 */
function isVoid(by: Uint8Array, { devices }: Card, seenAt: number): boolean {
  return !isActive(devices, by) && seenAt >= devices.at
}

/**
 * Keeps the last record read from the earlier desk, to offer it to the current one, which may not
 * know it.
 */
export function keepSuperseded(tx: Transaction, row: GroupRow): void {
  if (row.number >= 0 && !row.isMoved) recordSuperseded(tx, row, { ...row, isOffered: false })
}

/** Stores the last known record of a core whose later records no longer count. */
export function recordSuperseded(
  tx: Transaction,
  { groupId, title }: Pick<GroupRow, 'groupId' | 'title'>,
  last: Pick<GroupRow, 'core' | 'number' | 'seenAt' | 'word'> & { isOffered: boolean },
): void {
  const { core, number, seenAt, word, isOffered } = last
  tx.run(
    `INSERT INTO group_superseded (group_id, core, number, seen_at, title, word, is_offered) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET number = max(number, excluded.number)`,
    ...[groupId, core, number, seenAt, title, word, isOffered ? 1 : 0],
  )
}

/** Where a desk writes the records of a group, and by which right. */
export interface DeskPosition extends Pick<DeskWord, 'device' | 'core' | 'generation' | 'began'> {
  bytes: Uint8Array | null
  owner: Uint8Array
  title: Title
}

/** Returns the row of a group that is at this desk from now on. */
export function atDesk(row: GroupRow, desk: DeskPosition, now: number): GroupRow {
  const title = titleForm.encode(desk.title)
  return {
    ...{ ...row, ...NO_SNAPSHOT, title, owner: desk.owner, ownerDevice: desk.device, core: desk.core },
    ...{ generation: desk.generation, began: desk.began, word: desk.bytes, succession: null, isMoved: true },
    ownedAt: equalBytes(title, row.title) ? row.ownedAt : now,
  }
}

/** From now on the records are read from the core of this desk; its first record is complete. */
export function moveToDesk(tx: Transaction, row: GroupRow, desk: DeskPosition, now: number): void {
  const moved = atDesk(row, desk, now)
  tx.run(
    `UPDATE groups SET owner = ?, owner_device = ?, core = ?, generation = ?, began = ?, word = ?, title = ?, owned_at = ?,
       succession = NULL, is_moved = 1 WHERE group_id = ?`,
    ...[moved.owner, moved.ownerDevice, moved.core, moved.generation, moved.began, moved.word, moved.title],
    ...[moved.ownedAt, row.groupId],
  )
  forgetSnapshot(tx, row.groupId)
  addRecordCore(tx, row.groupId, desk.core)
}
