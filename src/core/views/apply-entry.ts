// apply: writes an entry that was computed from the ledger into the index, replacing its earlier
// rows.
// This is the middle of log → apply → view. The words of a text are written when it becomes
// readable, and deleted with it.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { changePlace, readPlace, removeCounts, type Place } from './box-counts.ts'
import { excerptOf } from './excerpt.ts'
import { factWords } from './fact-words.ts'
import { encodeEntry, hasMembers, isSaid, listedAt, refStart, type LetterEntry } from './letter-rows.ts'
import { joinThread, keepThread, leaveThread } from './join-thread.ts'
import { putLabels, removeAllLabels, takeLabels } from './letter-labels.ts'
import { takeId } from './letter-ids.ts'
import { indexedWords, WORD_COLUMNS } from './words.ts'

interface KnownRow {
  id: number
  at: number
  thread: number
  isSaid: number
  textFrom: string
  excerpt: string | null
  /** The facts among its words. */
  facts: string
}

/**
 * @param entry null if the letter is no longer listed
 * @param newText the text that became readable with this change, else null
 */
export function applyEntry(
  tx: Transaction,
  object: Uint8Array,
  entry: LetterEntry | null,
  newText: string | null,
): void {
  const known = tx.get<KnownRow>(
    'SELECT id, at, thread, is_said AS isSaid, text_from AS textFrom, excerpt, facts FROM letters WHERE object = ?',
    object,
  )
  if (entry === null || entry.isRemoved) {
    if (known !== undefined) removeLetter(tx, known)
    if (entry !== null) keepThread(tx, object, entry, known ?? null)
    else if (known !== undefined) leaveThread(tx, object, known)
    return
  }
  const hasWords = known !== undefined && keepsWords(known, entry, newText)
  // If this joins two threads, the counts have this letter in the joined one from then on.
  const thread = joinThread(tx, object, entry, known ?? null)
  const [before, labels] = known === undefined ? [null, []] : takeRows(tx, known.id)
  const at = listedAt(entry)
  const id = known?.at === at ? known.id : takeId(tx, at)
  const facts = factWords(entry)
  insertRow(tx, id, object, {
    ...{ entry, facts, thread },
    textFrom: hasWords || newText !== null ? entry.textFrom : '',
    excerpt: newText === null ? (hasWords ? known.excerpt : null) : excerptOf(newText),
  })
  changePlace(tx, before, readPlace(tx, id))
  insertPersons(tx, id, entry)
  putLabels(tx, id, entry.tidy.labels, labels)
  const place = { id, facts }
  if (!hasWords) writeWords(tx, known ?? null, place, wordsOf(entry, newText))
  else if (known.id !== id || known.facts !== facts) moveWords(tx, known, place)
}

function removeLetter(tx: Transaction, known: KnownRow): void {
  const [before, labels] = takeRows(tx, known.id)
  changePlace(tx, before, null)
  putLabels(tx, known.id, [], labels)
  removeWords(tx, known)
}

/** True if the text was readable before and still is, so its words stay as they are. */
function keepsWords(known: KnownRow, entry: LetterEntry | null, newText: string | null): boolean {
  return known.textFrom !== '' && entry !== null && entry.textFrom !== '' && newText === null
}

/** Returns what the counts have of the letter. */
function takeRows(tx: Transaction, id: number): [Place, string[]] {
  const place = readPlace(tx, id)
  tx.run('DELETE FROM letters WHERE id = ?', id)
  tx.run('DELETE FROM letter_persons WHERE letter = ?', id)
  return [place, takeLabels(tx, id)]
}

function insertRow(
  tx: Transaction,
  id: number,
  object: Uint8Array,
  row: { entry: LetterEntry; thread: number; textFrom: string; excerpt: string | null; facts: string },
): void {
  const { entry, thread, textFrom, excerpt, facts } = row
  const { tidy, policy } = entry
  tx.run(
    INSERT_ROW,
    ...[id, object, refStart(entry.ref.slice(entry.ref.lastIndexOf('/') + 1)), entry.side],
    listedAt(entry),
    ...[entry.size, entry.author, entry.state, policy.expires === null ? null : Date.parse(policy.expires)],
    ...[Number(entry.isWaiting), Number(entry.needsMe), Number(tidy.isArchived), Number(tidy.isStarred)],
    ...[Number(policy.urgent), tidy.snoozedUntil ?? 0, Number(entry.isReplaced), Number(tidy.isUnread)],
    ...[thread, entry.talk, Number(isSaid(entry)), Number(hasMembers(entry))],
    ...[Number(entry.reply !== null), allBytesOf(entry)],
    ...[entry.attached.count, entry.attached.bytes],
    ...[entry.reply?.object ?? null, textFrom, excerpt, facts, encodeEntry(entry)],
  )
}

/** The files inside a mail are a part of its size already. */
function allBytesOf({ size, attached, imported }: LetterEntry): number {
  return imported?.isMail === true ? size : size + attached.bytes
}

const INSERT_ROW = `
  INSERT INTO letters (
    id, object, ref_start, side, at, size, author, state, expires_at,
    is_waiting, needs_me, is_archived, is_starred, is_urgent, snoozed_until, is_replaced, is_unread,
    thread, talk, is_said, has_members, is_reply, all_bytes,
    attached_count, attached_bytes, reply_object, text_from, excerpt, facts, entry
  ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

function insertPersons(tx: Transaction, id: number, { author, to, wide }: LetterEntry): void {
  const insert = 'INSERT OR IGNORE INTO letter_persons (person, letter, is_author) VALUES (?, ?, ?)'
  tx.run(insert, author, id, 1)
  for (const person of to) tx.run(insert, person, id, 0)
  for (const { key } of wide) tx.run(insert, key, id, 0)
}

/**
 * Returns the words of each column. Of a letter that cannot be read, only its title is known here.
 */
function wordsOf({ subject, fileNames }: LetterEntry, text: string | null): string[] {
  const columns = { title: subject ?? '', body: text ?? '', files: text === null ? '' : fileNames.join('\n') }
  return WORD_COLUMNS.map((column) => indexedWords(columns[column]))
}

/** Where the words of a letter are, and the facts among them. */
interface WordsPlace {
  id: number
  facts: string
}

/** A sealed letter has the words of its title only, which most changes leave as they are. */
function writeWords(tx: Transaction, known: WordsPlace | null, place: WordsPlace, words: string[]): void {
  const packed = packWords(words)
  const before = known === null ? null : findPacked(tx, known.id)
  if (known !== null && before !== null) {
    if (isSamePlace(known, place) && isSamePacked(before, packed)) return
    removeWords(tx, known)
  }
  insertWords(tx, place, words, packed)
}

function isSamePlace(one: WordsPlace, other: WordsPlace): boolean {
  return one.id === other.id && one.facts === other.facts
}

function insertWords(tx: Transaction, { id, facts }: WordsPlace, words: string[], packed: PackedWords): void {
  const sql = 'INSERT INTO letter_words (rowid, title, body, files, facts) VALUES (?, ?, ?, ?, ?)'
  tx.run(sql, id, ...words, facts)
  tx.run('INSERT INTO letter_texts VALUES (?, ?)', id, packed)
}

/** For a letter whose time changed, because its id follows the time, or whose facts changed. */
function moveWords(tx: Transaction, from: WordsPlace, to: WordsPlace): void {
  const packed = findPacked(tx, from.id)
  if (packed === null) return
  removeWords(tx, from)
  insertWords(tx, to, unpackWords(packed), packed)
}

function removeWords(tx: Transaction, { id, facts }: WordsPlace): void {
  const packed = findPacked(tx, id)
  if (packed === null) return
  const sql = `INSERT INTO letter_words (letter_words, rowid, title, body, files, facts) VALUES ('delete', ?, ?, ?, ?, ?)`
  tx.run(sql, id, ...unpackWords(packed), facts)
  tx.run('DELETE FROM letter_texts WHERE letter = ?', id)
}

function findPacked(tx: Transaction, id: number): PackedWords | null {
  return tx.get<{ words: PackedWords }>('SELECT words FROM letter_texts WHERE letter = ?', id)?.words ?? null
}

/** Empties the index. */
export function removeAll(tx: Transaction): void {
  tx.run('DELETE FROM letters')
  tx.run('DELETE FROM letter_persons')
  removeAllLabels(tx)
  removeCounts(tx)
  tx.run('DELETE FROM letter_texts')
  tx.run('DELETE FROM thread_names')
  tx.run('DELETE FROM applied')
  tx.run(`INSERT INTO letter_words (letter_words) VALUES ('delete-all')`)
}

/**
 * The automatic merges of FTS5 lengthen a rebuild by up to a tenth. Turn them off for it. Later
 * changes merge what it left.
 */
export function setAutomerge(tx: Transaction, isOn: boolean): void {
  const segments = isOn ? USUAL_AUTOMERGE : 0
  // FTS5 takes only an integer here, and a bound number is a float.
  tx.run(`INSERT INTO letter_words (letter_words, rank) VALUES ('automerge', ${segments})`)
}

/** The default of FTS5. */
const USUAL_AUTOMERGE = 4

/** Words as they are, or compressed if they are long. */
type PackedWords = string | Uint8Array

/** A separator that no word contains. */
const BETWEEN = '\n'

/** In characters. To compress a title costs more time than the saved bytes are worth. */
const MIN_COMPRESSED = 256

function packWords(words: string[]): PackedWords {
  const joined = words.join(BETWEEN)
  return joined.length < MIN_COMPRESSED ? joined : deflateRawSync(joined, { level: 1 })
}

function unpackWords(packed: PackedWords): string[] {
  const joined = typeof packed === 'string' ? packed : inflateRawSync(packed).toString()
  return joined.split(BETWEEN)
}

function isSamePacked(one: PackedWords, other: PackedWords): boolean {
  return typeof one === 'string' || typeof other === 'string' ? one === other : equalBytes(one, other)
}
