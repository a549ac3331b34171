// The list of letters as people look at it: boxes, threads, full text. log → apply → view.
// Every row is computed from the ledger's facts; the whole file may be deleted and is built again.
import { Mutex, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import { pruneChanges, readChanges, type Change } from './change-log.ts'
import {
  allOf,
  boxCondition,
  BOXES,
  labelCondition,
  searchCondition,
  type Box,
  type Condition,
  type SearchFilter,
} from './letter-queries.ts'
import {
  decodeRow,
  encodeEntry,
  parseCursor,
  type LetterEntry,
  type LetterRow,
  type ListedEntry,
} from './letter-rows.ts'
import { indexedWords } from './words.ts'

interface Options {
  /** The index file: a ledger that may be lost. Opened again when it was found damaged: closing it then removes it. */
  openFile: () => Promise<Ledger>
  ledger: Ledger
  /** The entry of an object as the facts are now; null when it is no letter that is listed. */
  describe: (reader: Reader, object: Uint8Array) => LetterEntry | null
  /** The text of a letter whose entry says it can be read; null when it cannot after all. */
  readText: (object: Uint8Array) => Promise<string | null>
  /** Every object that may have an entry. */
  listAll: (reader: Reader) => Uint8Array[]
}

export interface Page {
  limit: number
  /** The cursor of the last entry of the page before. */
  before: string | null
}

const APPLY_AT_ONCE = 500
const LOOK_AHEAD_AT_MOST = 10_000
const PRUNE_EVERY = 10_000
const EXCERPT_CHARS = 160

export class LetterIndex {
  readonly #options: Options
  readonly #turn = new Mutex()
  #file: Ledger
  /** How far the ledger's changes are in the view; null while it is empty, undefined while that was not looked up. */
  #appliedSeq: number | null | undefined

  private constructor(options: Options, file: Ledger) {
    this.#options = options
    this.#file = file
  }

  /** @throws HOME_LOCKED, NO_SPACE */
  static async open(options: Options): Promise<LetterIndex> {
    return new LetterIndex(options, await options.openFile())
  }

  close(): Promise<void> {
    return this.#turn.run(() => this.#file.close())
  }

  /** Brings the view up to the ledger; done before every look. */
  async #catchUp(): Promise<void> {
    if (this.#appliedSeq === undefined)
      this.#appliedSeq = this.#file.get<{ seq: number }>('SELECT seq FROM applied')?.seq ?? null
    if (this.#appliedSeq === null) await this.#rebuild()
    while (await this.#applyNext());
  }

  async #rebuild(): Promise<void> {
    const { ledger, listAll } = this.#options
    const last =
      ledger.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")?.seq ?? 0
    const objects = listAll(ledger)
    for (let i = 0; i < objects.length; i += APPLY_AT_ONCE)
      await this.#apply(objects.slice(i, i + APPLY_AT_ONCE), () => undefined)
    await this.#file.write((tx) => tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last))
    this.#appliedSeq = last
  }

  async #applyNext(): Promise<boolean> {
    const { ledger } = this.#options
    const changes = readChanges(ledger, this.#appliedSeq!, APPLY_AT_ONCE)
    const last = changes.at(-1)
    if (last === undefined) return false
    await this.#apply(uniqueObjects(changes), (tx) => tx.run('UPDATE applied SET seq = ?', last.seq))
    this.#appliedSeq = last.seq
    if (last.seq % PRUNE_EVERY < changes.length) void pruneChanges(ledger, last.seq).catch(() => undefined)
    return true
  }

  async #apply(objects: Uint8Array[], finish: (tx: Transaction) => void): Promise<void> {
    const applyAll = await this.#prepare(objects)
    await this.#file.write((tx) => {
      applyAll(tx)
      finish(tx)
    })
  }

  /** Texts are read first, because that waits; entries and words then change in one transaction. */
  async #prepare(objects: Uint8Array[]): Promise<(tx: Transaction) => void> {
    const { ledger, describe } = this.#options
    const entries = objects.map((object) => ({ object, entry: describe(ledger, object) }))
    const texts = await Promise.all(entries.map(({ object, entry }) => this.#readNewText(object, entry)))
    return (tx) => entries.forEach(({ object, entry }, i) => applyEntry(tx, object, entry, texts[i] ?? null))
  }

  /** A text never changes: it is read when it becomes readable, and not again. */
  async #readNewText(object: Uint8Array, entry: LetterEntry | null): Promise<string | null> {
    if (entry === null || entry.textFrom === '') return null
    const row = this.#file.get<{ text_from: string }>(
      'SELECT text_from FROM letters WHERE object = ?',
      object,
    )
    return row !== undefined && row.text_from !== '' ? null : this.#options.readText(object)
  }

  /** What `query` finds in the view as the ledger is now. */
  #look<T>(query: (view: Reader) => T): Promise<T> {
    return this.#turn.run(async () => {
      try {
        return await this.#lookOnce(query)
      } catch (error) {
        if (!this.#file.isDamaged) throw error
        await this.#beginAnew()
        return this.#lookOnce(query)
      }
    })
  }

  async #lookOnce<T>(query: (view: Reader) => T): Promise<T> {
    try {
      await this.#catchUp()
    } catch (error) {
      if (!isEngineError(error, 'NO_SPACE')) throw error
      return this.#lookAhead(query)
    }
    return query(this.#file)
  }

  async #beginAnew(): Promise<void> {
    await this.#file.close()
    this.#file = await this.#options.openFile()
    this.#appliedSeq = undefined
  }

  /** On a full disk nothing can be applied for good: it is applied for one look, in memory, and taken back. */
  async #lookAhead<T>(query: (view: Reader) => T): Promise<T> {
    const { ledger, listAll } = this.#options
    const isNew = this.#appliedSeq === null
    const objects = isNew
      ? listAll(ledger)
      : uniqueObjects(readChanges(ledger, this.#appliedSeq!, LOOK_AHEAD_AT_MOST))
    const applyAll = await this.#prepare(objects)
    const takeBack = new Error('a look ahead is taken back')
    let found: T
    await this.#file
      .write((tx) => {
        applyAll(tx)
        found = query(tx)
        throw takeBack
      })
      .catch((error: unknown) => {
        if (error !== takeBack) throw error
      })
    return found!
  }

  /** Newest first. */
  async list(box: Box, now: number, page: Page, label: string | null = null): Promise<ListedEntry[]> {
    const inBox = boxCondition(box, now)
    const condition = label === null ? inBox : allOf([inBox, labelCondition(label)])
    return this.#look((view) => readPage(view, condition, page))
  }

  /** Newest first. */
  async search(filter: SearchFilter, page: Page): Promise<ListedEntry[]> {
    return this.#look((view) => readPage(view, searchCondition(filter), page))
  }

  /** How many each box holds, and how many of them are sealed and can still be opened. */
  async count(now: number): Promise<Record<Box, { unread: number; total: number }>> {
    return this.#look((view) => {
      const counts = BOXES.map((box) => [box, countBox(view, boxCondition(box, now), now)] as const)
      return Object.fromEntries(counts) as Record<Box, { unread: number; total: number }>
    })
  }

  /** The labels in use, most used first. */
  async labels(): Promise<string[]> {
    const query = 'SELECT label FROM letter_labels GROUP BY label ORDER BY count(*) DESC, label'
    return this.#look((view) => view.all<{ label: string }>(query).map(({ label }) => label))
  }

  async find(object: Uint8Array): Promise<ListedEntry | null> {
    const row = await this.#look((view) =>
      view.get<LetterRow>('SELECT * FROM letters WHERE object = ?', object),
    )
    return row === undefined ? null : decodeRow(row)
  }

  /** Everything that replies to `object`, oldest first. */
  async listReplies(object: Uint8Array): Promise<ListedEntry[]> {
    const query = 'SELECT * FROM letters WHERE reply_object = ? ORDER BY at, object'
    return this.#look((view) => view.all<LetterRow>(query, object).map(decodeRow))
  }

  /** Letters whose ref's text begins so; at most two, which is enough to know that it is ambiguous. */
  async findByRefStart(tail: string): Promise<ListedEntry[]> {
    const query = 'SELECT * FROM letters WHERE ref_tail >= ? AND ref_tail < ? LIMIT 2'
    return this.#look((view) => view.all<LetterRow>(query, tail, `${tail}~`).map(decodeRow))
  }
}

function uniqueObjects(changes: Change[]): Uint8Array[] {
  return [...new Map(changes.map(({ object }) => [toHex(object), object])).values()]
}

function readPage(view: Reader, { sql, params }: Condition, { limit, before }: Page): ListedEntry[] {
  const query = `SELECT * FROM letters WHERE ${sql} AND (at, object) < (?, ?) ORDER BY at DESC, object DESC LIMIT ?`
  return view.all<LetterRow>(query, ...params, ...parseCursor(before), limit).map(decodeRow)
}

function countBox(view: Reader, { sql, params }: Condition, now: number): { unread: number; total: number } {
  const unread = "state = 'sealed' AND (expires_at IS NULL OR expires_at > ?)"
  const query = `SELECT count(*) AS total, count(*) FILTER (WHERE ${unread}) AS unread FROM letters WHERE ${sql}`
  return view.get<{ unread: number; total: number }>(query, now, ...params)!
}

/** `newText` is the text that became readable with this change, else null. */
function applyEntry(
  tx: Transaction,
  object: Uint8Array,
  entry: LetterEntry | null,
  newText: string | null,
): void {
  const known = tx.get<{ id: number; text_from: string; excerpt: string | null }>(
    'SELECT id, text_from, excerpt FROM letters WHERE object = ?',
    object,
  )
  if (known !== undefined)
    removeRow(tx, known.id, entry === null || entry.textFrom === '' || newText !== null)
  if (entry === null) return
  const hasWords = known !== undefined && known.text_from !== '' && entry.textFrom !== '' && newText === null
  const excerpt =
    newText === null
      ? hasWords
        ? known.excerpt
        : null
      : newText
          .slice(0, EXCERPT_CHARS * 4)
          .replace(/\s+/g, ' ')
          .slice(0, EXCERPT_CHARS)
  const textFrom = hasWords || newText !== null ? entry.textFrom : ''
  const id = insertRow(tx, known?.id ?? null, object, entry, textFrom, excerpt)
  if (!hasWords) {
    tx.run('DELETE FROM letter_words WHERE rowid = ?', id)
    tx.run(
      'INSERT INTO letter_words (rowid, title, body) VALUES (?, ?, ?)',
      id,
      indexedWords(entry.subject ?? ''),
      indexedWords(newText ?? ''),
    )
  }
}

function removeRow(tx: Transaction, id: number, withWords: boolean): void {
  tx.run('DELETE FROM letters WHERE id = ?', id)
  tx.run('DELETE FROM letter_persons WHERE letter = ?', id)
  tx.run('DELETE FROM letter_labels WHERE letter = ?', id)
  if (withWords) tx.run('DELETE FROM letter_words WHERE rowid = ?', id)
}

function insertRow(
  tx: Transaction,
  id: number | null,
  object: Uint8Array,
  entry: LetterEntry,
  textFrom: string,
  excerpt: string | null,
): number {
  const { tidy, reply } = entry
  const flag = (isSo: boolean): number => (isSo ? 1 : 0)
  const { lastInsertRowid } = tx.run(
    'INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ...[
      id,
      object,
      entry.ref.slice(entry.ref.lastIndexOf('/') + 1),
      entry.side,
      // A clock that runs ahead must not keep a letter on top for years.
      Math.min(entry.at, entry.arrivedAt ?? entry.at),
      entry.author,
      entry.state,
    ],
    ...[
      entry.expiresAt,
      flag(entry.isWaiting),
      flag(entry.needsMe),
      flag(tidy.isArchived),
      flag(tidy.isStarred),
    ],
    ...[
      flag(entry.urgent),
      tidy.snoozedUntil ?? 0,
      reply?.object ?? null,
      textFrom,
      excerpt,
      encodeEntry(entry),
    ],
  )
  for (const person of entry.to)
    tx.run('INSERT OR IGNORE INTO letter_persons VALUES (?, ?)', lastInsertRowid, person)
  for (const label of tidy.labels)
    tx.run('INSERT OR IGNORE INTO letter_labels VALUES (?, ?)', lastInsertRowid, label)
  return lastInsertRowid
}
