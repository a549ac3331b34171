// The list of letters as people look at it: inbox and sent, newest first, and who replies to what.
// A view: every row is computed from the ledger's facts, and the whole file may be deleted and is built again.
import { Mutex } from '../base/index.ts'
import type { Ledger, Reader, Schema, Transaction } from '../ledger/index.ts'
import { pruneChanges, readChanges } from './change-log.ts'

export const letterIndexSchema: Schema = {
  noun: 'letter-index',
  steps: [
    `CREATE TABLE letters (
       object BLOB PRIMARY KEY, ref_tail TEXT NOT NULL, box TEXT NOT NULL, at INTEGER NOT NULL, author BLOB NOT NULL,
       is_waiting INTEGER NOT NULL, reply_object BLOB, entry TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX letters_by_box ON letters (box, at DESC, object DESC);
     CREATE INDEX letters_waiting ON letters (at DESC, object DESC) WHERE is_waiting = 1;
     CREATE INDEX letters_by_reply ON letters (reply_object, at) WHERE reply_object IS NOT NULL;
     CREATE INDEX letters_by_ref ON letters (ref_tail);
     CREATE TABLE applied (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;`,
  ],
}

export type Box = 'inbox' | 'sent'

/** What the list shows of one letter. Keys in their text form: a view is read by the contract. */
export interface LetterEntry {
  box: Box
  ref: string
  author: Uint8Array
  to: string[]
  subject: string | null
  at: number
  size: number
  mode: 'open' | 'controlled'
  state: string
  urgent: boolean
  expiresAt: number | null
  /** Held or scheduled: it waits for its author. */
  isWaiting: boolean
  reply: { object: Uint8Array; ref: string } | null
}

export interface ListedEntry extends LetterEntry {
  object: Uint8Array
  cursor: string
}

interface Row {
  object: Uint8Array
  box: Box
  at: number
  author: Uint8Array
  is_waiting: number
  reply_object: Uint8Array | null
  entry: string
}

interface Options {
  /** The index file: a ledger that may be lost. */
  index: Ledger
  ledger: Ledger
  /** The entry of an object as the facts are now; null when it is no letter that is listed. */
  describe: (reader: Reader, object: Uint8Array) => LetterEntry | null
  /** Every object that may have an entry. */
  listAll: (reader: Reader) => Uint8Array[]
}

const APPLY_AT_ONCE = 1000
const PRUNE_EVERY = 10_000

export class LetterIndex {
  readonly #options: Options
  readonly #turn = new Mutex()
  #appliedSeq: number | null

  constructor(options: Options) {
    this.#options = options
    this.#appliedSeq = options.index.get<{ seq: number }>('SELECT seq FROM applied')?.seq ?? null
  }

  /** Brings the view up to the ledger; called before every look. */
  catchUp(): Promise<void> {
    return this.#turn.run(async () => {
      if (this.#appliedSeq === null) await this.#rebuild()
      while (await this.#applyNext());
    })
  }

  async #rebuild(): Promise<void> {
    const { index, ledger, listAll } = this.#options
    const last = ledger.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")?.seq ?? 0
    await index.write((tx) => {
      tx.run('DELETE FROM letters')
      for (const object of listAll(ledger)) this.#apply(tx, object)
      tx.run('INSERT OR REPLACE INTO applied VALUES (1, ?)', last)
    })
    this.#appliedSeq = last
  }

  async #applyNext(): Promise<boolean> {
    const { index, ledger } = this.#options
    const changes = readChanges(ledger, this.#appliedSeq!, APPLY_AT_ONCE)
    const last = changes.at(-1)
    if (last === undefined) return false
    await index.write((tx) => {
      for (const { object } of changes) this.#apply(tx, object)
      tx.run('UPDATE applied SET seq = ?', last.seq)
    })
    this.#appliedSeq = last.seq
    if (last.seq % PRUNE_EVERY < changes.length) void pruneChanges(ledger, last.seq).catch(() => undefined)
    return true
  }

  #apply(tx: Transaction, object: Uint8Array): void {
    const { ledger, describe } = this.#options
    tx.run('DELETE FROM letters WHERE object = ?', object)
    const entry = describe(ledger, object)
    if (entry === null) return
    const { box, at, author, isWaiting, reply } = entry
    const stored = JSON.stringify({ ...entry, author: undefined, reply: reply?.ref ?? null })
    tx.run(
      'INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      object,
      entry.ref.slice(entry.ref.lastIndexOf('/') + 1),
      box,
      at,
      author,
      isWaiting ? 1 : 0,
      reply?.object ?? null,
      stored,
    )
  }

  /** A page, newest first; the next one is `before` the last cursor. */
  async list(box: Box | 'held', limit: number, before: string | null): Promise<ListedEntry[]> {
    await this.catchUp()
    const [at, object] = parseCursor(before)
    const which = box === 'held' ? 'is_waiting = 1' : 'box = ?'
    const params = box === 'held' ? [] : [box]
    const rows = this.#options.index.all<Row>(
      `SELECT * FROM letters WHERE ${which} AND (at, object) < (?, ?) ORDER BY at DESC, object DESC LIMIT ?`,
      ...params,
      at,
      object,
      limit,
    )
    return rows.map(toEntry)
  }

  async find(object: Uint8Array): Promise<ListedEntry | null> {
    await this.catchUp()
    const row = this.#options.index.get<Row>('SELECT * FROM letters WHERE object = ?', object)
    return row === undefined ? null : toEntry(row)
  }

  /** Everything that replies to `object`, oldest first. */
  async listReplies(object: Uint8Array): Promise<ListedEntry[]> {
    await this.catchUp()
    return this.#options.index.all<Row>('SELECT * FROM letters WHERE reply_object = ? ORDER BY at, object', object).map(toEntry)
  }

  /** Letters whose ref's text begins so; at most two, which is enough to know that it is ambiguous. */
  async findByRefStart(tail: string): Promise<ListedEntry[]> {
    await this.catchUp()
    const end = `${tail}~`
    return this.#options.index.all<Row>('SELECT * FROM letters WHERE ref_tail >= ? AND ref_tail < ? LIMIT 2', tail, end).map(toEntry)
  }
}

function toEntry(row: Row): ListedEntry {
  const stored = JSON.parse(row.entry) as Omit<LetterEntry, 'author' | 'reply'> & { reply: string | null }
  const reply = row.reply_object === null || stored.reply === null ? null : { object: row.reply_object, ref: stored.reply }
  return { ...stored, author: row.author, reply, object: row.object, cursor: formatCursor(row) }
}

function formatCursor(row: Row): string {
  return `${row.at}.${Buffer.from(row.object).toString('hex')}`
}

function parseCursor(cursor: string | null): [number, Uint8Array] {
  const match = /^(\d+)\.([0-9a-f]{64})$/.exec(cursor ?? '')
  if (match === null) return [Number.MAX_SAFE_INTEGER, Buffer.alloc(0)]
  return [Number(match[1]), Buffer.from(match[2]!, 'hex')]
}
