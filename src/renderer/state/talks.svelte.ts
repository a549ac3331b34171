// The talk on screen and the unsent words of every talk. The words are kept in memory only: a
// browser would store them outside the encrypted home.
import type { Asks, RefText, TalkEntry } from '../../core/contract/index.ts'
import type { Attached } from './attaching.svelte.ts'
import type { App } from './app.svelte.ts'
import { TalkView, type TalkPartner } from './talk.svelte.ts'

/** What is written in the box of a talk and not said yet. */
export class TalkDraft implements Attached {
  text = $state('')
  replyTo = $state.raw<TalkEntry | null>(null)
  /** The own entry that the text corrects. */
  editing = $state.raw<TalkEntry | null>(null)
  /** Null unless it is urgent. */
  asks = $state<Asks | null>(null)

  content = $state.raw<Attached['content']>({ attachments: [] })

  /** Attached and removed files. */
  change({ attachments }: Attached['content']): void {
    this.content = { attachments }
  }

  clear(): void {
    this.content = { attachments: [] }
    this.text = ''
    this.replyTo = null
    this.editing = null
    this.asks = null
  }
}

export class Talks {
  readonly #app: App
  readonly #drafts = new Map<TalkPartner, TalkDraft>()
  #shown: TalkView | null = null
  /** The number of steps when the talk was left for one of its letters. */
  #leftAt: number | null = null

  constructor(app: App) {
    this.#app = app
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
    if (draft === undefined) this.#drafts.set(partner, (draft = new TalkDraft()))
    return draft
  }
}
