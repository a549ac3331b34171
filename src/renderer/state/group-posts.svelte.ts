// What was posted to the group that is looked at, page by page, kept true while one looks.
// After receive: the same letters as in the boxes, by their audience.
import type { Box, GroupId, LetterSummary } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LetterPages } from './letter-pages.svelte.ts'

/** A letter to a group lies in one of these, by who wrote it and whether one is done with it. */
const BOXES = ['inbox', 'sent', 'archive'] as const satisfies readonly Box[]

export class GroupPosts {
  readonly pages: LetterPages
  readonly #app: App
  #group: GroupId | null = null

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages({
      events: app.events,
      readSummary: (ref) => app.api.letters.summary({ ref }),
    })
  }

  show(group: GroupId): void {
    if (group === this.#group) return
    this.#group = group
    void this.pages.open((limit, before) => this.#read(group, limit, before))
  }

  /** A cursor is a place among all letters, so one will do for every box. */
  async #read(group: GroupId, limit: number, before?: LetterSummary['cursor']): Promise<LetterSummary[]> {
    const { letters } = this.#app.api
    const boxes = await Promise.all(BOXES.map((box) => letters.list({ box, audience: group, limit, before })))
    const once = new Map(boxes.flat().map((letter) => [letter.ref, letter]))
    return [...once.values()].toSorted((a, b) => (a.sentAt < b.sentAt ? 1 : -1)).slice(0, limit)
  }
}
