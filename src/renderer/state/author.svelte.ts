// A sent letter as its author sees it: the words, each reader's state, what it cost, and what was done to it.
// The state step of the life of a message, live: it is read again at every event that concerns it.
import {
  EngineError,
  type ActResult,
  type Addressee,
  type Ask,
  type Attachment,
  type Letter,
  type LetterSummary,
  type Methods,
  type ObjectAudience,
  type LetterStatus,
  type Outcome,
  type PersonId,
  type ReaderStatus,
  type RefText,
  type ThreadEntry,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { isLeaving } from './leaving.ts'
import { kindOfAddressees } from './readers.ts'
import { RemainingPlaces, type PlaceChoice } from './remaining-places.svelte.ts'

export type AuthorAct = 'hold' | 'letGo' | 'recall'
/** What can be done to it, for all of its readers or for one audience. */
export type AnyAct = AuthorAct | 'withdraw'
export type LetterCost = Awaited<ReturnType<Methods['letters']['cost']>>

/** What an act came to, reader by reader. */
export interface Acted {
  act: AnyAct
  readers: { name: string; outcome: Outcome; openedAt: string | null }[]
  /** And for audiences that are no persons. */
  audiences: ActResult['audiences']
}

const SETTLE_MS = 60
/** As many readers of a group are named at once; of more there are counts, and names when asked for. */
const FEW = 12
const NAMES_PAGE = 100
const MAX_PAGE = 1000

export class AuthorView {
  readonly #app: App
  readonly #ref: RefText
  #summary = $state.raw<LetterSummary | null>(null)
  #readers = $state.raw<readonly ReaderStatus[]>([])
  #tally = $state.raw<LetterStatus['tally']>({})
  /** How many names were asked for; null: all of them, because they are few. */
  #wanted: number | null = null
  #audiences = $state.raw<readonly ObjectAudience[]>([])
  #letter = $state.raw<Letter | null>(null)
  #thread = $state.raw<readonly ThreadEntry[]>([])
  #cost = $state.raw<LetterCost | null>(null)
  #asks = $state.raw<readonly Ask[]>([])
  /** The key is destroyed: the words cannot be read here any more. */
  #isGone = $state(false)
  #error = $state.raw<unknown>(null)
  #acting = $state.raw<AnyAct | null>(null)
  #acted = $state.raw<Acted | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, ref: RefText) {
    this.#app = app
    this.#ref = ref
    void this.read()
  }

  /** Whole once it was read; until then as it stands in the address. */
  get ref(): RefText {
    return this.#summary?.ref ?? this.#ref
  }

  /** Null until it was read. */
  get summary(): LetterSummary | null {
    return this.#summary
  }

  /** Everything it was given to, also later; empty until it was read. */
  get audiences(): readonly ObjectAudience[] {
    return this.#audiences
  }

  /** Whom it is for by now. */
  get to(): readonly Addressee[] {
    const { length } = this.#audiences
    return length === 0 ? (this.#summary?.to ?? []) : this.#audiences.map(({ audience }) => audience)
  }

  /** Anyone may read it; there may be others whom it was given to before. */
  get isPublic(): boolean {
    return this.to.some(({ person }) => person === 'public')
  }

  /** It was public, and nobody new gets it any more. */
  get isWithdrawn(): boolean {
    return this.#audiences.some(({ audience, state }) => audience.person === 'public' && state === 'recalled')
  }

  /** Nobody but me can read it. */
  get isForMe(): boolean {
    return this.to.length > 0 && this.to.every(({ person }) => person === 'self')
  }

  /** Its notice goes out in a moment; until then all of it can be undone. */
  get isLeaving(): boolean {
    return this.#summary !== null && isLeaving(this.#summary)
  }

  /** A new version can take its place. */
  get canEdit(): boolean {
    const kind = this.#summary === null ? 'people' : kindOfAddressees(this.#summary.to)
    return (kind === 'self' || kind === 'public') && this.#letter !== null && !this.isEarlier
  }

  /** A later version of it is here: that one is gone on from. */
  get isEarlier(): boolean {
    return this.#summary?.isReplaced === true || (this.#letter?.replacedBy ?? null) !== null
  }

  /** Those that were asked for: of a large group none, until they are. */
  get readers(): readonly ReaderStatus[] {
    return this.#readers
  }

  /** How many of all its readers are in which state. */
  get tally(): LetterStatus['tally'] {
    return this.#tally
  }

  get readerCount(): number {
    return Object.values(this.#tally).reduce((sum, count) => sum + count, 0)
  }

  /** Not everybody is named yet. */
  get hasMoreNames(): boolean {
    return this.#readers.length < this.readerCount
  }

  get thread(): readonly ThreadEntry[] {
    return this.#thread
  }

  /** Null until it was read, and when it cannot be. */
  get letter(): Letter | null {
    return this.#letter
  }

  /** The files that it attaches; empty while its words cannot be read. */
  get attachments(): readonly Attachment[] {
    return this.#letter?.attachments ?? []
  }

  get isGone(): boolean {
    return this.#isGone
  }

  get cost(): LetterCost | null {
    return this.#cost
  }

  /** Those who met this letter as a link and ask to be let in. */
  get asks(): readonly Ask[] {
    return this.#asks
  }

  get error(): unknown {
    return this.#error
  }

  /** What is under way. */
  get acting(): AnyAct | null {
    return this.#acting
  }

  /** What the last act came to. */
  get acted(): Acted | null {
    return this.#acted
  }

  /** Follows the letter until the returned function is called. */
  listen(): () => void {
    const { events } = this.#app
    const stops = [
      // The ref of the address may be a shortened one.
      events.on('letter-changed', ({ ref }) => {
        if (ref.startsWith(this.#ref) || this.#thread.some((entry) => entry.ref === ref)) this.#readSoon()
      }),
      // It may be an answer.
      events.on('letter-arrived', () => this.#readSoon()),
      events.on('contact-changed', () => this.#readSoon()),
      events.on('reconnected', () => this.#readSoon()),
      () => clearTimeout(this.#timer),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async read(): Promise<void> {
    const { letters } = this.#app.api
    const ref = this.#ref
    try {
      const summary = await letters.summary({ ref })
      const [status, who, cost, asks, thread] = await Promise.all([
        this.#readStatus(summary),
        letters.who({ ref, limit: 0 }),
        letters.cost({ ref }),
        letters.asks(),
        letters.thread({ ref }).catch(ignoreRefusal),
      ])
      this.#letter = await this.#readWords()
      this.#summary = summary
      this.#readers = status.readers
      this.#tally = status.tally
      this.#audiences = who.audiences
      this.#cost = cost
      this.#thread = thread ?? this.#thread
      this.#asks = asks.filter((ask) => ask.ref === status.ref)
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** Of a letter of the thread that is not for this author. @throws NOT_FOUND when its author is no contact */
  async ask(ref: RefText, text: string): Promise<void> {
    await this.#app.api.letters.ask({ ref, text })
  }

  /** The next page of names. */
  async moreNames(): Promise<void> {
    const after = this.#readers.at(-1)?.person
    const status = await this.#app.api.letters.status({ ref: this.#ref, limit: NAMES_PAGE, after })
    this.#readers = [...this.#readers, ...status.readers]
    this.#wanted = this.#readers.length
    this.#tally = status.tally
  }

  /** To a person, a group, or everyone. @throws NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID, PLACE_REMAINS, RECALLED */
  async share(to: string): Promise<Addressee> {
    const give = ({ asIs }: PlaceChoice) =>
      // A letter does not change: it is given with all its files or not at all.
      this.#app.api.letters.share({ ref: this.#ref, to, ...(asIs.length > 0 ? { keepPlace: true } : {}) })
    const { audience } = await this.#app.noun(RemainingPlaces).give(give, false)
    await this.read()
    return audience
  }

  /** From one of its audiences. @throws NOT_FOUND, NOT_YOURS */
  withdraw(from: string): Promise<void> {
    return this.#run('withdraw', () => this.#app.api.letters.withdraw({ ref: this.#ref, from }))
  }

  /** @throws UNREACHABLE and what the engine refuses; nothing has changed then, or it is not known */
  act(act: AuthorAct): Promise<void> {
    return this.#run(act, () => this.#app.api.letters[act]({ ref: this.#ref }))
  }

  async #run(act: AnyAct, order: () => Promise<ActResult>): Promise<void> {
    if (this.#acting !== null) return
    this.#acting = act
    try {
      const { readers, audiences } = await order()
      await this.read()
      const openedAt = new Map(
        this.#readers.map(({ person, state, at }) => [person, state === 'notified' ? null : at]),
      )
      this.#acted = {
        act,
        audiences,
        readers: readers.map(({ person, name, outcome }) => ({
          name,
          outcome,
          openedAt: openedAt.get(person) ?? null,
        })),
      }
    } finally {
      this.#acting = null
    }
  }

  forgetActed(): void {
    this.#acted = null
  }

  /** Counts first where there are many; whoever was named stays named. */
  async #readStatus({ to }: LetterSummary): Promise<LetterStatus> {
    const { letters } = this.#app.api
    const ref = this.#ref
    if (kindOfAddressees(to) !== 'group') return letters.status({ ref })
    if (this.#wanted !== null) return this.#readNames(this.#wanted)
    const status = await letters.status({ ref, limit: FEW })
    const all = Object.values(status.tally).reduce((sum, count) => sum + count, 0)
    return all > FEW ? { ...status, readers: [] } : status
  }

  async #readNames(wanted: number): Promise<LetterStatus> {
    const { letters } = this.#app.api
    const readers: ReaderStatus[] = []
    let after: PersonId | undefined
    for (;;) {
      const limit = Math.min(MAX_PAGE, wanted - readers.length)
      const status = await letters.status({ ref: this.#ref, limit, after })
      readers.push(...status.readers)
      after = readers.at(-1)?.person
      if (readers.length >= wanted || status.readers.length < limit) return { ...status, readers }
    }
  }

  async #readWords(): Promise<Letter | null> {
    try {
      return await this.#app.api.letters.read({ ref: this.#ref, waitMs: 0 })
    } catch (error) {
      if (!(error instanceof EngineError) || (error.code !== 'RECALLED' && error.code !== 'EXPIRED'))
        throw error
      this.#isGone = true
      return null
    }
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}

function ignoreRefusal(error: unknown): null {
  if (!(error instanceof EngineError)) throw error
  return null
}
