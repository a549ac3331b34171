// Keeps what waits on a phone: each call sealed under a name that tells nothing, in the order in which the
// person acted. All tabs of the phone share it.
import type { CacheKey, Sealed } from './cache-key.ts'
import { settled, use } from './far-database.ts'
import type { Waiting } from './waiting-calls.ts'

const TABS = 'fumikura.far.waiting'
const LOCK = 'fumikura.far.waiting'

/** Persisted in browsers: do not change. */
export interface OutboxRow {
  order: number
  /** Of the waiting call; it is part of the seal. */
  id: string
  /** JSON of `Waiting`. */
  call: Sealed
}

export interface Kept {
  order: number
  waiting: Waiting
}

/** The way of a phone to its rows; a test has its own. */
export interface OutboxRows {
  list(): Promise<OutboxRow[]>
  /** Without `order` behind all others. */
  put(row: Omit<OutboxRow, 'order'> & { order?: number }): Promise<unknown>
  /** Puts another row of the same id in its place, or removes it. False if another id is there. */
  replace(order: number, id: string, row: OutboxRow | null): Promise<boolean>
}

export class OutboxStore {
  readonly #key: CacheKey
  readonly #rows: OutboxRows
  readonly #tabs = new BroadcastChannel(TABS)
  #turn: Promise<unknown> = Promise.resolve()

  constructor(key: CacheKey, rows: OutboxRows = databaseRows) {
    this.#key = key
    this.#rows = rows
  }

  list(): Promise<Kept[]> {
    return this.#inTurn(async () => {
      const kept = (await this.#rows.list()).map(async ({ order, id, call }): Promise<Kept[]> => {
        const text = await this.#key.open(nameOf(id), call)
        return text === null ? [] : [{ order, waiting: JSON.parse(text) as Waiting }]
      })
      return (await Promise.all(kept)).flat()
    })
  }

  /** Behind all others, or in the place of an earlier one. */
  async keep(waiting: Waiting, order?: number): Promise<void> {
    await this.#inTurn(async () =>
      this.#rows.put({ ...(await this.#seal(waiting)), ...(order === undefined ? {} : { order }) }),
    )
  }

  /** False if something else took its place meanwhile. */
  change({ order, waiting }: Kept): Promise<boolean> {
    return this.#inTurn(async () =>
      this.#rows.replace(order, waiting.id, { ...(await this.#seal(waiting)), order }),
    )
  }

  async remove({ order, waiting }: Kept): Promise<void> {
    await this.#rows.replace(order, waiting.id, null)
  }

  /**
   * Puts all rows under another key, while this tab keeps nothing. `write` returns false if another
   * tab has changed a row since it was read. A row that the present key does not open stays as it
   * is.
   */
  sealAnew(
    next: CacheKey,
    write: (rows: OutboxRow[], sealed: OutboxRow[]) => Promise<boolean>,
  ): Promise<void> {
    return this.#inTurn(async () => {
      let isWritten = false
      while (!isWritten) {
        const rows = await this.#rows.list()
        isWritten = await write(rows, await Promise.all(rows.map((row) => this.#sealRow(row, next))))
      }
    })
  }

  onChanged(listener: () => void): void {
    this.#tabs.addEventListener('message', listener)
  }

  close(): void {
    this.#tabs.close()
  }

  tellOthers(): void {
    this.#tabs.postMessage(null)
  }

  async #sealRow(row: OutboxRow, next: CacheKey): Promise<OutboxRow> {
    const name = nameOf(row.id)
    const text = await this.#key.open(name, row.call)
    return text === null ? row : { ...row, call: await next.seal(name, text) }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #seal(waiting: Waiting): Promise<Omit<OutboxRow, 'order'>> {
    const { id } = waiting
    return { id, call: await this.#key.seal(nameOf(id), JSON.stringify(waiting)) }
  }
}

const nameOf = (id: string): string => `waiting ${id}`

/** Of two tabs that are connected, one gives. */
export async function aloneAmongTabs(act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(LOCK, act)
}

const databaseRows: OutboxRows = {
  list: () => use<OutboxRow[]>('waiting', 'readonly', (store) => store.getAll()),
  put: (row) => use('waiting', 'readwrite', (store) => store.put(row)),
  replace: (order, id, row) =>
    use('waiting', 'readwrite', async (store) => {
      const found = await settled(store.get(order) as IDBRequest<OutboxRow | undefined>)
      if (found?.id !== id) return false
      if (row === null) store.delete(order)
      else store.put(row)
      return true
    }),
}
