// All letters in progress: opened, saved, sent with some seconds to undo, discarded. compose →
// store: a letter is sent when the engine has it on disk; its notice waits for the undo time.
import {
  isEngineError,
  type Draft,
  type DraftId,
  type RefText,
  type SentDraft,
} from '../../core/contract/index.ts'
import { together, type Reader } from '../audiences/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { Attachings } from './attachings.svelte.ts'
import { Composition } from './composition.svelte.ts'
import type { AppEvent } from './events.ts'
import { fromDraft, isBlank, toDraft, UNSEEN, type LetterContent } from './letter-content.ts'
import { besidePlace, composePlace } from './place.ts'
import { sentWords } from './sent-words.ts'
import { untilAnswered } from './until-answered.ts'

/** The undo button disappears a little before undo stops working. */
const UNDO_MARGIN_MS = 500
/** The notice leaves a little after the undo time ends. */
const LEAVING_MARGIN_MS = 1500

type Changed = Extract<AppEvent, { type: 'draft-changed' }>

export class Drafts {
  readonly #app: App
  readonly #open = new Set<Composition>()
  /** Closes the toast of a letter that can still be undone. */
  readonly #toasts = new Map<RefText, () => void>()
  /** Drafts of scheduled letters that were taken back to edit them. */
  readonly #taken = new Set<DraftId>()

  constructor(app: App) {
    this.#app = app
    app.events.on('draft-changed', (event) => void this.#showSaved(event).catch(() => undefined))
    app.events.on('reconnected', () => this.flush())
    addEventListener('pagehide', () => this.flush())
    document.addEventListener('visibilitychange', () => this.flush())
    addEventListener('beforeunload', (event) => {
      if ([...this.#open].some((composition) => !composition.isSaved || this.#isStoring(composition)))
        event.preventDefault()
    })
  }

  /**
   * Opens a saved draft, or a new letter if `draft` is null. Returns null if the draft does not
   * exist.
   */
  async open(draft: DraftId | null, beginnings: Partial<LetterContent>): Promise<Composition | null> {
    if (draft === null) return this.begin(beginnings)
    const live = [...this.#open].find((composition) => composition.draft === draft)
    if (live !== undefined) return this.#add(live)
    const kept = await this.#find(draft)
    return kept === null ? null : this.resume(kept)
  }

  begin(beginnings: Partial<LetterContent>): Composition {
    const usual = this.#app.settings.seesOpening ? {} : { policy: UNSEEN }
    return this.#add(new Composition(this.#app.api, { ...usual, ...beginnings }, null))
  }

  /** Returns the drafts that are written in the boxes of talks. */
  async listSaying(): Promise<Draft[]> {
    return (await this.#app.api.drafts.list()).filter(({ saying }) => saying !== null)
  }

  /** Continues a draft that was read. */
  resume(kept: Draft): Composition {
    const live = [...this.#open].find((composition) => composition.draft === kept.draft)
    return this.#add(live ?? new Composition(this.#app.api, {}, kept))
  }

  isOpen(draft: DraftId): boolean {
    return [...this.#open].some((composition) => composition.draft === draft)
  }

  /** The words were sent, or are empty and not saved. */
  end(composition: Composition): void {
    this.#open.delete(composition)
    this.#attachings.forget(composition)
  }

  /** The pane is closed; the words stay in memory until they are on disk. */
  async leave(composition: Composition): Promise<void> {
    composition.isShown = false
    try {
      await composition.flush()
      // Its files continue to be stored; the draft is saved again after that.
      await this.#attachings.of(composition).settled()
      await composition.flush()
      if (composition.isShown || composition.isGoing) return
      this.#attachings.forget(composition)
      if (isBlank(composition.content)) await this.#remove(composition)
      else if (composition.draft !== null && this.#taken.delete(composition.draft))
        this.#app.toasts.show({ text: m.compose.waitsInDrafts })
      this.#open.delete(composition)
    } catch {
      // The saver retries; the letter stays in memory until a save works.
    }
  }

  get #attachings(): Attachings {
    return this.#app.noun(Attachings)
  }

  #isStoring(composition: Composition): boolean {
    return this.#attachings.of(composition).isBusy
  }

  /** Saves all unsaved changes now. */
  flush(): void {
    for (const composition of this.#open) void composition.flush().catch(() => undefined)
  }

  /**
   * Resolves when the letter is sent, or waits on this phone: then without a ref. `showToast` shows a
   * toast with an undo button. Without an answer nobody knows whether it is sent, so nothing is saved
   * until the repeated call has one.
   * @throws the error of the engine; nothing is sent then
   */
  async send(
    composition: Composition,
    readers: readonly Reader[],
    asIs: string[] = [],
  ): Promise<{ ref: RefText | null; showToast: () => void }> {
    const { content } = composition
    const draft = await composition.keep()
    const isLeaving = content.when === 'now' && together(readers).isNoticed
    const undoMs = isLeaving ? this.#app.settings.undoSeconds * 1000 : undefined
    const notLeaving = isLeaving ? this.#app.counts.markLeaving(undoMs! + LEAVING_MARGIN_MS) : () => undefined
    await composition.stop()
    const { savedAt } = composition
    const ask = (): Promise<SentDraft> => this.#app.api.drafts.send({ draft, savedAt, undoMs, asIs })
    const sent = await untilAnswered(this.#app.events, ask).catch((error: unknown) => {
      notLeaving()
      composition.resume()
      throw error
    })
    this.#open.delete(composition)
    this.#attachings.forget(composition)
    composition.isSent = true
    if (sent === null) {
      notLeaving()
      return { ref: null, showToast: () => this.#app.far!.showWaiting(this.#app, draft) }
    }
    return { ref: sent.ref, showToast: () => this.#showSent(sent, content, readers, notLeaving) }
  }

  /** Repeats a call about a draft until it has an answer. @throws all but UNREACHABLE */
  untilAnswered<Answer>(ask: () => Promise<Answer>, onLost: () => void): Promise<Answer | null> {
    return untilAnswered(this.#app.events, ask, onLost)
  }

  /** True if the engine has no draft of this id, because another window sent or discarded it. */
  async isGone({ draft, isKept }: Composition): Promise<boolean> {
    return draft !== null && isKept && (await this.#find(draft)) === null
  }

  /** Removes the draft without a word about it. */
  async drop(composition: Composition): Promise<void> {
    this.#attachings.forget(composition)
    await composition.stop()
    await this.#remove(composition)
    this.#open.delete(composition)
  }

  async discard(composition: Composition): Promise<void> {
    const content = composition.given
    await this.drop(composition)
    if (!isBlank(content))
      this.#app.toasts.show({ text: m.compose.discarded, undo: () => this.#reopen(content) })
  }

  /** Possible until a notice has left. The letter becomes a draft again, with all its choices. */
  async undoSend(ref: RefText): Promise<void> {
    const { api, toasts, route } = this.#app
    try {
      const { draft } = await api.letters.recall({ ref, unlessTold: true })
      this.#toasts.get(ref)?.()
      route.go(composePlace({ draft }))
      toasts.show({ text: m.compose.undone })
    } catch (error) {
      toasts.show({ text: describeError(error), tone: 'problem' })
      if (isEngineError(error, 'TOO_LATE')) route.go({ screen: 'box', box: 'sent', ref })
    }
  }

  /**
   * Takes a scheduled letter back to edit it. It waits as a draft, which keeps its time.
   * @throws TOO_LATE if a notice was sent
   */
  async editScheduled(ref: RefText): Promise<void> {
    const { draft } = await this.#app.api.letters.recall({ ref, unlessTold: true })
    if (draft === null) return
    this.#taken.add(draft)
    this.#app.route.replace(composePlace({ draft }))
  }

  /**
   * Deletes a scheduled letter. Undo schedules it again for the same time.
   * @throws TOO_LATE if a notice was sent
   */
  async deleteScheduled(ref: RefText): Promise<void> {
    const { api, toasts, route } = this.#app
    const { draft } = await api.letters.recall({ ref, unlessTold: true })
    if (draft === null) return
    const kept = await api.drafts.get({ draft })
    await api.drafts.remove({ draft })
    if (route.place.screen === 'box' && route.place.ref === ref) route.replace(besidePlace(route.place, null))
    toasts.show({ text: m.author.deletedScheduled, undo: () => this.#scheduleAgain(fromDraft(kept)) })
  }

  /** Its time may have passed meanwhile; then its author chooses another. */
  async #scheduleAgain(content: LetterContent): Promise<void> {
    const { api, toasts, route } = this.#app
    const { draft } = await api.drafts.save(toDraft(content))
    try {
      const { ref } = await api.drafts.send({ draft })
      route.go({ screen: 'box', box: 'scheduled', ref })
    } catch (error) {
      route.go(composePlace({ draft }))
      toasts.show({ text: describeError(error), tone: 'problem' })
    }
  }

  #showSent(
    { ref, state, undoMs }: SentDraft,
    content: LetterContent,
    readers: readonly Reader[],
    notLeaving: () => void,
  ): void {
    const canUndo = state === 'held' || state === 'scheduled'
    // The engine says how long; the clock of this page may differ.
    const lastsMs = undoMs > 0 ? undoMs : this.#app.settings.undoSeconds * 1000
    const dismiss = this.#app.toasts.show({
      ...sentWords(state, content, readers, this.#app.clock.read()),
      undo: canUndo ? () => this.undoSend(ref) : undefined,
      lastsMs: lastsMs - UNDO_MARGIN_MS,
    })
    if (!canUndo) return
    const end = (): void => {
      this.#toasts.delete(ref)
      dismiss()
      notLeaving()
    }
    this.#toasts.set(ref, end)
    setTimeout(() => this.#toasts.delete(ref), lastsMs)
  }

  async #reopen(content: LetterContent): Promise<void> {
    const { draft } = await this.#app.api.drafts.save(toDraft(content))
    this.#app.route.go(composePlace({ draft }))
  }

  /** Another window saved, sent or removed a draft that is open here. An own save needs no reading. */
  async #showSaved({ draft, savedAt }: Changed): Promise<void> {
    const live = [...this.#open].find((composition) => composition.draft === draft)
    if (live === undefined || (savedAt === null && live.isGoing)) return
    // The event of an own save comes before its answer.
    await live.settled()
    if (savedAt !== null && live.savedAt !== undefined && live.savedAt >= savedAt) return
    const kept = await this.#find(draft)
    if (kept !== null) live.showSaved(kept)
    else if (live.content.saying !== null) live.abandon()
  }

  async #find(draft: DraftId): Promise<Draft | null> {
    try {
      return await this.#app.api.drafts.get({ draft })
    } catch (error) {
      if (isEngineError(error, 'NOT_FOUND')) return null
      throw error
    }
  }

  #add(composition: Composition): Composition {
    composition.isShown = true
    this.#open.add(composition)
    return composition
  }

  async #remove({ draft, isKept }: Composition): Promise<void> {
    if (draft === null || !isKept) return
    await this.#app.api.drafts.remove({ draft })
  }
}
