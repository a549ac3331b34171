// The saved searches of this person, in their order. Before the life of a message: a saved search
// is a place in the rail.
import type { SavedSearch, SearchId } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Searches extends LiveRead<readonly SavedSearch[]> {
  constructor(app: App) {
    super(app, { read: () => app.api.searches.list(), after: ['searches-changed', 'home-changed'] })
    this.listen()
  }

  /** Empty until they are read. */
  get list(): readonly SavedSearch[] {
    return this.value ?? []
  }

  /** The saved search with exactly this query; null if it is not saved. */
  findSaved(query: string): SavedSearch | null {
    return this.list.find((one) => one.query === query.trim()) ?? null
  }

  /** @throws INVALID, TOO_LARGE */
  async save(name: string, query: string): Promise<void> {
    const { search } = await this.app.api.searches.add({ name, query })
    await this.read()
    this.app.toasts.show({
      text: m.rules.saved(name),
      undo: async () => {
        await this.app.api.searches.remove({ search })
        await this.read()
      },
    })
  }

  /** @throws NOT_FOUND, INVALID */
  async rename(search: SearchId, name: string): Promise<void> {
    await this.app.api.searches.change({ search, name })
    await this.read()
  }

  async remove({ search, name, query }: SavedSearch): Promise<void> {
    await this.app.api.searches.remove({ search })
    await this.read()
    this.app.toasts.show({
      text: m.rules.searchRemoved(name),
      undo: async () => {
        await this.app.api.searches.add({ name, query })
        await this.read()
      },
    })
  }

  /** Moves it one position up or down. */
  async move(search: SearchId, by: 1 | -1): Promise<void> {
    const order = moved(
      this.list.map((one) => one.search),
      search,
      by,
    )
    this.set(await this.app.api.searches.order({ searches: order }))
  }
}

/** Returns the list with one element at the neighbouring position, if there is one. */
export function moved<T>(list: readonly T[], one: T, by: 1 | -1): T[] {
  const at = list.indexOf(one)
  const rest = list.filter((other) => other !== one)
  return rest.toSpliced(Math.max(0, at + by), 0, one)
}
