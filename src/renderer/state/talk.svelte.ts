// The talk on screen: a stream of what was said and of letters, the oldest first. After receive and
// reference. An arrival brings its row with the event, so that it costs no call; other changes are
// read again, several of them by one call.
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import {
  isEngineError,
  type Asks,
  type DraftId,
  type GroupId,
  type LetterSummary,
  type PersonId,
  type RefText,
  type Talk,
  type TalkEntry,
  type TalkSettings,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { arrivedEntry, insertEntry, isOfTalk, isWholeArrival, joinPages } from './talk-entries.ts'

export type TalkPartner = PersonId | GroupId

const PAGE = 50
const OLDER_PAGE = 100
/** The contract's limit of a page. */
const MAX_READ = 1000
/** Older pages that are read to show the first unread entry. */
const MAX_PAGES_TO_LINE = 10
/** Debounces changes. ms */
const SETTLE_MS = 80
/** The engine marks and reports at most so often. ms */
const MARK_MS = 2000
const TYPING_MS = 4000
/** A signal comes every 4 s while somebody types; without a new one they have stopped. ms */
const TYPING_LASTS_MS = 6000

/** Where the stream was left: an entry, and its distance from the upper edge in px. */
export interface TalkSpot {
  ref: RefText
  top: number
  /** True for an entry that was looked for, which may be older than what is read. It is marked. */
  isSought?: true
}

export interface SayOptions {
  replyTo?: RefText
  replaces?: RefText
  /** Own files by id. */
  attachments?: string[]
  asIs?: string[]
  /** Makes it urgent. */
  asks?: Asks
  /** The draft with these words. */
  draft?: DraftId
}

export class TalkView {
  readonly partner: TalkPartner
  readonly #app: App
  #talk = $state.raw<Talk | null>(null)
  #error = $state.raw<unknown>(null)
  #hasMore = $state(false)
  #line = $state.raw<RefText | null>(null)
  readonly #typing = new SvelteMap<PersonId, ReturnType<typeof setTimeout>>()
  /** Where the stream was left for one of its letters; null at its end. */
  spot: TalkSpot | null = null
  /** The entry with the keyboard selection. */
  current = $state<RefText | null>(null)
  #listeners = 0
  #stop: () => void = () => undefined
  #turn = 0
  #isReading = false
  #isDue = false
  #unknown = new Set<RefText>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #marking: ReturnType<typeof setTimeout> | null = null
  #toMark: RefText | null = null
  #typedAt = 0

  constructor(app: App, partner: TalkPartner) {
    this.#app = app
    this.partner = partner
  }

  /** Null until the talk is read. */
  get talk(): Talk | null {
    return this.#talk
  }

  get entries(): readonly TalkEntry[] {
    return this.#talk?.entries ?? []
  }

  get error(): unknown {
    return this.#error
  }

  /** True if there are older entries. */
  get hasMore(): boolean {
    return this.#hasMore
  }

  /** The first entry that was new when the talk was shown. It stays until the talk is left. */
  get line(): RefText | null {
    return this.#line
  }

  /** The persons who are typing now. */
  get typing(): readonly PersonId[] {
    return [...this.#typing.keys()]
  }

  find(ref: RefText): TalkEntry | null {
    return this.entries.find(({ letter }) => letter.ref === ref) ?? null
  }

  /**
   * Follows the talk until the returned function is called. Several callers share one reading.
   * Everything read stays.
   */
  listen(): () => void {
    if (this.#listeners++ === 0) this.#stop = untrack(() => this.#begin())
    return () => {
      if (--this.#listeners === 0) this.#stop()
    }
  }

  #begin(): () => void {
    const { events } = this.#app
    const stops = [
      events.on('letter-arrived', ({ letter }) => this.#arrive(letter)),
      events.on('letter-changed', ({ ref }) => this.#queueChange(ref)),
      events.on('contact-changed', ({ person }) => this.#checkPresence(person)),
      events.on('author-stations-changed', () => this.#checkPresence(null)),
      events.on('typing', (event) => this.#hearTyping(event)),
      events.on('reconnected', () => void this.read()),
    ]
    void this.read()
    return () => {
      for (const stop of stops) stop()
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }

  /** Reads the newest entries again. Older ones that are shown stay. */
  async read(): Promise<void> {
    const turn = ++this.#turn
    this.#isReading = true
    this.#isDue = false
    try {
      const limit = Math.min(MAX_READ, Math.max(PAGE, this.entries.length + 1))
      const talk = await this.#app.api.talks.stream({ with: this.partner, limit })
      if (turn !== this.#turn) return
      await this.#accept(talk, limit)
    } catch (error) {
      if (turn === this.#turn) this.#error = error
    } finally {
      if (turn === this.#turn) this.#isReading = false
    }
    if (this.#isDue) this.#readLater()
  }

  async loadOlder(): Promise<void> {
    const first = this.entries[0]
    if (!this.#hasMore || this.#isReading || first === undefined) return
    this.#isReading = true
    try {
      await this.#prepend(first)
    } catch (error) {
      // The next scroll tries again.
      if (!isEngineError(error)) throw error
    } finally {
      this.#isReading = false
    }
    if (this.#isDue) this.#readLater()
  }

  /**
   * Says something, or a new version of it. @throws BLOCKED, NOT_A_POSTER, NOT_YOURS, TOO_LARGE,
   * NO_SPACE
   */
  async say(text: string, more: SayOptions = {}): Promise<void> {
    await this.#app.api.talks.say({ with: this.partner, text, ...more })
    await this.read()
  }

  /** Reacts with a short word, or takes the same word back. @throws SEALED, TOO_LARGE */
  async react({ letter, reactions }: TalkEntry, text: string): Promise<void> {
    const me = this.#app.home.myself?.person
    const isMine = reactions.some((reaction) => reaction.person === me && reaction.text === text)
    await this.#app.api.talks.react({ ref: letter.ref!, text: isMine ? '' : text })
    await this.read()
  }

  /** Confirms an urgent message, with a word for its author. @throws NOT_FOUND, SEALED */
  async confirm({ letter }: TalkEntry, word: string): Promise<void> {
    const note = word === '' ? {} : { note: word }
    await this.#app.api.letters.mark({ ref: letter.ref!, value: 'confirmed', ...note })
    await this.read()
  }

  async set(settings: Partial<TalkSettings>): Promise<void> {
    await this.#app.api.talks.settings({ with: this.partner, ...settings })
    await this.read()
  }

  /** Marks what was said up to this entry as read. Callers can call it at any rate. */
  markRead(upTo: RefText): void {
    if (this.#toMark === upTo) return
    this.#toMark = upTo
    if (this.#marking === null) this.#mark()
  }

  /** Signals that this person types, if the talk shows it. Callers can call it at any rate. */
  signalTyping(): void {
    if (this.#talk?.settings.showsTyping !== true || Date.now() - this.#typedAt < TYPING_MS) return
    this.#typedAt = Date.now()
    void this.#app.api.talks.typing({ with: this.partner }).catch(() => undefined)
  }

  async #accept(talk: Talk, limit: number): Promise<void> {
    const isFirst = this.#talk === null
    const isWhole = talk.entries.length < limit
    const { entries, kept } = joinPages(this.entries, talk.entries)
    if (isFirst) this.#line = talk.firstUnread
    if (kept === 0) this.#hasMore = !isWhole
    this.#error = null
    this.#talk = { ...talk, entries }
    for (let page = 0; isFirst && page < MAX_PAGES_TO_LINE && this.#isLineMissing; page++)
      await this.#prepend(this.entries[0]!)
  }

  get #isLineMissing(): boolean {
    return this.#line !== null && this.#hasMore && this.find(this.#line) === null
  }

  async #prepend(first: TalkEntry): Promise<void> {
    const page = await this.#app.api.talks.stream({
      with: this.partner,
      limit: OLDER_PAGE,
      before: first.letter.cursor,
    })
    if (this.#talk === null || this.entries[0]?.letter.ref !== first.letter.ref) return
    this.#hasMore = page.entries.length === OLDER_PAGE
    this.#talk = { ...this.#talk, entries: [...page.entries, ...this.entries] }
  }

  #arrive(letter: LetterSummary): void {
    this.#unknown.delete(letter.ref!)
    if (this.#talk === null || !isOfTalk(letter, this.#talk.with)) return
    this.#typing.delete(letter.from.person)
    const entry = arrivedEntry(letter, this.entries)
    if (!document.hasFocus()) this.#line ??= letter.ref
    this.#talk = { ...this.#talk, entries: insertEntry(this.entries, entry) }
    if (this.#isReading || !isWholeArrival(entry)) this.#readLater()
  }

  /** A change of an unknown letter may be something said in another window. An arrival follows. */
  #queueChange(ref: RefText): void {
    if (this.find(ref) === null) this.#unknown.add(ref)
    this.#readLater(this.find(ref) !== null)
  }

  /** Who can hand over a sealed letter depends on who is connected. */
  #checkPresence(person: PersonId | null): void {
    const isWaiting = ({ letter: { opensFrom, from } }: TalkEntry): boolean =>
      opensFrom !== null && opensFrom !== 'here' && (person === null || from.person === person)
    if (this.entries.some(isWaiting)) this.#readLater()
  }

  #readLater(isDue = true): void {
    this.#isDue ||= isDue
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const isAnythingNew = this.#isDue || this.#unknown.size > 0
      this.#unknown.clear()
      if (isAnythingNew && !this.#isReading) void this.read()
      else this.#isDue ||= isAnythingNew
    }, SETTLE_MS)
  }

  #mark(): void {
    const upTo = this.#toMark
    if (upTo === null) return
    void this.#app.api.talks.markRead({ with: this.partner, upTo }).catch(() => (this.#toMark = null))
    this.#marking = setTimeout(() => {
      this.#marking = null
      if (this.#toMark !== upTo) this.#mark()
    }, MARK_MS)
  }

  #hearTyping({ person, group }: { person: PersonId; group: GroupId | null }): void {
    if ((group ?? person) !== this.partner) return
    clearTimeout(this.#typing.get(person))
    this.#typing.set(
      person,
      setTimeout(() => this.#typing.delete(person), TYPING_LASTS_MS),
    )
  }
}
