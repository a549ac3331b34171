// The thread on screen: its letters in time, which of them are opened now, and what opens them.
// Reference and state in the life of a message; showing a thread opens no sealed letter.
import {
  isEngineError,
  type Letter,
  type LetterSummary,
  type RefText,
  type Thread,
  type ThreadGap,
  type ThreadLetter,
  type ThreadSummary,
} from '../../core/contract/index.ts'
import { entryOf, together } from '../audiences/index.ts'
import { kindOf } from '../kinds/index.ts'
import type { App } from './app.svelte.ts'
import { codeOf } from '../messages/errors.ts'
import { isWithdrawn } from './closed-letter.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'
import { Openings } from './openings.svelte.ts'
import { belongsTo, isSameObject } from './same-object.ts'

/** Letters in one reading. Earlier ones are read when the person asks for them. */
const PAGE = 200

export interface Address {
  /** False if the page chose this thread; words that are here are then not marked as read. */
  isChosen?: boolean
  /** True if the address means this letter, also if it is the first of its thread. */
  isLetter?: boolean
  /** True if the letter is read from an archive: it needs no notice, and reading it reports nothing. */
  isPublic?: boolean
}

export class ThreadView extends LiveRead<Thread> {
  /** The letter that the address names; it can be any of the thread, by a shortened ref. */
  readonly ref: RefText
  readonly openings: Openings
  readonly #address: Address
  /** The letter of the address, opened while there is no thread of it. */
  #opened = $state.raw<Letter | null>(null)
  /** Letters that were opened while on screen: only these are animated, and shown whole. */
  #openedNow = $state.raw<ReadonlySet<RefText>>(new Set())
  #pages = 1
  #isLoadingEarlier = $state(false)
  /** True if the person chose this thread; words that are here are then marked as read. */
  #isChosen: boolean
  #isBegun = false
  readonly #thread = $derived(isGone(this.error) ? null : this.value)
  readonly #current = $derived(currentOf(this.#thread?.letters ?? [], (ref) => this.isMeant(ref)))

  constructor(app: App, ref: RefText, address: Address = {}) {
    super(app, {
      read: () => this.#readPages(),
      after: ['letter-changed', 'contact-changed', 'author-stations-changed'],
      isConcerned: (event) => {
        if (event.type === 'letter-changed') return this.#has(event.ref)
        // Who can hand over a sealed letter depends on whether its author is connected.
        const isOf = ({ from }: LetterSummary): boolean =>
          event.type !== 'contact-changed' || from.person === event.person
        return this.sealed.some(isOf)
      },
      on: { 'letter-arrived': ({ letter }) => this.#addArrival(letter) },
    })
    this.ref = ref
    this.#address = address
    this.#isChosen = address.isChosen ?? true
    this.openings = app.noun(Openings)
  }

  override listen(): () => void {
    const stops = [
      super.listen(),
      this.openings.watch(
        (ref) => this.#has(ref),
        (letter) => this.#acceptOpening(letter),
      ),
    ]
    return () => {
      for (const stop of stops) stop()
      for (const { shown } of this.letters) this.openings.forget(shown.ref)
    }
  }

  /** Null until it is read. */
  get summary(): ThreadSummary | null {
    return this.#thread?.summary ?? null
  }

  /** In time, without replaced versions; empty until they are read. A letter without a thread is alone. */
  get letters(): readonly ThreadLetter[] {
    if (this.#thread !== null) return this.#current
    if (this.error === null) return []
    const { ref } = this
    const gap = { ref, from: null, to: [], subject: null, sentAt: null, code: codeOf(this.error) }
    return [{ summary: null, shown: this.#opened ?? gap }]
  }

  /** How many letters are before these; 0 if all are here. */
  get earlierCount(): number {
    const thread = this.#thread
    if (thread === null || thread.earlier === null) return 0
    const here = thread.letters.filter(({ summary }) => summary !== null)
    return Math.max(1, thread.summary.count - here.length)
  }

  get isLoadingEarlier(): boolean {
    return this.#isLoadingEarlier
  }

  /** The sealed letters that a press can open. */
  get sealed(): (LetterSummary & { ref: RefText })[] {
    return this.letters.flatMap(({ summary }) => (isSealed(summary) ? [summary] : []))
  }

  /** The person chose what the page had chosen first. */
  async choose(): Promise<void> {
    if (this.#isChosen) return
    this.#isChosen = true
    await this.read()
  }

  isOpenedNow(ref: RefText): boolean {
    return this.#openedNow.has(ref)
  }

  /** True if the address means one letter, and does not only name the thread by its first one. */
  get isLetter(): boolean {
    const { summary } = this
    return summary !== null && (this.#address.isLetter === true || !isSameObject(summary.thread, this.ref))
  }

  /** True if anyone can read its letters; reading them reports nothing. */
  get isPublic(): boolean {
    return (
      this.#address.isPublic === true ||
      this.letters.some(({ summary }) => summary !== null && isOpenToAll(summary))
    )
  }

  isMeant(ref: RefText): boolean {
    return this.isLetter && isSameObject(ref, this.ref)
  }

  open({ ref, from, subject }: Pick<ThreadGap, 'ref' | 'from' | 'subject'>): void {
    const author = from ?? { person: '' as LetterSummary['from']['person'], name: '' }
    this.openings.open({ ref, from: author, subject })
  }

  openAll(): void {
    for (const letter of this.sealed) this.open(letter)
  }

  /** @throws UNREACHABLE */
  async loadEarlier(): Promise<void> {
    if (this.#isLoadingEarlier || this.earlierCount === 0) return
    this.#isLoadingEarlier = true
    try {
      const here = this.#thread!
      const joined = await this.#withEarlier(here)
      // A reading meanwhile has replaced it, and the next press goes on from there.
      if (this.#thread !== here) return
      this.#pages++
      this.set(joined)
    } finally {
      this.#isLoadingEarlier = false
    }
  }

  /** Loads earlier letters until this one is here, or all are. @throws UNREACHABLE */
  async loadUntil(ref: RefText): Promise<void> {
    for (let left = this.earlierCount; left > 0 && !this.#has(ref);) {
      await this.loadEarlier()
      if (this.earlierCount === left) return
      left = this.earlierCount
    }
  }

  #has(ref: RefText): boolean {
    const letters = this.#thread?.letters ?? []
    return isSameObject(ref, this.ref) || letters.some(({ shown }) => isSameObject(ref, shown.ref))
  }

  /**
   * An arriving letter of this thread: its row came with the event, so a sealed one costs no call.
   */
  #addArrival(letter: LetterSummary): void {
    const thread = this.#thread
    const { ref } = letter
    if (ref === null || !this.#isConcerned(letter)) return
    if (thread === null) return this.readSoon()
    const isLast = thread.letters.every(({ shown }) => shown.sentAt === null || shown.sentAt <= letter.sentAt)
    if (this.#has(ref) || !isLast || !isSealed(letter) || letter.opensFrom === 'here') return this.readSoon()
    const { from, to, subject, sentAt } = letter
    const shown = { ref, from, to, subject, sentAt, code: 'SEALED' as const }
    this.set({ ...thread, letters: [...thread.letters, { summary: letter, shown }] })
  }

  #isConcerned(letter: LetterSummary): boolean {
    const { talk } = this.summary ?? {}
    if (talk) return [letter.from, ...letter.to].some((one) => entryOf(one) === entryOf(talk))
    return belongsTo(
      this.letters.map(({ shown }) => shown.ref),
      this.ref,
      letter,
    )
  }

  /** Reads what is shown again, and what can be read of it without anybody learning of it. */
  override async read(): Promise<void> {
    await super.read()
    const { summary, ref } = this
    if (summary === null) return this.#openListed()
    this.#openPublic()
    if (!this.#isChosen) return
    await this.#readWordsHere()
    // A mark that is set while it is on screen stays.
    if (!this.#isBegun && summary.tidy.unread)
      await this.app.api.threads.order({ ref, unread: false }).catch(ignoreRefusal)
    this.#isBegun = true
  }

  /** The archive that has the letter gives its notice too. */
  #openListed(): void {
    const isListed = this.#address.isPublic === true && isEngineError(this.error, 'NOT_FOUND')
    if (isListed && this.#opened === null && this.openings.phaseOf(this.ref) === null)
      this.open({ ref: this.ref, from: null, subject: null })
  }

  /** A public letter opens when it is shown, because opening it sends no receipt. */
  #openPublic(): void {
    for (const { summary, shown } of this.letters)
      if ('code' in shown && summary !== null && isOpenToAll(summary)) this.open(shown)
  }

  /** All letters that are shown, and those until the one that the address names. */
  async #readPages(): Promise<Thread> {
    const { ref } = this
    let thread = await this.app.api.threads.get({ ref, limit: PAGE })
    const isNamedHere = (): boolean => thread.letters.some(({ shown }) => isSameObject(shown.ref, ref))
    let pages = 1
    // In a list, the first letter of a thread names it, and is no wish to read it.
    const isWanted = (): boolean =>
      !isNamedHere() && (this.#address.isLetter === true || !isSameObject(thread.summary.thread, ref))
    while (thread.earlier !== null && (pages < this.#pages || isWanted())) {
      thread = await this.#withEarlier(thread)
      pages++
    }
    this.#pages = Math.max(this.#pages, pages)
    this.#recordOpened(thread)
    return thread
  }

  async #withEarlier(thread: Thread): Promise<Thread> {
    const { ref } = this
    const before = thread.earlier!
    const page = await this.app.api.threads.get({ ref, limit: PAGE, before })
    const known = new Set(page.letters.map(({ shown }) => shown.ref))
    // An original that is not here comes with each page that names it.
    const rest = thread.letters.filter(({ shown }) => !known.has(shown.ref))
    return { ...thread, letters: [...page.letters, ...rest], earlier: page.earlier }
  }

  /** Without a notice here, the letter of the address has no thread. */
  #acceptOpening(letter: Letter): void {
    const thread = this.#thread
    const isOpenedNow = thread === null ? this.#address.isPublic !== true : !this.isPublic
    if (isOpenedNow) this.#openedNow = new Set([...this.#openedNow, letter.ref])
    if (thread === null) {
      this.#opened = letter
      return this.readSoon()
    }
    // The words are shown at once. What else is new of the thread follows.
    const letters = thread.letters.map((entry) =>
      isSameObject(entry.shown.ref, letter.ref) ? withWords(entry, letter) : entry,
    )
    this.set({ ...thread, letters })
    this.readSoon()
  }

  #recordOpened({ letters }: Thread): void {
    const wereSealed = new Set(this.sealed.flatMap((letter) => (isOpenToAll(letter) ? [] : [letter.ref])))
    const opened = letters.flatMap(({ shown }) => ('code' in shown ? [] : [shown.ref]))
    const fresh = opened.filter((ref) => wereSealed.has(ref))
    if (fresh.length > 0) this.#openedNow = new Set([...this.#openedNow, ...fresh])
  }

  /**
   * Words that came with their notice are read when they are shown; their author does not learn of
   * it.
   */
  async #readWordsHere(): Promise<void> {
    const here = this.sealed.filter(({ opensFrom }) => opensFrom === 'here')
    await Promise.all(
      here.map(({ ref }) => this.app.api.letters.read({ ref, waitMs: 0 }).catch(ignoreRefusal)),
    )
  }
}

/** If the engine cannot be reached, what is shown stays as it is. */
function isGone(error: unknown): boolean {
  return error !== null && codeOf(error) !== 'UNREACHABLE'
}

function withWords({ summary }: ThreadLetter, shown: Letter): ThreadLetter {
  return { summary: summary === null ? null : { ...summary, state: 'referenced', opensFrom: null }, shown }
}

function isSealed(summary: LetterSummary | null): summary is LetterSummary & { ref: RefText } {
  return summary?.state === 'sealed' && summary.ref !== null && kindOf(summary).part === undefined
}

function isOpenToAll(letter: LetterSummary): boolean {
  return together(letter.to).isPublished && !isWithdrawn(letter)
}

/**
 * Leaves out the versions that a later one replaces. If the address means one of them, it stays
 * instead of the later ones.
 */
function currentOf(letters: readonly ThreadLetter[], isMeant: (ref: RefText) => boolean): ThreadLetter[] {
  const later: RefText[] = []
  return letters.filter(({ summary, shown: { ref } }) => {
    if (isMeant(ref)) return true
    const replaces = summary?.replaces ?? null
    const isLater =
      replaces !== null && (isMeant(replaces) || later.some((other) => isSameObject(replaces, other)))
    if (isLater) later.push(ref)
    return !isLater && summary?.isReplaced !== true
  })
}

/** The letter stays unread, and its words are shown. */
function ignoreRefusal(error: unknown): void {
  if (!isEngineError(error)) throw error
}
