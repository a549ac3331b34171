// The posts of the group on screen, page by page, kept up to date. After receive: the same letters
// as in the boxes, selected by audience.
import type { GroupId, LetterSummary } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { idOf, LetterPages } from './letter-pages.svelte.ts'

export class GroupPosts {
  readonly pages: LetterPages
  readonly #app: App
  #group: GroupId | null = null
  #current = $state<string | null>(null)

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages({
      events: app.events,
      readSummary: (ref) => app.api.letters.summary({ ref }),
    })
  }

  /** The row that has the keyboard selection. */
  get current(): string | null {
    return this.#current
  }

  set current(id: string | null) {
    this.#current = id
  }

  /** The next letter for the keyboard; null at the end of the list, and if it is empty. */
  step(by: 1 | -1): LetterSummary | null {
    const next = this.pages.beside(this.#current, by)
    if (next !== null) this.#current = idOf(next)
    return next
  }

  show(group: GroupId): void {
    if (group === this.#group) return
    this.#group = group
    this.#current = null
    const { letters } = this.#app.api
    void this.pages.open((limit, before) => letters.list({ box: 'all', audience: group, limit, before }))
  }
}
