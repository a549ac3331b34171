// What a person did on a phone while its home did not answer: sealed in this browser, in order, and given
// to home once, by one tab. What home refuses stays until the person has seen why.
import {
  EngineError,
  isEngineError,
  type DraftId,
  type ErrorCode,
  type Invoke,
  type Thread,
  type ThreadSummary,
  type ThreadUndo,
} from '../../core/contract/index.ts'
import { asIfDone, rowIdOf } from './as-if-done.ts'
import type { Around, CalledLink } from './connection.ts'
import { opensByLock } from './far-lock.ts'
import type { Kept, OutboxStore } from './outbox-store.ts'
import {
  asDraft,
  drawId,
  draftOf,
  eventsOf,
  keyOf,
  MAY_WAIT,
  named,
  timeOf,
  type Waiting,
  type WaitingCall,
  type WaitingName,
} from './waiting-calls.ts'
import { listDrafts, readDraft } from './waiting-drafts.ts'

export interface OutboxParts {
  store: OutboxStore
  /** This moment by the clock of home. ms */
  now: () => number
  /** Runs it while no other tab runs one. */
  alone: (act: () => Promise<void>) => Promise<void>
}

/** Home is not there, or not open: what waits goes on waiting. */
const LATER: ReadonlySet<ErrorCode> = new Set([
  'UNREACHABLE',
  'CANCELLED',
  'LOCKED',
  'HOME_LOCKED',
  'NO_PERSON',
])
/** Also a phone that its owner has not unlocked: what it may never do is refused. */
function isLater(error: EngineError): boolean {
  return LATER.has(error.code) || opensByLock(error)
}

/** The draft was sent or discarded by another window. */
const DRAFT_ENDED: ReadonlySet<ErrorCode> = new Set(['SENT', 'NOT_FOUND'])

export class Outbox {
  readonly #parts: OutboxParts
  #kept: readonly Kept[] = []
  #loading: Promise<void>
  #ask: Invoke = () => Promise.reject(new EngineError('UNREACHABLE', 'Not connected yet.'))
  #link: CalledLink | null = null
  #isGiving = false
  #isDue = false
  #onChange: () => void = () => undefined
  #onDone: (done: Waiting, answer: unknown) => void = () => undefined
  /** The rows that this page has shown. */
  readonly #rows = new Map<string, ThreadSummary>()
  /** What undoes an order: it was not given yet, or home has said how. */
  readonly #undos = new WeakMap<object, { id: string; undo: ThreadUndo | null }>()
  /** The undo of each order that waits, by the id of its call. */
  readonly #given = new Map<string, ThreadUndo>()

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#loading = this.#load()
    parts.store.onChanged(() => void (this.#loading = this.#reload()))
  }

  /** Everything that waits or was refused, the oldest first. */
  get waiting(): readonly Waiting[] {
    return this.#kept.map(({ waiting }) => waiting)
  }

  onChange(listener: () => void): void {
    this.#onChange = listener
  }

  /** Calls the listener with what home has done, in the tab that gave it. */
  onDone(listener: (done: Waiting, answer: unknown) => void): void {
    this.#onDone = listener
  }

  /** Around a memory, which then keeps what home says and not what waits. */
  readonly around =
    (inner: Around): Around =>
    (ask, link) => {
      this.#link = link
      this.#ask = ask
      const read = inner(ask, link)
      link.onOnline(() => void this.#giveSoon())
      return async (call, input, options) => {
        if (MAY_WAIT.has(call)) return this.#act(call as WaitingName, input)
        await this.#loading
        if (call === 'drafts.get') return readDraft((input as { draft: DraftId }).draft, this.waiting, read)
        if (call === 'drafts.list') return listDrafts(this.#going, read)
        const value = asIfDone(call, input, await read(call, input, options), this.#going)
        if (call === 'threads.list') this.#learn(value as ThreadSummary[])
        if (call === 'threads.get') this.#learn([(value as Thread).summary])
        return value
      }
    }

  /**
   * Takes back what home cannot have yet. Words that would be said are a draft again.
   * @throws HOME_AWAY if home may have it
   */
  async takeBack(id: string): Promise<void> {
    await this.#loading
    const kept = this.#kept.find(({ waiting }) => waiting.id === id)
    if (kept === undefined || kept.waiting.isTried) throw new EngineError('HOME_AWAY', 'Home may have it.')
    await this.#drop(kept)
    if (kept.waiting.call === 'talks.say') await this.#keep(asDraft(kept.waiting.input), false)
    else this.#tell(kept.waiting)
  }

  /** The person has seen why home refused it. */
  async forgetRefused(id: string): Promise<void> {
    const kept = this.#kept.find(({ waiting }) => waiting.id === id && waiting.refusal !== null)
    if (kept !== undefined) await this.#drop(kept)
  }

  /** Home has the draft, or it is gone: words of it that home did not take are of no use. */
  async #forgetUnsaved(done: WaitingCall): Promise<void> {
    const draft = draftOf(done)
    const isOfIt = ({ waiting: one }: Kept): boolean =>
      one.call === 'drafts.save' && one.refusal !== null && one.input.draft === draft
    for (const kept of this.#kept.filter(isOfIt)) await this.#drop(kept)
  }

  get #going(): readonly Waiting[] {
    return this.waiting.filter(({ refusal }) => refusal === null)
  }

  #learn(rows: readonly ThreadSummary[]): void {
    for (const row of rows) this.#rows.set(rowIdOf(row), row)
  }

  async #act(call: WaitingName, input: unknown): Promise<unknown> {
    await this.#loading
    const undone = call === 'threads.restore' ? this.#undos.get(input as object) : undefined
    if (undone?.undo === null) return this.takeBack(undone.id).then(() => ({}))
    const given = named(call, undone?.undo ?? input)
    if (this.#link?.isOnline() !== true || this.#going.length > 0) return this.#keep(given, false)
    try {
      const answer = await this.#ask(call, given.input)
      await this.#forgetUnsaved(given)
      return answer
    } catch (error) {
      if (!isEngineError(error, 'UNREACHABLE')) throw error
      return this.#keep(given, true)
    }
  }

  /** Resolves as home would answer. @throws HOME_AWAY for a letter: it waits, and has no name yet */
  async #keep(given: WaitingCall, isTried: boolean): Promise<unknown> {
    const key = keyOf(given)
    const draft = draftOf(given)
    const row = given.call === 'threads.order' ? this.#rowOf(given.input) : null
    const waiting = { ...given, id: drawId(), at: this.#parts.now(), isTried, refusal: null, row } as Waiting
    const isReplaced = ({ waiting: one }: Kept): boolean =>
      !one.isTried && ((key !== null && keyOf(one) === key) || endsSaving(given, one))
    const replaced = this.#kept.filter(isReplaced)
    if (waiting.call === 'drafts.save' && replaced.some(({ waiting: one }) => begins(one)))
      waiting.input = { ...waiting.input, begins: true }
    const same = replaced.find(({ waiting: one }) => keyOf(one) === key)
    await this.#parts.store.keep(waiting, same?.order)
    for (const kept of replaced) if (kept !== same) await this.#parts.store.remove(kept)
    this.#link?.miss()
    await this.#changed()
    this.#tell(waiting)
    void this.#giveSoon()
    if (waiting.call === 'drafts.send' || waiting.call === 'talks.say')
      throw new EngineError('HOME_AWAY', 'It waits on this phone.', { details: { draft } })
    return this.#answerTo(waiting)
  }

  #rowOf({ ref, group }: { ref?: string; group?: string }): ThreadSummary | null {
    return this.#rows.get(group ?? ref ?? '') ?? null
  }

  #answerTo(waiting: Waiting): unknown {
    if (waiting.call === 'drafts.save') return { draft: waiting.input.draft, savedAt: timeOf(waiting) }
    if (waiting.call === 'drafts.remove') return { draft: waiting.input.draft }
    if (waiting.call === 'talks.markRead') return { read: 0 }
    if (waiting.call === 'letters.tidy') return []
    if (waiting.call !== 'threads.order') return {}
    const undo: ThreadUndo = { letters: [] }
    this.#undos.set(undo, { id: waiting.id, undo: null })
    this.#given.set(waiting.id, undo)
    return { summary: waiting.row, undo }
  }

  async #giveSoon(): Promise<void> {
    // The database may be gone. What still waits goes at the next connection.
    await this.give().catch(() => undefined)
  }

  /** Gives home what waits, in order, one at a time. */
  async give(): Promise<void> {
    this.#isDue = true
    if (this.#isGiving) return
    this.#isGiving = true
    try {
      while (this.#isDue) {
        this.#isDue = false
        await this.#parts.alone(() => this.#giveAll())
      }
    } finally {
      this.#isGiving = false
    }
  }

  async #giveAll(): Promise<void> {
    await (this.#loading = this.#load())
    for (let next = this.#next; next !== undefined; next = this.#next) if (!(await this.#give(next))) return
  }

  get #next(): Kept | undefined {
    if (this.#link?.isOnline() !== true) return undefined
    return this.#kept.find(({ waiting }) => waiting.refusal === null)
  }

  /** False if home is not there any longer. */
  async #give(kept: Kept): Promise<boolean> {
    const { store } = this.#parts
    // A page that ends now must not take it back: home may have it.
    const tried = { ...kept, waiting: { ...kept.waiting, isTried: true } }
    if (!(await store.change(tried))) return this.#changed().then(() => true)
    const { waiting } = tried
    try {
      const answer = await this.#ask(waiting.call, waiting.input)
      await store.remove(tried)
      await this.#changed()
      await this.#forgetUnsaved(waiting)
      const undo = this.#given.get(waiting.id)
      if (undo !== undefined)
        this.#undos.set(undo, { id: waiting.id, undo: (answer as { undo: ThreadUndo }).undo })
      this.#onDone(waiting, answer)
    } catch (error) {
      if (isEngineError(error) && isLater(error)) return false
      await this.#refuse(tried, isEngineError(error) ? error.code : 'INTERNAL')
    }
    return true
  }

  async #refuse(kept: Kept, code: ErrorCode): Promise<void> {
    const { store } = this.#parts
    const { waiting } = kept
    const isSilent =
      waiting.call === 'talks.markRead' || (waiting.call === 'drafts.remove' && code === 'NOT_FOUND')
    if (isSilent) await store.remove(kept)
    else if (waiting.call === 'drafts.save' && DRAFT_ENDED.has(code)) await this.#saveAnew(kept, code)
    else await store.change({ ...kept, waiting: { ...waiting, refusal: code } })
    await this.#changed()
    if (waiting.call === 'talks.say') await this.#keep(asDraft(waiting.input), false).catch(() => undefined)
    this.#tell(waiting)
  }

  /** The words are another draft, and what would send the ended one sends nothing. */
  async #saveAnew(kept: Kept, code: ErrorCode): Promise<void> {
    const { store } = this.#parts
    const { waiting } = kept
    if (waiting.call !== 'drafts.save') return
    const input = { ...waiting.input, draft: drawId() as DraftId, begins: true }
    await store.keep({ ...waiting, input, id: drawId(), isTried: false }, kept.order)
    const sends = this.#kept.filter(
      ({ waiting: one }) => one.call === 'drafts.send' && draftOf(one) === waiting.input.draft,
    )
    for (const one of sends) await store.change({ ...one, waiting: { ...one.waiting, refusal: code } })
  }

  async #drop(kept: Kept): Promise<void> {
    await this.#parts.store.remove(kept)
    await this.#changed()
  }

  async #changed(): Promise<void> {
    await (this.#loading = this.#load())
    this.#parts.store.tellOthers()
  }

  async #load(): Promise<void> {
    this.#kept = await this.#parts.store.list().catch(() => [])
    this.#onChange()
  }

  /** Another tab has changed it. */
  async #reload(): Promise<void> {
    const before = this.#kept
    await this.#load()
    const ids = (all: readonly Kept[]): Set<string> => new Set(all.map(({ waiting }) => waiting.id))
    const [old, now] = [ids(before), ids(this.#kept)]
    const changed = [...before, ...this.#kept].filter(({ waiting: { id } }) => !old.has(id) || !now.has(id))
    for (const { waiting } of changed) this.#tell(waiting)
  }

  #tell(waiting: Waiting): void {
    for (const event of eventsOf(waiting)) this.#link?.tell(event)
  }
}

const begins = (waiting: Waiting): boolean => waiting.call === 'drafts.save' && waiting.input.begins === true

/** Words that are said or discarded need no saving before. */
function endsSaving(given: WaitingCall, one: Waiting): boolean {
  const ends = given.call === 'talks.say' || given.call === 'drafts.remove'
  return ends && one.call === 'drafts.save' && draftOf(one) === draftOf(given)
}
