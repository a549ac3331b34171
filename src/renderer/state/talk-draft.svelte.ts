// What is written in the box of one talk and not said yet. The compose step. It is a draft like that
// of a letter, so a reload, a crash and another window keep it.
import type { Asks, Draft, DraftId, RefText } from '../../core/contract/index.ts'
import type { Composition } from './composition.svelte.ts'
import type { Drafts } from './drafts.svelte.ts'
import { isBlank, UNSEEN, type LetterContent } from './letter-content.ts'
import type { TalkPartner } from './talk.svelte.ts'

/** Words on their way, and the draft that ends with them. */
export type Said = Pick<LetterContent, 'text' | 'replyTo' | 'replaces' | 'saying' | 'attachments'> & {
  draft: DraftId | null
}

export class TalkDraft {
  readonly #partner: TalkPartner
  readonly #drafts: Drafts
  #composition = $state.raw<Composition>()!

  constructor(partner: TalkPartner, drafts: Drafts) {
    this.#partner = partner
    this.#drafts = drafts
    this.#composition = this.#begin()
  }

  /** A new one after each message. */
  get composition(): Composition {
    return this.#composition
  }

  get text(): string {
    return this.#composition.content.text
  }

  set text(text: string) {
    this.#composition.change({ text })
  }

  get replyTo(): RefText | null {
    return this.#composition.content.replyTo
  }

  /** The own entry that the text corrects. */
  get editing(): RefText | null {
    return this.#composition.content.replaces
  }

  /** Null unless it is urgent. */
  get asks(): Asks | null {
    return this.#composition.content.saying?.asks ?? null
  }

  set asks(asks: Asks | null) {
    this.#composition.change({ saying: { asks } })
  }

  get isBlank(): boolean {
    return isBlank(this.#composition.content)
  }

  reply(replyTo: RefText | null): void {
    const { text } = this
    this.#composition.change({ replyTo, replaces: null, text: this.editing === null ? text : '' })
  }

  edit(replaces: RefText, text: string): void {
    this.#composition.change({ replaces, replyTo: null, text })
  }

  clear(): void {
    const blank = { text: '', replyTo: null, replaces: null, attachments: [] }
    this.#composition.change({ ...blank, saying: { asks: null } })
  }

  /** Shows a draft that was saved before, unless something is written here. */
  resume(kept: Draft): void {
    if (this.#composition.draft !== null || !this.isBlank) return
    const before = this.#composition
    this.#composition = this.#drafts.resume(kept)
    this.#drafts.end(before)
  }

  /**
   * Empties the box, and fills it again if the words could not be said. Without an answer they stay
   * there, and go again under the same id when the engine is back.
   * @throws as `give`, except UNREACHABLE
   */
  async say(give: (said: Said) => Promise<void>): Promise<void> {
    const said = this.#composition
    this.#composition = this.#begin()
    await said.stop()
    const words = said.content
    const { text, replyTo, replaces, saying, attachments } = words
    try {
      await this.#drafts.untilAnswered(
        () => give({ text, replyTo, replaces, saying, attachments, draft: said.draft }),
        () => this.#putBack(said),
      )
    } catch (error) {
      said.restart()
      this.#putBack(said)
      throw error
    }
    this.#drafts.end(said)
    if (this.#composition !== said) return
    this.#composition = this.#begin()
    if (said.content !== words) this.#composition.change({ text: said.content.text })
  }

  /** What was written since then stays. */
  #putBack(said: Composition): void {
    if (this.#composition === said || !this.isBlank) return
    this.#drafts.end(this.#composition)
    this.#composition = said
  }

  /** Makes a letter of it, with its files, and returns its draft. @throws as the saving of a draft */
  async toLetter(): Promise<DraftId> {
    const letter = this.#composition
    letter.change({ saying: null, replaces: null })
    const draft = await letter.keep()
    this.#composition = this.#begin()
    return draft
  }

  #begin(): Composition {
    return this.#drafts.begin({ to: [this.#partner], saying: { asks: null }, policy: UNSEEN })
  }
}
