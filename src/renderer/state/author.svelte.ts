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
import { LiveRead } from './live-read.svelte.ts'
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

/** As many readers of a group are named at once; of more there are counts, and names when asked for. */
const FEW = 12
const NAMES_PAGE = 100
const MAX_PAGE = 1000

interface Sent {
  summary: LetterSummary
  status: LetterStatus
  audiences: readonly ObjectAudience[]
  /** Null once its key is destroyed. */
  letter: Letter | null
  thread: readonly ThreadEntry[]
  cost: LetterCost
  asks: readonly Ask[]
}

export class AuthorView extends LiveRead<Sent> {
  readonly #ref: RefText
  /** How many names were asked for; null: all of them, because they are few. */
  #wanted: number | null = null
  #acting = $state.raw<AnyAct | null>(null)
  #acted = $state.raw<Acted | null>(null)

  constructor(app: App, ref: RefText) {
    super(app, {
      read: () => this.#readAll(),
      // A letter that arrives may be an answer.
      after: ['letter-changed', 'letter-arrived', 'contact-changed'],
      isConcerned: (event) => event.type !== 'letter-changed' || this.#isAbout(event.ref),
    })
    this.#ref = ref
  }

  /** Whole once it was read; until then as it stands in the address. */
  get ref(): RefText {
    return this.summary?.ref ?? this.#ref
  }

  /** Null until it was read. */
  get summary(): LetterSummary | null {
    return this.value?.summary ?? null
  }

  /** Everything it was given to, also later; empty until it was read. */
  get audiences(): readonly ObjectAudience[] {
    return this.value?.audiences ?? []
  }

  /** Whom it is for by now. */
  get to(): readonly Addressee[] {
    const { length } = this.audiences
    return length === 0 ? (this.summary?.to ?? []) : this.audiences.map(({ audience }) => audience)
  }

  /** Anyone may read it; there may be others whom it was given to before. */
  get isPublic(): boolean {
    return this.to.some(({ person }) => person === 'public')
  }

  /** It was public, and nobody new gets it any more. */
  get isWithdrawn(): boolean {
    return this.audiences.some(({ audience, state }) => audience.person === 'public' && state === 'recalled')
  }

  /** Nobody but me can read it. */
  get isForMe(): boolean {
    return this.to.length > 0 && this.to.every(({ person }) => person === 'self')
  }

  /** Its notice goes out in a moment; until then all of it can be undone. */
  get isLeaving(): boolean {
    return this.summary !== null && isLeaving(this.summary)
  }

  /** A new version can take its place. */
  get canEdit(): boolean {
    const kind = this.summary === null ? 'people' : kindOfAddressees(this.summary.to)
    return (kind === 'self' || kind === 'public') && this.letter !== null && !this.isEarlier
  }

  /** A later version of it is here: that one is gone on from. */
  get isEarlier(): boolean {
    return this.summary?.isReplaced === true || (this.letter?.replacedBy ?? null) !== null
  }

  /** Those that were asked for: of a large group none, until they are. */
  get readers(): readonly ReaderStatus[] {
    return this.value?.status.readers ?? []
  }

  /** How many of all its readers are in which state. */
  get tally(): LetterStatus['tally'] {
    return this.value?.status.tally ?? {}
  }

  get readerCount(): number {
    return Object.values(this.tally).reduce((sum, count) => sum + count, 0)
  }

  /** Not everybody is named yet. */
  get hasMoreNames(): boolean {
    return this.readers.length < this.readerCount
  }

  get thread(): readonly ThreadEntry[] {
    return this.value?.thread ?? []
  }

  /** Null until it was read, and when it cannot be. */
  get letter(): Letter | null {
    return this.value?.letter ?? null
  }

  /** The files that it attaches; empty while its words cannot be read. */
  get attachments(): readonly Attachment[] {
    return this.letter?.attachments ?? []
  }

  /** The key is destroyed: the words cannot be read here any more. */
  get isGone(): boolean {
    return this.value !== null && this.value.letter === null
  }

  get cost(): LetterCost | null {
    return this.value?.cost ?? null
  }

  /** Those who met this letter as a link and ask to be let in. */
  get asks(): readonly Ask[] {
    return this.value?.asks ?? []
  }

  /** What is under way. */
  get acting(): AnyAct | null {
    return this.#acting
  }

  /** What the last act came to. */
  get acted(): Acted | null {
    return this.#acted
  }

  /** Of a letter of the thread that is not for this author. @throws NOT_FOUND when its author is no contact */
  async ask(ref: RefText, text: string): Promise<void> {
    await this.app.api.letters.ask({ ref, text })
  }

  /** The next page of names. */
  async moreNames(): Promise<void> {
    if (this.value === null) return
    const known = this.value
    const after = known.status.readers.at(-1)?.person
    const page = await this.app.api.letters.status({ ref: this.#ref, limit: NAMES_PAGE, after })
    const readers = [...known.status.readers, ...page.readers]
    this.#wanted = readers.length
    this.set({ ...known, status: { ...page, readers } })
  }

  /** To a person, a group, or everyone. @throws NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID, PLACE_REMAINS, RECALLED */
  async share(to: string): Promise<Addressee> {
    const give = ({ asIs }: PlaceChoice) =>
      // A letter does not change: it is given with all its files or not at all.
      this.app.api.letters.share({ ref: this.#ref, to, ...(asIs.length > 0 ? { keepPlace: true } : {}) })
    const { audience } = await this.app.noun(RemainingPlaces).give(give, false)
    await this.read()
    return audience
  }

  /** From one of its audiences. @throws NOT_FOUND, NOT_YOURS */
  withdraw(from: string): Promise<void> {
    return this.#run('withdraw', () => this.app.api.letters.withdraw({ ref: this.#ref, from }))
  }

  /** @throws UNREACHABLE and what the engine refuses; nothing has changed then, or it is not known */
  act(act: AuthorAct): Promise<void> {
    return this.#run(act, () => this.app.api.letters[act]({ ref: this.#ref }))
  }

  async #run(act: AnyAct, order: () => Promise<ActResult>): Promise<void> {
    if (this.#acting !== null) return
    this.#acting = act
    try {
      const { readers, audiences } = await order()
      await this.read()
      const openedAt = new Map(
        this.readers.map(({ person, state, at }) => [person, state === 'notified' ? null : at]),
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

  /** The ref of the address may be a shortened one. */
  #isAbout(ref: RefText): boolean {
    return ref.startsWith(this.#ref) || this.thread.some((entry) => entry.ref === ref)
  }

  async #readAll(): Promise<Sent> {
    const { letters } = this.app.api
    const ref = this.#ref
    const summary = await letters.summary({ ref })
    const [status, { audiences }, cost, asks, thread] = await Promise.all([
      this.#readStatus(summary),
      letters.who({ ref, limit: 0 }),
      letters.cost({ ref }),
      letters.asks(),
      letters.thread({ ref }).catch(ignoreRefusal),
    ])
    return {
      summary,
      status,
      audiences,
      letter: await this.#readWords(),
      thread: thread ?? this.thread,
      cost,
      asks: asks.filter((ask) => ask.ref === status.ref),
    }
  }

  /** Counts first where there are many; whoever was named stays named. */
  async #readStatus({ to }: LetterSummary): Promise<LetterStatus> {
    const { letters } = this.app.api
    const ref = this.#ref
    if (kindOfAddressees(to) !== 'group') return letters.status({ ref })
    if (this.#wanted !== null) return this.#readNames(this.#wanted)
    const status = await letters.status({ ref, limit: FEW })
    const all = Object.values(status.tally).reduce((sum, count) => sum + count, 0)
    return all > FEW ? { ...status, readers: [] } : status
  }

  async #readNames(wanted: number): Promise<LetterStatus> {
    const { letters } = this.app.api
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
      return await this.app.api.letters.read({ ref: this.#ref, waitMs: 0 })
    } catch (error) {
      if (!(error instanceof EngineError) || (error.code !== 'RECALLED' && error.code !== 'EXPIRED'))
        throw error
      return null
    }
  }
}

function ignoreRefusal(error: unknown): null {
  if (!(error instanceof EngineError)) throw error
  return null
}
