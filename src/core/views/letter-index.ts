// The list of letters: boxes, threads, full text, and all queries on them.
// It is derived from the ledger (ledger-follower.ts) and contains nothing that the ledger does not
// know.
import type { Rows } from '../ledger/index.ts'
import { countBins, countBoxes, type LetterCount } from './box-counts.ts'
import { allOf, boxCondition, type Bin, type Box, type ListName } from './boxes.ts'
import { findMutedRows, type Mute } from './inbox-rows.ts'
import { listLabels } from './letter-labels.ts'
import { LedgerFollower, type FollowerOptions } from './ledger-follower.ts'
import { UNREAD, type ListFilter } from './letter-queries.ts'
import { decodeRow, refStart, ROW_COLUMNS, type LetterRow, type ListedEntry } from './letter-rows.ts'
import { listedFrom } from './letter-schema.ts'
import { keyOfRow } from './row-names.ts'
import {
  findBinned,
  findRowOf,
  listThreads,
  readGroup,
  readThread,
  type ThreadFacts,
  type ThreadPage,
} from './thread-queries.ts'
import {
  countUnreadOfTalk,
  countUnreadSaid,
  listTalk,
  listUnreadSaid,
  type TalkPage,
} from './talk-queries.ts'
import type { ListPosition, Page } from './list-pages.ts'
import { fittingIn, readPage } from './read-page.ts'
import { countMatching, listMatching, searchLetters } from './search-letters.ts'
import type { SearchFilter } from './search-filter.ts'
import { listUnfiled, type Unfiled } from './unfiled.ts'

/** From `since` to before `until`; ms since the epoch. */
interface Times {
  since: number
  until: number
}

/** Sorts before every object id. An empty blob would be taken for null. */
const BEFORE_ALL = Uint8Array.of(0)

/** Returns what is muted at a time. It is read at each query, so the index need not follow it. */
type ListMutes = (now: number) => readonly Mute[]

export class LetterIndex {
  readonly #follower: LedgerFollower
  readonly #listMutes: ListMutes

  private constructor(follower: LedgerFollower, listMutes: ListMutes) {
    this.#follower = follower
    this.#listMutes = listMutes
  }

  /** @throws HOME_LOCKED, NO_SPACE */
  static async open({
    listMutes,
    ...options
  }: FollowerOptions & { listMutes: ListMutes }): Promise<LetterIndex> {
    return new LetterIndex(await LedgerFollower.open(options), listMutes)
  }

  close(): Promise<void> {
    return this.#follower.close()
  }

  /**
   * Applies what was just written to the ledger. `texts` are texts by object in hex, which then
   * need not be read from the store.
   */
  follow(texts: ReadonlyMap<string, string>): Promise<void> {
    return this.#follower.follow(texts)
  }

  /**
   * Resolves when no file of the index contains a word that the ledger no longer has.
   * @throws NO_SPACE, CANCELLED
   */
  erase(): Promise<void> {
    return this.#follower.erase()
  }

  /** Runs `act`, which adds very many letters. The index may use more memory meanwhile. */
  applyMany<T>(act: () => Promise<T>): Promise<T> {
    return this.#follower.applyMany(act)
  }

  /**
   * A page of the letters in a box, in all boxes or in a bin, that match the filter.
   * @throws INVALID for an invalid cursor
   */
  async list(box: ListName | Bin, now: number, filter: ListFilter, page: Page): Promise<ListedEntry[]> {
    return this.#follower.query((view) => listBox(view, box, now, filter, page))
  }

  /** A page of a talk, the newest letters first. @throws INVALID for an invalid cursor */
  async listTalk(talk: Uint8Array, page: TalkPage): Promise<ListedEntry[]> {
    return this.#follower.query((view) => listTalk(view, talk, page))
  }

  /** Returns what was said in a talk and not read, up to this letter, the oldest first. */
  async listUnreadSaid(talk: Uint8Array, upTo: Uint8Array, now: number): Promise<ListedEntry[]> {
    return this.#follower.query((view) => listUnreadSaid(view, talk, upTo, now))
  }

  /** Counts everything in a talk that is not opened and can still be opened. */
  async countUnreadOfTalk(talk: Uint8Array, now: number): Promise<number> {
    return this.#follower.query((view) => countUnreadOfTalk(view, talk, now))
  }

  /** Counts what was said in a talk and not read, and returns the first of it. */
  async countUnreadSaid(
    talk: Uint8Array,
    now: number,
  ): Promise<{ count: number; first: ListedEntry | null }> {
    return this.#follower.query((view) => countUnreadSaid(view, talk, now))
  }

  /** Returns the hits, the newest first. @throws INVALID for an invalid cursor */
  async search(filter: SearchFilter, now: number, page: Omit<Page, 'order'>): Promise<ListedEntry[]> {
    return this.#follower.query((view) => searchLetters(view, filter, now, page))
  }

  /** Returns those of these objects whose letters a search finds, in the given order. */
  async listMatching(
    filter: SearchFilter,
    now: number,
    objects: readonly Uint8Array[],
  ): Promise<Uint8Array[]> {
    return this.#follower.query((view) => listMatching(view, filter, now, objects))
  }

  /** Returns how many letters of others a search finds. */
  async countMatching(filter: SearchFilter, now: number): Promise<number> {
    return this.#follower.query((view) => countMatching(view, filter, now))
  }

  /**
   * Returns the number of letters in each box, and how many of them are sealed and can still be
   * opened, in how many rows of the inbox. Of a muted row only what is urgent counts as unread, and
   * nothing of a bin.
   */
  async count(now: number): Promise<Record<Box | Bin, LetterCount>> {
    return this.#follower.query((view) => {
      const muted = findMutedRows(view, this.#listMutes(now))
      const rows = [...muted.values()].map(({ row }) => row)
      return { ...countBoxes(view, now, rows), ...countBins(view) }
    })
  }

  /**
   * A page of the threads with a letter in the box that matches the filter. In the inbox all threads
   * of a group are one row. In a bin each letter is one.
   * @throws INVALID for an invalid cursor
   */
  async listThreads(
    box: ListName | Bin,
    now: number,
    filter: ListFilter,
    page: ThreadPage,
  ): Promise<ThreadFacts[]> {
    return this.#follower.query((view) =>
      listThreads(view, box, now, filter, page, findMutedRows(view, this.#listMutes(now))),
    )
  }

  /** Returns the authors of the sealed letters in a box that can still be opened. */
  async listSealedAuthors(box: ListName | Bin, now: number): Promise<Uint8Array[]> {
    return this.#follower.query((view) => listSealedAuthors(view, box, now))
  }

  /** Returns the labels in use, most used first. */
  async labels(): Promise<string[]> {
    return this.#follower.query(listLabels)
  }

  /**
   * Returns the letters of the thread of a letter, the newest last: at most `limit` before a
   * cursor. Null if it has none. A letter in a bin is alone.
   * @throws INVALID for an invalid cursor
   */
  async readThread(
    object: Uint8Array,
    now: number,
    page: Omit<Page, 'order'>,
  ): Promise<{ facts: ThreadFacts; letters: ListedEntry[] } | null> {
    return this.#follower.query((view) =>
      readThread(view, object, now, page, findMutedRows(view, this.#listMutes(now))),
    )
  }

  /** Returns the row of a group, and its letters in the inbox. Null if no letter of it is here. */
  async readGroup(
    group: Uint8Array,
    now: number,
  ): Promise<{ facts: ThreadFacts; letters: ListedEntry[] } | null> {
    return this.#follower.query((view) =>
      readGroup(view, group, now, findMutedRows(view, this.#listMutes(now))),
    )
  }

  /** Returns what mutes the row of a letter now: nothing, one name or several. */
  async listMutesOf(object: Uint8Array, now: number): Promise<Mute[]> {
    return this.#follower.query((view) => {
      const row = findRowOf(view, object)
      if (row === null) return []
      return this.#listMutes(now).filter((mute) => findMutedRows(view, [mute]).has(keyOfRow(row)))
    })
  }

  /** Returns the letters that could not be filed, or only by their title. */
  listUnfiled(): Promise<Unfiled[]> {
    return this.#follower.query(listUnfiled)
  }

  /** Null for a letter in a bin, too. */
  async find(object: Uint8Array): Promise<ListedEntry | null> {
    const query = `SELECT ${ROW_COLUMNS} FROM letters WHERE object = ?`
    const row = await this.#follower.query((view) => view.get<LetterRow>(query, object))
    return row === undefined ? null : decodeRow(row)
  }

  /** Returns a letter of the lists or of the bins. */
  async findAnywhere(object: Uint8Array): Promise<ListedEntry | null> {
    return (await this.find(object)) ?? this.#follower.query((view) => findBinned(view, object))
  }

  /** Returns all replies to `object`, the oldest first. */
  async listReplies(object: Uint8Array): Promise<ListedEntry[]> {
    const query = `SELECT ${ROW_COLUMNS} FROM letters WHERE reply_object = ? ORDER BY at, object`
    return this.#follower.query((view) => view.all<LetterRow>(query, object).map(decodeRow))
  }

  /**
   * Returns the next `limit` letters after a position, the oldest first, within `times`. Includes
   * replaced versions.
   */
  async listFrom(
    after: Pick<ListPosition, 'at' | 'object'> | null,
    limit: number,
    times: Times,
  ): Promise<ListedEntry[]> {
    const { at, object } = after ?? { at: times.since, object: BEFORE_ALL }
    const query = `SELECT ${ROW_COLUMNS} FROM letters INDEXED BY letters_by_at WHERE (at, object) > (?, ?) AND at < ? ORDER BY at, object LIMIT ?`
    return this.#follower.query((view) =>
      view.all<LetterRow>(query, at, object, times.until, limit).map(decodeRow),
    )
  }

  /** Returns the number of letters within these times. */
  async countBetween({ since, until }: Times): Promise<number> {
    const query = 'SELECT count(*) AS total FROM letters INDEXED BY letters_by_at WHERE at >= ? AND at < ?'
    return this.#follower.query((view) => view.get<{ total: number }>(query, since, until)!.total)
  }

  /**
   * Letters whose ref text begins like this, also those in bins. At most two, which is enough to know
   * that the text is ambiguous.
   */
  async findByRefStart(tail: string): Promise<ListedEntry[]> {
    const start = refStart(tail)
    const among = (from: string): string =>
      `SELECT ${ROW_COLUMNS} ${from} WHERE ref_start >= ? AND ref_start < ? AND instr(entry ->> 'ref', ?) > 0`
    const query = `${among('FROM letters')} UNION ALL ${among('FROM binned')} LIMIT 2`
    const asked = [start, `${start}~`, `/${tail}`]
    return this.#follower.query((view) => view.all<LetterRow>(query, ...asked, ...asked).map(decodeRow))
  }
}

function listBox(
  view: Rows,
  box: ListName | Bin,
  now: number,
  filter: ListFilter,
  page: Page,
): ListedEntry[] {
  const walk = { box, label: filter.label }
  return readPage<LetterRow>(view, ROW_COLUMNS, walk, fittingIn(box, filter, now), page).map(decodeRow)
}

function listSealedAuthors(view: Rows, box: ListName | Bin, now: number): Uint8Array[] {
  const { sql, params } = allOf([boxCondition(box, now), { sql: UNREAD, params: [now] }])
  const query = `SELECT DISTINCT author ${listedFrom(box, 'newest')} WHERE ${sql}`
  return view.all<{ author: Uint8Array }>(query, ...params).map(({ author }) => author)
}
