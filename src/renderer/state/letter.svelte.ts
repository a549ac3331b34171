// The letter on screen: its notice, its text once open, its thread, and the acts of its reader.
// Reference and state in the life of a message; viewing the notice does not open the letter.
import {
  isEngineError,
  type Answer,
  type EngineError,
  type Letter,
  type LetterSummary,
  type RefText,
  type ThreadEntry,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Openings, type OpeningPhase } from './openings.svelte.ts'
import { kindOfAddressees } from './readers.ts'
import { belongsTo } from './same-object.ts'

export type LetterPhase =
  | 'loading'
  /** The notice of the letter has arrived, and the letter can be opened. */
  | 'sealed'
  | 'asking'
  | 'waiting'
  | 'open'
  /** The letter was withdrawn, expired or held before it was opened here. */
  | 'withdrawn'
  | 'refused'
  /** This home has no notice of the letter, because another person forwarded its link. */
  | 'link'
  | 'missing'

const WITHDRAWN: ReadonlySet<LetterSummary['state']> = new Set(['recalled', 'expired', 'held'])

export class LetterView {
  readonly ref: RefText
  readonly openings: Openings
  readonly #app: App
  readonly #stops: (() => void)[]
  #summary = $state.raw<LetterSummary | null>(null)
  #letter = $state.raw<Letter | null>(null)
  #thread = $state.raw<readonly ThreadEntry[]>([])
  #authorOnline = $state<boolean | null>(null)
  /** The error of the search for the notice, or of reading an opened letter. */
  #error = $state.raw<EngineError | null>(null)
  #seenAt = $state.raw(new Date())
  #isOpenedNow = $state(false)
  /**
   * True if the letter is read from an archive, so a notice is not needed, and reading it sends no
   * receipt.
   */
  readonly #isPublic: boolean
  #isClosed = false

  constructor(app: App, ref: RefText, { isPublic = false }: { isPublic?: boolean } = {}) {
    this.#app = app
    this.ref = ref
    this.#isPublic = isPublic
    this.openings = app.noun(Openings)
    this.#stops = [
      this.openings.watch(ref, (letter) => this.#takeOpened(letter)),
      app.events.on('letter-changed', (event) => {
        if (event.ref === this.ref) void this.load()
        else if (this.#thread.some((entry) => entry.ref === event.ref)) void this.#readThread()
      }),
      app.events.on('letter-arrived', ({ letter }) => {
        if (belongsTo(this.#thread, this.ref, letter)) void this.#readThread()
      }),
      app.events.on('contact-changed', ({ person }) => {
        // Who can hand over a sealed letter depends on whether its author is connected.
        const { state, from } = this.#summary ?? {}
        if (state === 'sealed' && from?.person === person) void this.load()
        else void this.#readPresence()
      }),
      app.events.on('author-stations-changed', () => {
        if (this.#summary?.state === 'sealed') void this.load()
      }),
      app.events.on('reconnected', () => void this.load()),
    ]
    void this.load()
  }

  get summary(): LetterSummary | null {
    return this.#summary
  }

  /** Null until the letter is open. */
  get letter(): Letter | null {
    return this.#letter
  }

  get thread(): readonly ThreadEntry[] {
    return this.#thread
  }

  /** Null while unknown, and if the author is not a contact. */
  get isAuthorOnline(): boolean | null {
    return this.#authorOnline
  }

  /** True if the letter was opened while on screen, because only then the opening is animated. */
  get isOpenedNow(): boolean {
    return this.#isOpenedNow
  }

  /** True if anyone can read the letter; reading it sends no receipt. */
  get isPublic(): boolean {
    return this.#isPublic || (this.#summary !== null && kindOfAddressees(this.#summary.to) === 'public')
  }

  get opening(): OpeningPhase | null {
    return this.openings.phaseOf(this.ref)
  }

  get error(): EngineError | null {
    return this.opening?.step === 'refused' ? this.opening.error : this.#error
  }

  /** When the error occurred. */
  get errorAt(): Date {
    return this.opening?.step === 'refused' ? this.opening.at : this.#seenAt
  }

  get phase(): LetterPhase {
    if (this.#letter !== null) return 'open'
    const { opening } = this
    if (opening?.step === 'asking') return 'asking'
    if (opening?.step === 'waiting') return 'waiting'
    if (this.#summary !== null && WITHDRAWN.has(this.#summary.state)) return 'withdrawn'
    if (this.#error?.code === 'NOT_FOUND') return opening?.step === 'refused' ? 'refused' : 'link'
    if (this.error !== null) return this.error.code === 'AMBIGUOUS' ? 'missing' : 'refused'
    if (this.#summary === null) return 'loading'
    return this.#summary.state === 'sealed' || this.isPublic ? 'sealed' : 'loading'
  }

  async load(): Promise<void> {
    try {
      const summary = await this.#app.api.letters.summary({ ref: this.ref })
      if (this.#isClosed) return
      this.#summary = summary
      this.#error = null
      void this.#readPresence()
      // A public letter opens when it is shown, because opening it sends no receipt.
      if (this.#letter === null && isOpenToAll(summary)) this.open()
      else if (this.#letter === null && isOpened(summary)) await this.#readKept()
      await this.#readThread()
    } catch (error) {
      this.#refuse(error)
    }
  }

  open(): void {
    const from = this.#summary?.from ?? { person: '' as LetterSummary['from']['person'], name: '' }
    this.openings.open({ ref: this.ref, from, subject: this.#summary?.subject ?? null })
  }

  cancel(): void {
    this.openings.cancel(this.ref)
  }

  /** @throws NOT_FOUND, SEALED, TOO_LARGE */
  async mark(value: Answer, note: string): Promise<void> {
    const given = note.trim()
    await this.#app.api.letters.mark({ ref: this.ref, value, note: given === '' ? undefined : given })
    await this.load()
  }

  /** @throws NOT_FOUND if the author of the letter is not a contact */
  async ask(ref: RefText, text: string): Promise<void> {
    await this.#app.api.letters.ask({ ref, text })
  }

  close(): void {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    this.openings.forget(this.ref)
  }

  /** Reads the copy kept here: no receipt, no waiting for the author. */
  async #readKept(): Promise<void> {
    const letter = await this.#app.api.letters.read({ ref: this.ref, waitMs: 0 })
    if (!this.#isClosed) this.#letter = letter
  }

  #takeOpened(letter: Letter): void {
    this.#isOpenedNow = !this.isPublic
    this.#letter = letter
    void this.load()
  }

  async #readThread(): Promise<void> {
    if (this.#summary === null) return
    const thread = await this.#app.api.letters.thread({ ref: this.ref }).catch(ignoreRefusal)
    if (!this.#isClosed && thread !== null) this.#thread = thread
  }

  async #readPresence(): Promise<void> {
    const person = this.#summary?.from.person
    if (person === undefined) return
    const contacts = await this.#app.api.people.contacts().catch(ignoreRefusal)
    if (this.#isClosed || contacts === null) return
    this.#authorOnline = contacts.find((contact) => contact.person === person)?.online ?? null
  }

  #refuse(error: unknown): void {
    if (!isEngineError(error)) throw error
    if (this.#isClosed) return
    // Keeps what is shown while the engine is unreachable; `reconnected` reads it again.
    if (error.code === 'UNREACHABLE' && this.#app.link !== 'online' && this.#summary !== null) return
    this.#error = error
    this.#seenAt = new Date()
    if (error.code === 'NOT_FOUND' && this.#isPublic && this.opening === null && this.#letter === null)
      this.open()
  }
}

function isOpenToAll({ to, state }: LetterSummary): boolean {
  return kindOfAddressees(to) === 'public' && !WITHDRAWN.has(state)
}

/** True if the letter was opened here before, so that it can be read without asking its author. */
function isOpened(summary: LetterSummary): boolean {
  return !(summary.state === 'sealed' || WITHDRAWN.has(summary.state))
}

function ignoreRefusal(error: unknown): null {
  if (!isEngineError(error)) throw error
  return null
}
