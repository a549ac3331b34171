// A list of letters as it is read from the engine: page by page as one scrolls, and kept true while one looks.
// Beside receive and state: what changes is asked again one by one, so that nothing jumps and nothing is guessed.
import {
  isEngineError,
  type EngineError,
  type LetterSummary,
  type RefText,
} from '../../core/contract/index.ts'
import type { AppEvents } from './events.ts'

/** Newest first, after the letter of `before`. */
export type ReadPage = (
  limit: number,
  before: LetterSummary['cursor'] | undefined,
) => Promise<LetterSummary[]>

export interface PagesParts {
  events: AppEvents
  readSummary: (ref: RefText) => Promise<LetterSummary>
}

/** The first page has to be there at once, the others only before they are reached. */
const FIRST_PAGE = 60
const NEXT_PAGE = 200
const WHOLE_PAGE = 1000
/** Changes of one moment are looked at together; more than a few mean reading again what is shown. */
const SETTLE_MS = 60
const MANY_CHANGES = 24

export const idOf = (letter: Pick<LetterSummary, 'ref' | 'draft'>): string => letter.ref ?? letter.draft ?? ''

export class LetterPages {
  readonly #parts: PagesParts
  #readPage: ReadPage = () => Promise.resolve([])
  #entries = $state.raw<readonly LetterSummary[]>([])
  #phase = $state<'loading' | 'ready' | 'failed'>('loading')
  #error = $state.raw<EngineError | null>(null)
  #hasMore = $state(false)
  /** True while the last change put something on top: whoever draws keeps what is looked at in its place. */
  #grewOnTop = $state(false)
  /** Raised by everything that makes an answer under way worthless. */
  #turn = 0
  #loadingMore: Promise<void> | null = null
  #changed = new Set<RefText>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(parts: PagesParts) {
    this.#parts = parts
    parts.events.on('letter-arrived', ({ ref }) => this.#noteChange(ref))
    parts.events.on('letter-changed', ({ ref }) => this.#noteChange(ref))
    parts.events.on('reconnected', () => void this.reread())
  }

  get entries(): readonly LetterSummary[] {
    return this.#entries
  }

  get phase(): 'loading' | 'ready' | 'failed' {
    return this.#phase
  }

  get error(): EngineError | null {
    return this.#error
  }

  get hasMore(): boolean {
    return this.#hasMore
  }

  get grewOnTop(): boolean {
    return this.#grewOnTop
  }

  /** Another list from here on. What was shown goes at once, because it would be wrong; unless it is the same list narrowed. */
  async open(readPage: ReadPage, keep: 'nothing' | 'until-read' = 'nothing'): Promise<void> {
    this.#readPage = readPage
    this.#changed.clear()
    if (keep === 'nothing') this.#entries = []
    this.#phase = keep === 'nothing' ? 'loading' : this.#phase
    await this.#fill(FIRST_PAGE)
  }

  /** What is shown, read again: after the engine was away, or when too much changed at once. */
  async reread(): Promise<void> {
    await this.#fill(Math.max(FIRST_PAGE, this.#entries.length))
  }

  /** The next page. Called as often as one likes; asks once at a time. */
  loadMore(): Promise<void> {
    if (!this.#hasMore || this.#phase !== 'ready') return Promise.resolve()
    this.#loadingMore ??= this.#loadNext().finally(() => (this.#loadingMore = null))
    return this.#loadingMore
  }

  async #fill(count: number): Promise<void> {
    const turn = ++this.#turn
    try {
      const { entries, hasMore } = await this.#readAtLeast(count)
      if (turn !== this.#turn) return
      this.#set(entries, hasMore)
      this.#phase = 'ready'
      this.#error = null
    } catch (error) {
      if (turn !== this.#turn) return
      if (!isEngineError(error)) throw error
      this.#error = error
      // A list that was read before stays readable while the engine is away.
      if (this.#entries.length === 0) this.#phase = 'failed'
    }
  }

  async #readAtLeast(count: number): Promise<{ entries: LetterSummary[]; hasMore: boolean }> {
    const entries: LetterSummary[] = []
    while (entries.length < count) {
      const limit = Math.min(WHOLE_PAGE, count - entries.length)
      const page = await this.#readPage(limit, entries.at(-1)?.cursor)
      entries.push(...page)
      if (page.length < limit) return { entries, hasMore: false }
    }
    return { entries, hasMore: true }
  }

  async #loadNext(): Promise<void> {
    const turn = this.#turn
    const before = this.#entries.at(-1)?.cursor
    try {
      const page = await this.#readPage(NEXT_PAGE, before)
      if (turn !== this.#turn || before !== this.#entries.at(-1)?.cursor) return
      this.#set([...this.#entries, ...page], page.length === NEXT_PAGE)
    } catch (error) {
      // It is asked for again at the next scroll.
      if (!isEngineError(error)) throw error
    }
  }

  #set(entries: readonly LetterSummary[], hasMore: boolean): void {
    const first = this.#entries[0]
    this.#grewOnTop =
      first !== undefined && entries.length > this.#entries.length && idOf(entries[0]!) !== idOf(first)
    this.#entries = entries
    this.#hasMore = hasMore
  }

  #noteChange(ref: RefText): void {
    this.#changed.add(ref)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#settle(), SETTLE_MS)
  }

  async #settle(): Promise<void> {
    const changed = [...this.#changed]
    this.#changed.clear()
    if (this.#phase !== 'ready') return
    if (changed.length > MANY_CHANGES) return this.reread()
    for (const ref of changed) await this.#look(ref)
  }

  /** One letter asked again: whether it stands in this list is the engine's to say, by what follows the letter before it. */
  async #look(ref: RefText): Promise<void> {
    const turn = this.#turn
    try {
      const known = this.#entries.findIndex((entry) => entry.ref === ref)
      const at = known === -1 ? this.#placeOf(await this.#parts.readSummary(ref)) : known
      if (at === null || turn !== this.#turn) return
      const [found] = await this.#readPage(1, this.#entries[at - 1]?.cursor)
      if (turn !== this.#turn || this.#entries.findIndex((entry) => entry.ref === ref) !== known) return
      this.#put(ref, at, known !== -1, found)
    } catch (error) {
      if (!isEngineError(error)) throw error
    }
  }

  #put(ref: RefText, at: number, isKnown: boolean, found: LetterSummary | undefined): void {
    if (found?.ref === ref) this.#set(this.#entries.toSpliced(at, isKnown ? 1 : 0, found), this.#hasMore)
    else if (isKnown) this.#set(this.#entries.toSpliced(at, 1), this.#hasMore)
  }

  /** Where it would stand; null beyond what has been loaded. */
  #placeOf(letter: LetterSummary): number | null {
    const at = this.#entries.findIndex(({ sentAt }) => sentAt < letter.sentAt)
    if (at !== -1) return at
    return this.#hasMore ? null : this.#entries.length
  }
}
