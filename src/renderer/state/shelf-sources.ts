// The contents of the shelves on the Files screen, each with its own calls to the engine.
import type { PersonId, RefText } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import type { WorldPart } from './map-pictures.svelte.ts'
import type { ShelfSource } from './shelf.svelte.ts'

/** The kinds that are viewed, not read. */
export const PICTURES = ['picture', 'film'] as const
/** All other kinds. */
export const DOCUMENTS = ['document', 'sound', 'other'] as const

export type From = 'mine' | 'others' | 'all' | { person: PersonId }

/**
 * Pictures and films by the month they were taken in, latest first; optionally of a part of the
 * world.
 */
export function byMonth({ api }: App, from: From, within?: WorldPart): ShelfSource {
  const filters = { from, kind: [...PICTURES], ...(within && { within }) }
  return {
    parts: async () =>
      (await api.files.months(filters)).map(({ month, ...part }) => ({ key: month, ...part })),
    page: (month, before, limit) =>
      api.files.list({ ...filters, order: 'taken', month, limit, ...(before && { before }) }),
  }
}

/** Returns the files of an album, in the order they were added. */
export function ofAlbum({ api }: App, album: RefText): ShelfSource {
  return {
    async parts() {
      const shapes = await api.albums.shapes({ album })
      return [{ key: 'all', count: shapes.length, shapes }]
    },
    page: (_, after, limit) => api.albums.files({ album, limit, ...(after && { after }) }),
  }
}
