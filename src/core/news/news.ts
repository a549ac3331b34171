// What happened between this person and others that is no letter. A noun notes it in the transaction
// of the fact, so that no news is lost or noted twice.
// After receive. Strangers can cause some of it, so what repeats is one row with a count.
import { Emitter } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { NewsKind, NewsPlace } from '../contract/news.ts'
import type { Ledger, SqlValue, Transaction } from '../ledger/index.ts'
import { hash } from '../seal/index.ts'

interface NewsItem {
  kind: NewsKind
  /** Whom it is about. */
  person: Uint8Array
  /** Their name then. Of a stranger it is a claim. */
  name: string
  /** The group or the invite that it is about. Null if it is about the person alone. */
  about?: Uint8Array
  /** The name of the group, or the earlier name of the person. */
  words?: string
}

export interface NewsRow {
  id: Uint8Array
  kind: NewsKind
  at: number
  /** The latest person. */
  person: Uint8Array
  name: string
  about: Uint8Array | null
  words: string
  /** How often it happened since the person saw it. */
  count: number
  isSeen: boolean
  place: NewsPlace
}

const COLUMNS = 'id, kind, at, person, name, about, label AS words, count, is_seen AS isSeen, place'
/** Older rows are deleted. */
const MAX_ROWS = 500

export class News {
  /** Emitted after the commit. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #ledger: Ledger
  readonly #now: () => number
  #isChanged = false

  constructor(ledger: Ledger, now: () => number) {
    this.#ledger = ledger
    this.#now = now
    ledger.onCommit(() => {
      if (!this.#isChanged) return
      this.#isChanged = false
      this.events.emit('changed', null)
    })
  }

  /**
   * Records that something happened. While an earlier row of the same kind about the same is not
   * seen, it counts there; that row keeps its words.
   */
  record(tx: Transaction, { kind, person, name, about, words = '' }: NewsItem): void {
    const id = newsId(kind, about ?? person)
    const unseen = "SELECT label AS words, count FROM news WHERE id = ? AND is_seen = 0 AND place = 'inbox'"
    const known = tx.get<{ words: string; count: number }>(unseen, id)
    tx.run(
      "INSERT OR REPLACE INTO news VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'inbox')",
      ...[id, kind, this.#now(), person, name, about ?? null, known?.words ?? words, (known?.count ?? 0) + 1],
    )
    tx.run('DELETE FROM news WHERE id IN (SELECT id FROM news ORDER BY at DESC LIMIT -1 OFFSET ?)', MAX_ROWS)
    this.#isChanged = true
  }

  /** Deletes what is settled, for example a request that was answered. */
  remove(tx: Transaction, kind: NewsKind, about: Uint8Array): void {
    if (tx.run('DELETE FROM news WHERE id = ?', newsId(kind, about)).changes > 0) this.#isChanged = true
  }

  /** Lists the rows of a place, newest first. */
  list(place: NewsPlace): NewsRow[] {
    return this.#read('WHERE place = ? ORDER BY at DESC, id', place)
  }

  countUnseen(): number {
    const sql = "SELECT count(*) AS count FROM news WHERE is_seen = 0 AND place = 'inbox'"
    return this.#ledger.get<{ count: number }>(sql)!.count
  }

  /** What is not in the inbox counts as seen. @throws NOT_FOUND */
  async change(ids: readonly Uint8Array[], change: { isSeen?: boolean; place?: NewsPlace }): Promise<void> {
    const sql = 'UPDATE news SET is_seen = coalesce(?, is_seen), place = coalesce(?, place) WHERE id = ?'
    const { isSeen, place } = change
    await this.#ledger.write((tx) => {
      for (const id of ids) {
        const { changes } = tx.run(sql, isSeen === undefined ? null : Number(isSeen), place ?? null, id)
        if (changes === 0) throw new EngineError('NOT_FOUND', 'There is no such news.')
      }
      this.#isChanged = true
    })
  }

  #read(rest: string, ...params: SqlValue[]): NewsRow[] {
    const rows = this.#ledger.all<Omit<NewsRow, 'isSeen'> & { isSeen: number } & Record<string, never>>(
      `SELECT ${COLUMNS} FROM news ${rest}`,
      ...params,
    )
    return rows.map((row) => ({ ...row, isSeen: row.isSeen === 1 }))
  }
}

const newsId = (kind: NewsKind, about: Uint8Array): Uint8Array =>
  hash('fumikura/news/1', Buffer.from(kind, 'utf8'), about)
