// Everything that is being written: opened, kept until it is on disk, sent with ten seconds to think again, discarded.
// compose → store: a letter is sent when the engine has it on disk; its notice waits until nobody can want it back.
import {
  isEngineError,
  type Draft,
  type DraftId,
  type RefText,
  type SentLetter,
} from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import { useFormats, useMessages } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { Attachings } from './attachings.svelte.ts'
import { Composition } from './composition.svelte.ts'
import { isBlank, toDraft, type LetterContent } from './letter-content.ts'
import { composePlace } from './place.ts'
import { kindOf, type Reader } from './readers.ts'
import { sentWords } from './sent-words.ts'

const UNDO_MS = 10_000
/** Undo is offered a little shorter than it works, so that it never promises too much. */
const UNDO_MARGIN_MS = 500
/** Its notice is out a little later than it may go. */
const LEAVING_MS = UNDO_MS + 1500

export class Drafts {
  readonly #app: App
  readonly #open = new Set<Composition>()
  /** What ends the toast of a letter that can still be undone. */
  readonly #toasts = new Map<RefText, () => void>()

  constructor(app: App) {
    this.#app = app
    app.events.on('draft-changed', ({ draft }) => void this.#adopt(draft).catch(() => undefined))
    app.events.on('reconnected', () => this.flush())
    addEventListener('pagehide', () => this.flush())
    document.addEventListener('visibilitychange', () => this.flush())
    addEventListener('beforeunload', (event) => {
      if ([...this.#open].some((composition) => !composition.isSaved || this.#isStoring(composition)))
        event.preventDefault()
    })
  }

  /** A draft that is kept, or a new letter. Null when there is no such draft (any more). */
  async open(draft: DraftId | null, beginnings: Partial<LetterContent>): Promise<Composition | null> {
    if (draft === null) return this.#add(new Composition(this.#app.api, beginnings, null))
    const live = [...this.#open].find((composition) => composition.draft === draft)
    if (live !== undefined) return this.#add(live)
    const kept = await this.#find(draft)
    return kept === null ? null : this.#add(new Composition(this.#app.api, {}, kept))
  }

  /** The pane is gone; the words stay here until they are on disk. */
  async leave(composition: Composition): Promise<void> {
    composition.isShown = false
    try {
      await composition.flush()
      // Its files go on being stored; then there is more to keep.
      await this.#attachings.of(composition).settled()
      await composition.flush()
      if (composition.isShown || composition.isGoing) return
      this.#attachings.forget(composition)
      if (isBlank(composition.content)) await this.#remove(composition)
      this.#open.delete(composition)
    } catch {
      // Tried again by itself, and kept here until it worked.
    }
  }

  get #attachings(): Attachings {
    return this.#app.noun(Attachings)
  }

  #isStoring(composition: Composition): boolean {
    return this.#attachings.of(composition).isBusy
  }

  /** Saves at once whatever is not saved. */
  flush(): void {
    for (const composition of this.#open) void composition.flush().catch(() => undefined)
  }

  /** Sent when it resolves; `tell` says so, with the way back. @throws what the engine refuses; nothing is sent then */
  async send(
    composition: Composition,
    readers: readonly Reader[],
    asIs: string[] = [],
  ): Promise<{ ref: RefText; tell: () => void }> {
    const { content } = composition
    const draft = await composition.keep()
    const isLeaving = content.when === 'now' && kindOf(readers) !== 'self'
    const at = isLeaving ? new Date(Date.now() + UNDO_MS).toISOString() : undefined
    const notLeaving = isLeaving ? this.#app.standing.noteLeaving(LEAVING_MS) : () => undefined
    const sent = await this.#app.api.drafts.send({ draft, at, asIs }).catch((error: unknown) => {
      notLeaving()
      throw error
    })
    await composition.stop()
    this.#open.delete(composition)
    this.#attachings.forget(composition)
    composition.isSent = true
    return { ref: sent.ref, tell: () => this.#tellSent(sent, content, readers, notLeaving) }
  }

  /** True when the engine does not have this draft any more: it was sent or discarded elsewhere. */
  async isGone({ draft, isKept }: Composition): Promise<boolean> {
    return draft !== null && isKept && (await this.#find(draft)) === null
  }

  async discard(composition: Composition): Promise<void> {
    const m = useMessages()
    const { content } = composition
    this.#attachings.forget(composition)
    await composition.stop()
    await this.#remove(composition)
    this.#open.delete(composition)
    if (!isBlank(content))
      this.#app.toasts.show({ text: m.compose.discarded, undo: () => this.#reopen(content) })
  }

  /** Possible until a notice has gone out. The words are then a draft again, with everything that was chosen. */
  async undoSend(ref: RefText): Promise<void> {
    const { api, toasts, route } = this.#app
    const m = useMessages()
    try {
      const { draft } = await api.letters.recall({ ref, unlessTold: true })
      this.#toasts.get(ref)?.()
      route.go(composePlace({ draft }))
      toasts.show({ text: m.compose.undone })
    } catch (error) {
      toasts.show({ text: tellError(error), tone: 'problem' })
      if (isEngineError(error, 'TOO_LATE')) route.go({ screen: 'box', box: 'sent', ref })
    }
  }

  #tellSent(
    { ref, state }: SentLetter,
    content: LetterContent,
    readers: readonly Reader[],
    notLeaving: () => void,
  ): void {
    const canUndo = state === 'held' || state === 'scheduled'
    const dismiss = this.#app.toasts.show({
      ...sentWords(state, content, readers, { m: useMessages(), f: useFormats(), now: new Date() }),
      undo: canUndo ? () => this.undoSend(ref) : undefined,
      lastsMs: UNDO_MS - UNDO_MARGIN_MS,
    })
    if (!canUndo) return
    const end = (): void => {
      this.#toasts.delete(ref)
      dismiss()
      notLeaving()
    }
    this.#toasts.set(ref, end)
    setTimeout(() => this.#toasts.delete(ref), UNDO_MS)
  }

  async #reopen(content: LetterContent): Promise<void> {
    const { draft } = await this.#app.api.drafts.save(toDraft(content))
    this.#app.route.go(composePlace({ draft }))
  }

  async #adopt(draft: DraftId): Promise<void> {
    const live = [...this.#open].find((composition) => composition.draft === draft)
    if (live === undefined) return
    const kept = await this.#find(draft)
    if (kept !== null) live.adopt(kept)
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
