// The talk on screen, and what is written in the boxes of all talks and not said yet.
import type { DraftId, RefText } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Drafts } from './drafts.svelte.ts'
import { TalkDraft } from './talk-draft.svelte.ts'
import { TalkView, type TalkPartner } from './talk.svelte.ts'

export class Talks {
  readonly #app: App
  readonly #drafts = new Map<TalkPartner, TalkDraft>()
  #shown: TalkView | null = null
  /** The number of steps when the talk was left for one of its letters. */
  #leftAt: number | null = null

  constructor(app: App) {
    this.#app = app
    app.events.on('draft-changed', ({ draft }) => void this.#follow(draft))
    app.events.on('reconnected', () => void this.#findKept())
    void this.#findKept()
  }

  /**
   * Returns the view of this talk: a new one, unless it is on screen, or was left for one of its
   * letters and is shown again.
   */
  show(partner: TalkPartner): TalkView {
    const isLeft = this.#leftAt !== null && this.#app.route.visits - this.#leftAt > 1
    if (isLeft || this.#shown?.partner !== partner) this.#shown = new TalkView(this.#app, partner)
    this.#leftAt = null
    return this.#shown
  }

  /** Returns a new view of this talk, which the next `show` returns. */
  begin(partner: TalkPartner): TalkView {
    this.#shown = new TalkView(this.#app, partner)
    this.#leftAt = null
    return this.#shown
  }

  leave(view: TalkView): void {
    if (this.#shown === view) this.#leftAt = this.#app.route.visits
  }

  /** Returns the letter after or before this one in the shown talk; null at its ends. */
  beside(ref: RefText, by: 1 | -1): RefText | null {
    const letters = (this.#shown?.entries ?? []).filter(({ text }) => text === null)
    const at = letters.findIndex(({ letter }) => letter.ref?.startsWith(ref))
    return at === -1 ? null : (letters[at + by]?.letter.ref ?? null)
  }

  draft(partner: TalkPartner): TalkDraft {
    let draft = this.#drafts.get(partner)
    if (draft === undefined) this.#drafts.set(partner, (draft = new TalkDraft(partner, this.#written)))
    return draft
  }

  get #written(): Drafts {
    return this.#app.noun(Drafts)
  }

  /** Without an answer the boxes stay empty; a reconnection asks again. */
  async #findKept(): Promise<void> {
    const kept = await this.#written.listSaying().catch(() => [])
    for (const draft of kept) this.draft(draft.to[0] as TalkPartner).resume(draft)
  }

  /** Another window began to write in a box that is empty here. */
  async #follow(draft: DraftId): Promise<void> {
    if (this.#written.isOpen(draft)) return
    const kept = await this.#app.api.drafts.get({ draft }).catch(() => null)
    if (kept !== null && kept.saying !== null) this.draft(kept.to[0] as TalkPartner).resume(kept)
  }
}
