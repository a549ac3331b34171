// Which device writes the records of a group now: the desk on its owner's present card, and where it says that they stand.
// What a desk before it writes later counts for nobody who has seen that card.
import { decodeRecord, equalBytes, MalformedRecord } from '../base/index.ts'
import { isActive, verifyAttestation, type Card } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import { forgetSnapshot } from './apply-record.ts'
import { decodeDeskWord, type DeskWord } from './desk-word.ts'
import { noteRecordCore } from './group-core.ts'
import { findGroup, type GroupRow } from './group-row.ts'
import { encodeTitle, goesOnFrom, ownersByTitle, titleEncoding, type Title } from './title.ts'

/** Whether the records of this group are followed at the desk of its owner's present card. */
export function isAtPresentDesk(rows: Rows, parts: DeskParts, row: GroupRow): boolean {
  const card = findAnyCard(rows, parts, row.owner)
  return card === null || equalBytes(card.desk.device, row.ownerDevice)
}

/** The group is mine, and the records are still those of a device that I have lost. */
export function isToBeReclaimed({ identity }: Pick<DeskParts, 'identity'>, row: GroupRow): boolean {
  const isMine = row.membership === 'member' && equalBytes(row.owner, identity.person)
  return isMine && row.number >= 0 && !equalBytes(row.ownerDevice, identity.device.publicKey)
}

/**
 * The group moves to the desk that this word names, if its owner's present card names it too. Whether it was news.
 * @throws MalformedRecord for a word or a title that its device or owners did not sign
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
    throw new MalformedRecord('a desk of somebody else')
  const card = findAnyCard(tx, parts, owner)
  const isPresent = card !== null && equalBytes(card.desk.device, word.device) && card.desk.term === word.term
  const isKnown = equalBytes(row.ownerDevice, word.device) && word.began <= row.began
  if (!isPresent || isKnown || !takesPlace(tx, parts, row, title)) return null
  keepFallen(tx, row)
  moveToDesk(tx, row, { ...word, bytes, owner, title }, now)
  return word
}

/** Whether one title takes the place of the known one: it goes on from it, or what differs was signed by a device that had been lost. */
function takesPlace(rows: Rows, parts: DeskParts, row: GroupRow, title: Title): boolean {
  const known = decodeRecord(titleEncoding, row.title)
  let shared = 0
  while (isSameAt(known, title, shared)) shared++
  const before = ownersByTitle(row.groupId, known)?.[shared]
  const card = before === undefined ? null : findAnyCard(rows, parts, before)
  const [left, next] = [known.handovers[shared], title.handovers[shared]]
  if (left !== undefined) return card !== null && isVoid(left.by, card, row.ownedAt)
  const isSignedByFallen = next !== undefined && card !== null && !isActive(card.devices, next.by)
  return !isSignedByFallen || !isAtPresentDesk(rows, parts, row)
}

function isSameAt(one: Title, other: Title, place: number): boolean {
  const head = { ...one, handovers: one.handovers.slice(0, place + 1) }
  return head.handovers.length > place && goesOnFrom(head, other)
}

/** A hand-over by a device that is lost counts only for whoever saw it before its person came back from the loss. */
function isVoid(by: Uint8Array, { devices }: Card, seenAt: number): boolean {
  return !isActive(devices, by) && seenAt >= devices.at
}

/** What was read from the desk before is offered to the present one, which may not know all of it. */
export function keepFallen(tx: Transaction, row: GroupRow): void {
  if (row.number >= 0 && !row.isMoved) noteFallen(tx, row, { ...row, isTold: false })
}

/** The last record that is known of a core in which nothing counts any more. */
export function noteFallen(
  tx: Transaction,
  { groupId, title }: Pick<GroupRow, 'groupId' | 'title'>,
  fallen: Pick<GroupRow, 'core' | 'number' | 'seenAt' | 'word'> & { isTold: boolean },
): void {
  const { core, number, seenAt, word, isTold } = fallen
  tx.run(
    `INSERT INTO group_fallen (group_id, core, number, seen_at, title, word, is_told) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET number = max(number, excluded.number)`,
    ...[groupId, core, number, seenAt, title, word, isTold ? 1 : 0],
  )
}

/** From here on its records are looked for in the core of this desk; the first of them says everything anew. */
export function moveToDesk(
  tx: Transaction,
  { groupId: group, title: known, ownedAt }: GroupRow,
  desk: Pick<DeskWord, 'device' | 'core' | 'generation' | 'began'> & {
    bytes: Uint8Array | null
    owner: Uint8Array
    title: Title
  },
  now: number,
): void {
  const title = encodeTitle(desk.title)
  tx.run(
    `UPDATE groups SET owner = ?, owner_device = ?, core = ?, generation = ?, began = ?, word = ?, title = ?, owned_at = ?,
       succession = NULL, is_moved = 1 WHERE group_id = ?`,
    ...[desk.owner, desk.device, desk.core, desk.generation, desk.began, desk.bytes, title],
    ...[equalBytes(title, known) ? ownedAt : now, group],
  )
  forgetSnapshot(tx, group)
  noteRecordCore(tx, group, desk.core)
}
