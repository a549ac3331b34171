// What a phone remembers of its home: answers, each sealed under a name that tells nothing. What was not
// used for 30 days goes, and what was used the longest ago if there is too much.
import type { CacheKey, Sealed } from './cache-key.ts'
import { use, walk } from './far-database.ts'

const KEPT_MS = 30 * 24 * 60 * 60_000
const MAX_BYTES = 50 * 1024 * 1024

/** Persisted in browsers: do not change. */
interface Row {
  name: string
  /** When it was kept or given last, by the clock of this phone. ms */
  used: number
  /** Of the sealed answer. */
  bytes: number
  /** JSON of `Remembered`. */
  answer: Sealed
  /** JSON of the refs that the answer names. */
  refs: Sealed
}

export interface Remembered {
  value: unknown
  /** When home gave it, by its own clock. ms */
  at: number
  /** How far its clock was ahead of this phone's. ms */
  ahead: number
}

/** The way of a phone to its rows; a test has its own. */
export interface MemoryRows {
  get(name: string): Promise<Row | undefined>
  put(row: Row): Promise<unknown>
  remove(names: readonly string[]): Promise<unknown>
  /** All of them, those that were used the longest ago first. */
  listAges(): Promise<{ name: string; used: number; bytes: number }[]>
}

export class Memory {
  readonly #key: CacheKey
  readonly #rows: MemoryRows
  /** Which rows name which letter; null until it was read. */
  #named: Map<string, Set<string>> | null = null

  constructor(key: CacheKey, rows: MemoryRows = databaseRows) {
    this.#key = key
    this.#rows = rows
  }

  /** Null if it is not remembered. */
  async recall(call: string, input: unknown): Promise<Remembered | null> {
    const key = this.#key
    const name = await nameOf(key, call, input)
    const row = await this.#rows.get(name)
    if (row === undefined) return null
    const text = await key.open(name, row.answer)
    if (text === null) return null
    await this.#rows.put({ ...row, used: Date.now() })
    return JSON.parse(text) as Remembered
  }

  async keep(call: string, input: unknown, remembered: Remembered): Promise<void> {
    const key = this.#key
    const name = await nameOf(key, call, input)
    const refs = new Set<string>()
    const answer = await key.seal(name, JSON.stringify(remembered, withoutPresence(refs)))
    if (this.#named !== null) addNames(this.#named, refs, name)
    await this.#rows.put({
      ...{ name, used: Date.now(), bytes: answer.body.byteLength, answer },
      refs: await key.seal(ofRefs(name), JSON.stringify([...refs])),
    })
  }

  async forget(call: string, input: unknown): Promise<void> {
    await this.#rows.remove([await nameOf(this.#key, call, input)])
  }

  /** Removes the rows that are too old or too many. */
  async tidy(): Promise<void> {
    const ages = await this.#rows.listAges()
    const least = Date.now() - KEPT_MS
    let bytes = ages.reduce((sum, age) => sum + age.bytes, 0)
    const old = ages.filter((age) => {
      const isOver = age.used < least || bytes > MAX_BYTES
      if (isOver) bytes -= age.bytes
      return isOver
    })
    await this.#rows.remove(old.map(({ name }) => name))
  }

  /** Lists the letters that the rows name. */
  async listRefs(): Promise<string[]> {
    const key = this.#key
    const named = (this.#named = new Map<string, Set<string>>())
    for (const { name } of await this.#rows.listAges()) {
      const row = await this.#rows.get(name)
      const text = row === undefined ? null : await key.open(ofRefs(name), row.refs)
      addNames(named, JSON.parse(text ?? '[]') as string[], name)
    }
    return [...named.keys()]
  }

  /** After `listRefs`: true if a row names the letter. */
  has(ref: string): boolean {
    return this.#named?.has(ref) === true
  }

  /** Removes all rows that name one of the letters. */
  async forgetLetters(refs: readonly string[]): Promise<void> {
    await this.#rows.remove(refs.flatMap((ref) => [...(this.#named?.get(ref) ?? [])]))
    refs.forEach((ref) => this.#named?.delete(ref))
  }
}

const nameOf = (key: CacheKey, call: string, input: unknown): Promise<string> =>
  key.name(`${call} ${JSON.stringify(input ?? null)}`)

function addNames(named: Map<string, Set<string>>, refs: Iterable<string>, name: string): void {
  for (const ref of refs) named.set(ref, (named.get(ref) ?? new Set()).add(name))
}

const ofRefs = (name: string): string => `${name} refs`

/** Who is connected is true only at the moment of the answer. */
const PRESENCE: Readonly<Record<string, unknown>> = { online: false, lastSeenAt: null, connected: 0 }

function withoutPresence(refs: Set<string>): (key: string, value: unknown) => unknown {
  return (key, value) => {
    if (isLetter(value)) refs.add(value.ref)
    return Object.hasOwn(PRESENCE, key) ? PRESENCE[key] : value
  }
}

/** A letter or an entry of a talk; not a link to one, nor a gap where one is not here. */
function isLetter(value: unknown): value is { ref: string } {
  if (typeof value !== 'object' || value === null || !('ref' in value) || 'code' in value) return false
  return typeof value.ref === 'string' && ('sentAt' in value || 'at' in value)
}

const databaseRows: MemoryRows = {
  get: (name) => use<Row | undefined>('kept', 'readonly', (store) => store.get(name)),
  put: (row) => use('kept', 'readwrite', (store) => store.put(row)),
  remove: (names) => use('kept', 'readwrite', async (store) => names.forEach((name) => store.delete(name))),
  listAges: () =>
    use('kept', 'readonly', async (store) => {
      const ages: { name: string; used: number; bytes: number }[] = []
      await walk(store.index('age').openKeyCursor(), ({ key, primaryKey }) => {
        const [used, bytes] = key as [number, number]
        ages.push({ name: primaryKey as string, used, bytes })
      })
      return ages
    }),
}
