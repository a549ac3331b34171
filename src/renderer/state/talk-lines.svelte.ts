// The newest letter of each group, for the list of groups. After receive. It listens only while a
// list shows it.
import type { GroupId, TalkLine } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Groups } from './groups.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** Longer than a page of arrivals takes, because each answer is about all groups. ms */
const SETTLE_MS = 250

export class TalkLines extends LiveRead<ReadonlyMap<GroupId, TalkLine>> {
  constructor(app: App) {
    super(app, {
      read: async () => {
        const groups = app.noun(Groups).list ?? (await app.api.groups.list())
        const ids = groups.filter(({ membership }) => membership !== 'asked').map(({ group }) => group)
        const lines = ids.length === 0 ? [] : await app.api.talks.newest({ with: ids })
        return new Map(ids.map((id, at) => [id, lines[at]!]))
      },
      after: ['letter-arrived', 'letter-changed', 'group-changed', 'home-changed'],
      settleMs: SETTLE_MS,
    })
  }

  find(group: GroupId): TalkLine | null {
    return this.value?.get(group) ?? null
  }
}
