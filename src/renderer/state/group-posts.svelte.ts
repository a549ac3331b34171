// The posts of the group on screen, page by page, kept up to date. After receive: the same letters
// as in the boxes, selected by audience.
import type { GroupId } from '../../core/contract/index.ts'
import { LetterPages } from './letter-pages.svelte.ts'

export class GroupPosts extends LetterPages {
  #group: GroupId | null = null

  show(group: GroupId): void {
    if (group === this.#group) return
    this.#group = group
    this.current = null
    const { letters } = this.app.api
    void this.open((limit, before) => letters.list({ box: 'all', audience: group, limit, before }))
  }
}
