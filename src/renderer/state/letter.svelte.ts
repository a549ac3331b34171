// The letter that is looked at: its notice, its text once it is open, its thread, and what its reader does with it.
// Reference and state in the life of a message; looking alone opens nothing.
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

export type LetterPhase =
  | 'loading'
  /** Its notice is here and can be opened. */
  | 'sealed'
  | 'asking'
  | 'waiting'
  | 'open'
  /** Its author or its time took it back before it was opened here, or holds it. */
  | 'withdrawn'
  | 'refused'
  /** No notice of it is here: somebody passed on its link. */
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
  /** Of looking for the notice, or of reading what was opened before. */
  #error = $state.raw<EngineError | null>(null)
  #seenAt = $state.raw(new Date())
  #isOpenedNow = $state(false)
  /** Met in an archive: no notice of it need be here, and reading it tells nobody. */
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
      app.events.on('letter-arrived', () => void this.#readThread()),
      app.events.on('contact-changed', () => void this.#readPresence()),
      app.events.on('reconnected', () => void this.load()),
    ]
    void this.load()
  }

  get summary(): LetterSummary | null {
    return this.#summary
  }

  /** Null until it is open. */
  get letter(): Letter | null {
    return this.#letter
  }

  get thread(): readonly ThreadEntry[] {
    return this.#thread
  }

  /** Null while it is not known, or no contact. */
  get isAuthorOnline(): boolean | null {
    return this.#authorOnline
  }

  /** It was opened just now, before these eyes: the one moment that is worth a motion. */
  get isOpenedNow(): boolean {
    return this.#isOpenedNow
  }

  /** Anyone may read it, and nobody is told who does. */
  get isPublic(): boolean {
    return this.#isPublic || (this.#summary !== null && kindOfAddressees(this.#summary.to) === 'public')
  }

  get opening(): OpeningPhase | null {
    return this.openings.phaseOf(this.ref)
  }

  get error(): EngineError | null {
    return this.opening?.step === 'refused' ? this.opening.error : this.#error
  }

  /** When the error was met. */
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
      // What anyone may read is read by being looked at: there is nobody to tell.
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

  /** @throws NOT_FOUND when its author is no contact */
  async ask(ref: RefText, text: string): Promise<void> {
    await this.#app.api.letters.ask({ ref, text })
  }

  close(): void {
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    this.openings.forget(this.ref)
  }

  /** It is here already: reading it again tells nobody, and waits for nobody. */
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
    // What is shown stays shown while the engine is away; `reconnected` looks again.
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

/** Read again without asking anybody: it was opened here before. */
function isOpened(summary: LetterSummary): boolean {
  return !(summary.state === 'sealed' || WITHDRAWN.has(summary.state))
}

function ignoreRefusal(error: unknown): null {
  if (!isEngineError(error)) throw error
  return null
}
