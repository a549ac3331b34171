// The list of a box that shows letters, not threads: own letters, notes, posts and drafts.
// Beside receive and state in the life of a message; draws nothing.
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { BoxList } from './box-list.svelte.ts'
import { LetterPages } from './letter-pages.svelte.ts'
import { isLabelled, type Listing } from './listing.ts'
import { isSameObject } from './same-object.ts'
import { tidyLetters, type TidyChange } from './tidying.ts'

export class LetterList extends BoxList<LetterSummary> {
  readonly pages: LetterPages

  constructor(app: App) {
    super(app)
    this.pages = new LetterPages(app)
    this.pages.rest()
    app.events.on('draft-changed', () => {
      if (this.isOf('drafts')) void this.pages.reread()
    })
  }

  /** A letter leaves the box on screen: shows the letter after it. */
  leave(ref: RefText): void {
    const { route } = this.app
    if (!this.isLeft || route.place.screen !== 'box' || route.place.ref === null) return
    if (!isSameObject(route.place.ref, ref)) return
    route.replace({ ...route.place, ref: this.pages.neighbour(ref)?.ref ?? null })
  }

  async tidy(
    letters: readonly LetterSummary[],
    change: TidyChange,
    say: (count: number) => string,
  ): Promise<void> {
    try {
      await tidyLetters(this.app, letters, change, say)
    } catch {
      this.app.toasts.show({ text: m.common.failed, tone: 'problem' })
    }
  }

  protected openPages(box: Listing, keepUntilRead: boolean): void {
    if (isLabelled(box)) return
    const { order, only, person, label } = this.narrowing
    const filters = { only: [...only], person: person ?? undefined, label: label ?? undefined }
    // Sent holds the letters that were written; what was said is in its talk.
    const wanted = { box, order, ...filters, said: box === 'sent' ? false : undefined }
    void this.pages.open((limit, before) => this.app.api.letters.list({ ...wanted, limit, before }), {
      order,
      keepUntilRead,
    })
  }
}
