// apply: writes an entry that was computed from the ledger into the index, replacing its earlier
// rows.
// This is the middle of log → apply → view.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Bin } from './boxes.ts'
import { changePlace, readPlace, type Place } from './box-counts.ts'
import { factWords } from './fact-words.ts'
import {
  encodeEntry,
  groupOf,
  hasMembers,
  isMail,
  isSaid,
  listedAt,
  refStart,
  type LetterEntry,
} from './letter-rows.ts'
import { joinThread, keepThread, leaveThread } from './join-thread.ts'
import { putLabels, removeLabels } from './letter-labels.ts'
import { findFreeId } from './letter-ids.ts'
import type { ReadyText, TextState } from './ready-words.ts'
import { NO_THREAD } from './row-names.ts'
import { moveWords, removeWords, writeWords } from './word-rows.ts'

/** What the index has of a letter before a change. */
export interface KnownRow {
  id: number
  at: number
  thread: number
  isSaid: number
  textFrom: TextState
  excerpt: string | null
  /** The facts among its words. */
  facts: string
  bin: Bin | null
}

export function findKnown(rows: Rows, object: Uint8Array): KnownRow | null {
  const columns = 'id, at, thread, is_said AS isSaid, text_from AS textFrom, excerpt, facts'
  const sql = `SELECT ${columns}, null AS bin FROM letters WHERE object = ?
    UNION ALL SELECT ${columns}, bin FROM binned WHERE object = ?`
  return rows.get<KnownRow>(sql, object, object) ?? null
}

/** Null if the letter is in no thread. */
export function inThreads(known: KnownRow | null): KnownRow | null {
  return known?.bin === null ? known : null
}

/**
 * A text never changes, so its words stay as they are while it can be read. The words that a notice
 * brought are completed when the letter is opened.
 */
export function needsText(known: KnownRow | null, { textFrom }: LetterEntry): boolean {
  if (textFrom === '') return false
  const isCompleted = known?.textFrom === 'part' && (textFrom === 'own' || textFrom === 'kept')
  return known === null || known.textFrom === '' || isCompleted
}

/** Whether a change writes words, moves those that are there, or leaves them. */
export function decideWords(
  known: KnownRow | null,
  entry: LetterEntry,
  hasText: boolean,
): 'write' | 'move' | 'keep' {
  if (known === null || known.textFrom === '' || entry.textFrom === '' || hasText) return 'write'
  return known.at === listedAt(entry) && known.facts === factWords(entry) ? 'keep' : 'move'
}

/**
 * @param entry null if the letter is no longer listed
 * @param text null if the words of the letter stay
 */
export function applyEntry(
  tx: Transaction,
  object: Uint8Array,
  entry: LetterEntry | null,
  text: ReadyText | null,
): void {
  const known = findKnown(tx, object)
  const threaded = inThreads(known)
  if (entry === null) {
    if (known !== null) removeLetter(tx, known)
    if (threaded !== null) leaveThread(tx, object, threaded)
    return
  }
  const { bin, labels: given } = entry.tidy
  // If this joins two threads, the counts have this letter in the joined one from then on.
  const thread = bin === null ? joinThread(tx, object, entry, threaded) : NO_THREAD
  const [before, labels] = known === null ? [null, []] : removeRows(tx, known)
  if (bin !== null) {
    changePlace(tx, before, null)
    keepThread(tx, object, entry, threaded)
  }
  const at = listedAt(entry)
  const id = known?.at === at ? known.id : findFreeId(tx, at)
  const facts = factWords(entry)
  insertRow(tx, id, object, { entry, facts, thread, ...(text ?? stateOfKept(known!, entry)) })
  if (bin === null) changePlace(tx, before, readPlace(tx, id))
  insertPersons(tx, id, entry)
  putLabels(tx, id, bin === null ? given : [], labels)
  const place = { id, facts }
  if (text !== null) writeWords(tx, known, place, text.words)
  else if (known!.id !== id || known!.facts !== facts) moveWords(tx, known!, place)
}

type TextOfRow = Pick<ReadyText, 'textFrom' | 'excerpt'>

export function stateOfKept({ textFrom, excerpt }: KnownRow, entry: LetterEntry): TextOfRow {
  return { textFrom: textFrom === 'part' ? 'part' : entry.textFrom, excerpt }
}

function removeLetter(tx: Transaction, known: KnownRow): void {
  const [before, labels] = removeRows(tx, known)
  changePlace(tx, before, null)
  putLabels(tx, known.id, [], labels)
  removeWords(tx, known)
}

/** Returns what the counts have of the letter, and its labels in lists. */
function removeRows(tx: Transaction, { id, bin }: KnownRow): [Place | null, string[]] {
  const place = bin === null ? readPlace(tx, id) : null
  tx.run(bin === null ? 'DELETE FROM letters WHERE id = ?' : 'DELETE FROM binned WHERE id = ?', id)
  tx.run('DELETE FROM letter_persons WHERE letter = ?', id)
  return [place, removeLabels(tx, id)]
}

function insertRow(
  tx: Transaction,
  id: number,
  object: Uint8Array,
  row: TextOfRow & { entry: LetterEntry; thread: number; facts: string },
): void {
  const { entry, thread, textFrom, excerpt, facts } = row
  const { tidy, policy } = entry
  const bin = tidy.bin === null ? [] : [tidy.bin]
  tx.run(
    bin.length === 0 ? INSERT_LETTER : INSERT_BINNED,
    ...[id, object, refStart(entry.ref.slice(entry.ref.lastIndexOf('/') + 1)), entry.side],
    listedAt(entry),
    ...[entry.size, entry.author, entry.state, policy.expires === null ? null : Date.parse(policy.expires)],
    ...[Number(entry.isWaiting), Number(entry.needsMe), Number(tidy.isArchived), Number(tidy.isStarred)],
    ...[Number(policy.urgent), tidy.snoozedUntil ?? 0, Number(entry.isReplaced), Number(tidy.isUnread)],
    ...[thread, entry.talk, Number(isSaid(entry)), Number(groupOf(entry) !== null)],
    ...[Number(hasMembers(entry)), Number(isMail(entry)), Number(entry.mail?.isBulk === true)],
    ...[Number(entry.reply !== null), isMail(entry) ? entry.size : entry.size + entry.attached.bytes],
    ...[entry.attached.count, entry.attached.bytes],
    ...[entry.reply?.object ?? null, textFrom, excerpt, facts, encodeEntry(entry), ...bin],
  )
}

const COLUMNS = [
  ...['id', 'object', 'ref_start', 'side', 'at', 'size', 'author', 'state', 'expires_at'],
  ...[
    'is_waiting',
    'needs_me',
    'is_archived',
    'is_starred',
    'is_urgent',
    'snoozed_until',
    'is_replaced',
    'is_unread',
  ],
  ...['thread', 'talk', 'is_said', 'in_group', 'has_members', 'is_mail', 'is_bulk', 'is_reply', 'all_bytes'],
  ...['attached_count', 'attached_bytes', 'reply_object', 'text_from', 'excerpt', 'facts', 'entry'],
]

const INSERT_LETTER = `INSERT INTO letters ${valuesOf(COLUMNS)}`
const INSERT_BINNED = `INSERT INTO binned ${valuesOf([...COLUMNS, 'bin'])}`

function valuesOf(columns: readonly string[]): string {
  return `(${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
}

function insertPersons(tx: Transaction, id: number, { author, to, wide, listKey }: LetterEntry): void {
  const insert = 'INSERT OR IGNORE INTO letter_persons (person, letter, is_author) VALUES (?, ?, ?)'
  tx.run(insert, author, id, 1)
  for (const person of to) tx.run(insert, person, id, 0)
  for (const { key } of wide) tx.run(insert, key, id, 0)
  if (listKey !== undefined) tx.run(insert, listKey, id, 0)
}
