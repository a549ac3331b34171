// The rows of the full-text index: the words of a letter are written when it becomes readable, and
// deleted with it.
// secure-delete looks up each different word, so the words of a long letter are deleted in several
// transactions.
import { equalBytes } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { unpackWords, type PackedWords, type ReadyWords } from './ready-words.ts'

/** Where the words of a letter are, and the facts among them. */
export interface WordsPlace {
  id: number
  facts: string
}

/** A sealed letter has the words of its title only, which most changes leave as they are. */
export function writeWords(
  tx: Transaction,
  known: WordsPlace | null,
  place: WordsPlace,
  ready: ReadyWords,
): void {
  const before = known === null ? null : findStored(tx, known.id)
  if (known !== null && before !== null) {
    const isWhole = before.removed === 0 && isSamePlace(known, place)
    if (isWhole && isSamePacked(before.words, ready.packed)) return
    removeWords(tx, known)
  }
  insertWords(tx, place, ready)
}

/** For a letter whose time changed, because its id follows the time, or whose facts changed. */
export function moveWords(tx: Transaction, from: WordsPlace, to: WordsPlace): void {
  const stored = findStored(tx, from.id)
  if (stored === null) return
  removeWords(tx, from)
  insertWords(tx, to, toReady(stored))
}

/** Returns the words of a letter, to write them in another place. */
export function findReadyWords(rows: Rows, id: number): ReadyWords | null {
  const stored = findStored(rows, id)
  return stored === null ? null : toReady(stored)
}

function toReady({ words, different }: StoredWords): ReadyWords {
  return { columns: unpackWords(words), packed: words, different }
}

export function removeWords(tx: Transaction, { id, facts }: WordsPlace): void {
  const stored = findStored(tx, id)
  if (stored === null) return
  const [title, body, files] = unpackWords(stored.words) as [string, string, string]
  const rest = stored.removed === 0 ? body : differentOf(body).slice(stored.removed).join(' ')
  tx.run(DELETE_WORDS, id, title, rest, files, facts)
  tx.run('DELETE FROM letter_texts WHERE letter = ?', id)
}

/** Deleting so many different words from a large index takes some 15 ms. */
const REMOVED_AT_ONCE = 200

/** What is left to remove of the text of a letter. */
export interface Removal {
  id: number
  body: string[]
  removed: number
}

/** Returns how many different words a letter has in the full-text index, or more. */
export function countWords(rows: Rows, id: number): number {
  const sql = 'SELECT different - removed AS words FROM letter_texts WHERE letter = ?'
  return rows.get<{ words: number }>(sql, id)?.words ?? 0
}

/** Null if the letter has so few words that they can be removed at once. */
export function findLongRemoval(rows: Rows, id: number): Removal | null {
  if (countWords(rows, id) <= REMOVED_AT_ONCE) return null
  const { words, removed } = findStored(rows, id)!
  return { id, body: differentOf(unpackWords(words)[1]!), removed }
}

/**
 * Removes the next words of a letter. Call `removeWords` for the last ones, which this leaves. If a
 * crash interrupts the removal, the text of the letter is read again.
 */
export function removeSomeWords(tx: Transaction, removal: Removal, isOver: () => boolean): void {
  const { id, body } = removal
  while (isLong(removal)) {
    const end = removal.removed + REMOVED_AT_ONCE
    // FTS5 counts its rows. Each deletion takes one off.
    tx.run(INSERT_WORDS, id, '', '', '', '')
    tx.run(DELETE_WORDS, id, '', body.slice(removal.removed, end).join(' '), '', '')
    removal.removed = end
    if (isOver()) break
  }
  tx.run("UPDATE letters SET text_from = '' WHERE id = ?", id)
  tx.run("UPDATE binned SET text_from = '' WHERE id = ?", id)
  tx.run('UPDATE letter_texts SET removed = ? WHERE letter = ?', removal.removed, id)
}

export function isLong({ body, removed }: Removal): boolean {
  return body.length - removed > REMOVED_AT_ONCE
}

const INSERT_WORDS = 'INSERT INTO letter_words (rowid, title, body, files, facts) VALUES (?, ?, ?, ?, ?)'
const DELETE_WORDS = `INSERT INTO letter_words (letter_words, rowid, title, body, files, facts) VALUES ('delete', ?, ?, ?, ?, ?)`

function insertWords(
  tx: Transaction,
  { id, facts }: WordsPlace,
  { columns, packed, different }: ReadyWords,
): void {
  tx.run(INSERT_WORDS, id, ...columns, facts)
  tx.run('INSERT INTO letter_texts VALUES (?, ?, ?, 0)', id, packed, different)
}

interface StoredWords {
  words: PackedWords
  different: number
  /** How many different words of the text were removed from the full-text index already. */
  removed: number
}

function findStored(rows: Rows, id: number): StoredWords | null {
  const sql = 'SELECT words, different, removed FROM letter_texts WHERE letter = ?'
  return rows.get<StoredWords>(sql, id) ?? null
}

function isSamePlace(one: WordsPlace, other: WordsPlace): boolean {
  return one.id === other.id && one.facts === other.facts
}

function isSamePacked(one: PackedWords, other: PackedWords): boolean {
  return typeof one === 'string' || typeof other === 'string' ? one === other : equalBytes(one, other)
}

/** In the order in which they first occur, which is the same at every call. */
function differentOf(words: string): string[] {
  return words === '' ? [] : [...new Set(words.split(' '))]
}
