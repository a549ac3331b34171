// A sent letter as its author sees it: its words, the state of each reader, its cost, and past
// acts. The state step of the life of a message; read again at each event about the letter.
import type {
  ActResult,
  Addressee,
  Ask,
  Attachment,
  DraftId,
  IsoTime,
  Letter,
  LetterSummary,
  ObjectAudience,
  LetterStatus,
  MailStatus,
  Outcome,
  PersonId,
  ReaderState,
  ReaderStatus,
  RefText,
  Silence,
} from '../../core/contract/index.ts'
import { audienceOf, together } from '../audiences/index.ts'
import type { App } from './app.svelte.ts'
import { isLeaving } from './leaving.ts'
import { LiveRead } from './live-read.svelte.ts'
import { NAMES_PAGE, readSent, type LetterCost, type Sent } from './read-sent.ts'
import { RemainingPlaces, type PlaceChoice } from './remaining-places.svelte.ts'

export type AuthorAct = 'hold' | 'letGo' | 'recall'
/** What the author can do to it, for all readers or for one audience. */
export type AnyAct = AuthorAct | 'schedule' | 'withdraw'

/** The result of an act, reader by reader. */
export interface Acted {
  act: AnyAct
  readers: { person: PersonId; name: string; outcome: Outcome; openedAt: string | null }[]
  /** The results for audiences that are not persons. */
  audiences: ActResult['audiences']
}

export class AuthorView extends LiveRead<Sent> {
  readonly #ref: RefText
  /** How many names the person asked for; null means all, because they are few. */
  #wanted: number | null = null
  #acting = $state.raw<AnyAct | null>(null)
  #acted = $state.raw<Acted | null>(null)

  constructor(app: App, ref: RefText) {
    super(app, {
      read: () => readSent(app.api, ref, this.#wanted),
      after: ['letter-changed', 'contact-changed', 'stations-changed', 'draft-changed'],
      isConcerned: (event) => {
        if (event.type === 'draft-changed') return event.draft === this.draft
        // The ref of the address can be shortened.
        return event.type !== 'letter-changed' || event.ref.startsWith(this.#ref)
      },
    })
    this.#ref = ref
  }

  /** The full ref once it is read; until then the ref of the address, which can be shortened. */
  get ref(): RefText {
    return this.summary?.ref ?? this.#ref
  }

  /** Null until it is read. */
  get summary(): LetterSummary | null {
    return this.value?.summary ?? null
  }

  /** All audiences of the letter, also those added later; empty until they are read. */
  get audiences(): readonly ObjectAudience[] {
    return this.value?.audiences ?? []
  }

  /** The audiences that the letter has now. */
  get to(): readonly Addressee[] {
    const { length } = this.audiences
    return length === 0 ? (this.summary?.to ?? []) : this.audiences.map(({ audience }) => audience)
  }

  /** True if anyone can read the letter; it can also have other audiences from before. */
  get isPublic(): boolean {
    return together(this.to).isPublished
  }

  /** True if the letter was public and gets no new readers now. */
  get isWithdrawn(): boolean {
    return this.audiences.some(
      ({ audience, state }) => audienceOf(audience).isPublished && state === 'recalled',
    )
  }

  /** True if only the author can read the letter. */
  get isForMe(): boolean {
    return !together(this.to).isNoticed
  }

  /** True while the notice of the letter waits to be sent; until then sending can be undone. */
  get isLeaving(): boolean {
    return this.summary !== null && isLeaving(this.summary)
  }

  /**
   * True if the letter waits for its time and no reader was notified. Nobody knows of it, so there is
   * nothing to recall.
   */
  get isScheduled(): boolean {
    const { scheduled = 0 } = this.openTally
    if (this.isLeaving || this.isForMe) return false
    return this.isPublic
      ? this.summary?.state === 'scheduled'
      : scheduled > 0 && scheduled === countAll(this.status?.tally ?? {})
  }

  /** When its notices are sent; null if none waits for a time. */
  get goesAt(): IsoTime | null {
    return this.summary?.goesAt ?? this.openReaders.find(({ state }) => state === 'scheduled')?.at ?? null
  }

  /** True if a new version can replace it. */
  get canEdit(): boolean {
    return together(this.summary?.to ?? []).hasVersions && this.letter !== null && !this.isEarlier
  }

  /** True if a later version of it exists; editing continues from that version. */
  get isEarlier(): boolean {
    return this.summary?.isReplaced === true || (this.letter?.replacedBy ?? null) !== null
  }

  /** Null until it is read. */
  get status(): LetterStatus | null {
    return this.value?.status ?? null
  }

  /** The readers that are listed; for a large group, none until the person asks. */
  get readers(): readonly ReaderStatus[] {
    return without(this.#listed, this.#listedOf(this.mails))
  }

  /** Counts of all readers of the letter by state. */
  get tally(): LetterStatus['tally'] {
    return this.#tallyWithout(this.mails)
  }

  /** The addresses to which it goes as a mail. Nobody learns whether a mail was opened. */
  get mails(): readonly MailStatus[] {
    return this.status?.byMail ?? []
  }

  /** True if it goes by mail alone. */
  get isByMail(): boolean {
    return this.mails.length > 0 && this.readerCount === 0
  }

  /** The readers, and the addresses whose mail can still be held and recalled. */
  get openReaders(): readonly ReaderStatus[] {
    return without(this.#listed, this.#listedOf(this.mails.filter(hasLeft)))
  }

  /** Counts of these by state. */
  get openTally(): LetterStatus['tally'] {
    return this.#tallyWithout(this.mails.filter(hasLeft))
  }

  get #listed(): readonly ReaderStatus[] {
    return this.status?.readers ?? []
  }

  /** The persons that stand for mail addresses, by address. */
  get #mailed(): ReadonlyMap<string, PersonId> {
    const { to = [] } = this.summary ?? {}
    return new Map(
      to.flatMap((one) => ('address' in one && one.address ? [[one.address.toLowerCase(), one.person]] : [])),
    )
  }

  #listedOf(mails: readonly MailStatus[]): readonly ReaderStatus[] {
    const persons = new Set(mails.map(({ address }) => this.#mailed.get(address.toLowerCase())))
    return this.#listed.filter(({ person }) => persons.has(person))
  }

  #tallyWithout(mails: readonly MailStatus[]): LetterStatus['tally'] {
    const tally = { ...this.status?.tally }
    for (const { state } of this.#listedOf(mails)) tally[state] = (tally[state] ?? 1) - 1
    return tally
  }

  /** Who is silent; null until it is read, and if the letter has no readers to count. */
  get silence(): Silence | null {
    return this.value?.status.silence ?? null
  }

  get readerCount(): number {
    return countAll(this.tally)
  }

  /** True if some readers are not listed yet. */
  get hasMoreNames(): boolean {
    return this.readers.length < this.readerCount
  }

  /** Null until the letter is read, and if it cannot be read. */
  get letter(): Letter | null {
    return this.value?.letter ?? null
  }

  /** The attached files of the letter; empty while its words cannot be read. */
  get attachments(): readonly Attachment[] {
    return this.letter?.attachments ?? []
  }

  /** True if the key is destroyed, so the words cannot be read here any longer. */
  get isGone(): boolean {
    return this.value !== null && this.value.letter === null
  }

  /** The draft to which the text of the letter returned; null if there is none. */
  get draft(): DraftId | null {
    return this.status?.draft ?? null
  }

  get cost(): LetterCost | null {
    return this.value?.cost ?? null
  }

  /** People who saw this letter as a link and ask to read it. */
  get asks(): readonly Ask[] {
    return this.value?.asks ?? []
  }

  /** The act in progress. */
  get acting(): AnyAct | null {
    return this.#acting
  }

  /** The result of the last act. */
  get acted(): Acted | null {
    return this.#acted
  }

  /** Lists the next page of names. */
  async moreNames(): Promise<void> {
    if (this.value === null) return
    const known = this.value
    const after = known.status.readers.at(-1)?.person
    const page = await this.app.api.letters.status({ ref: this.#ref, limit: NAMES_PAGE, after })
    const readers = [...known.status.readers, ...page.readers]
    this.#wanted = readers.length
    this.set({ ...known, status: { ...page, readers } })
  }

  /**
   * Shares the letter with a person, a group, or everyone. @throws NOT_YOURS, NOT_A_POSTER,
   * BLOCKED, INVALID, PLACE_REMAINS, RECALLED
   */
  async share(to: string): Promise<Addressee> {
    const give = ({ asIs }: PlaceChoice) =>
      // A letter is immutable, so it is shared with all its files or not at all.
      this.app.api.letters.share({ ref: this.#ref, to, ...(asIs.length > 0 ? { keepPlace: true } : {}) })
    const { audience } = await this.app.noun(RemainingPlaces).give(give, false)
    await this.read()
    return audience
  }

  /** Withdraws the letter from one of its audiences. @throws NOT_FOUND, NOT_YOURS */
  withdraw(from: string): Promise<void> {
    return this.#run('withdraw', () => this.app.api.letters.withdraw({ ref: this.#ref, from }))
  }

  /**
   * @throws UNREACHABLE (the outcome is then unknown), or the error of the engine (nothing has
   * changed)
   */
  act(act: AuthorAct): Promise<void> {
    return this.#run(act, () => this.app.api.letters[act]({ ref: this.#ref }))
  }

  /**
   * Changes when its waiting notices are sent; null sends them now.
   * @throws INVALID, TOO_LATE, and as `act`
   */
  schedule(at: IsoTime | null): Promise<void> {
    return this.#run('schedule', () => this.app.api.letters.schedule({ ref: this.#ref, at }))
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
          person,
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

  /** The act with its outcomes as they are now; null while stations can still change one. */
  finalActed(acted: Acted): Acted | null {
    const states = new Map(this.readers.map(({ person, state }) => [person, state]))
    const readers = acted.readers.map((reader) => {
      const state = states.get(reader.person)
      return { ...reader, outcome: isSettled(state) ? state : reader.outcome }
    })
    return readers.some(({ outcome }) => isUncertain(outcome)) ? null : { ...acted, readers }
  }
}

function countAll(tally: LetterStatus['tally']): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0)
}

function hasLeft({ state }: MailStatus): boolean {
  return state !== 'waiting' && state !== 'held'
}

function without(all: readonly ReaderStatus[], some: readonly ReaderStatus[]): readonly ReaderStatus[] {
  return all.filter((one) => !some.includes(one))
}

/** True if an answer of a station can still change it. */
export function isUncertain(outcome: Outcome): boolean {
  return outcome === 'recalling' || outcome === 'holding'
}

function isSettled(state: ReaderState | undefined): state is 'recalled' | 'held' {
  return state === 'recalled' || state === 'held'
}
