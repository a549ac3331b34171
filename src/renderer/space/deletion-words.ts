// Describes the effects of a deletion before it is done.
import type { Deletion, DeletionStanding } from '../../core/contract/index.ts'
import { hasOpened } from '../../core/contract/reader-states.ts'
import { addresseeCalled } from '../inbox/addressee-words.ts'
import { f, m } from '../messages/later.ts'

/**
 * First what is destroyed, then what is not, then which readers keep it, then the files of an
 * album.
 */
export function describeDeletion(deletions: readonly Deletion[], withFiles = false): string[] {
  const words = m.space.deletion
  const held = deletions.filter(({ heldBy }) => heldBy.length > 0)
  const gone = deletions.filter(({ heldBy }) => heldBy.length === 0)
  const bytes = gone.reduce((sum, deletion) => sum + deletion.bytes, 0)
  const keepers = namesOf(deletions.flatMap(({ keptBy }) => keptBy.map(({ name }) => name)))
  const told = namesOf(deletions.flatMap(({ openTo }) => openTo.map(addresseeCalled)))
  const stations = Math.max(0, ...gone.map(({ atStations }) => atStations))
  return [
    ...(gone.length > 0 ? [words.destroyed(gone.length, f.number(gone.length), f.bytes(bytes))] : []),
    ...(held.length > 0 ? [words.held(held.length, f.number(held.length))] : []),
    ...(keepers.length > 0 ? [words.keptBy(keepers.length, f.list(keepers), deletions.length)] : []),
    ...(told.length > 0 ? [words.openTo(f.list(told))] : []),
    ...(keepers.length + told.length === 0 ? [words.keptByNobody(deletions.length)] : []),
    ...(stations > 0 ? [words.atStations(stations, f.number(stations))] : []),
    ...describeFiles(countFiles(deletions), withFiles),
  ]
}

/** What is not certain of a deletion; empty if nothing is. */
export function waitingWords({ stations, readers }: DeletionStanding): string[] {
  const { confirmed, openedBy } = m.space.deletion
  const opened = readers.filter(({ state }) => hasOpened(state)).map(({ name }) => name)
  return [
    ...(stations === null ? [] : [confirmed(f.number(stations.confirmed), f.number(stations.of))]),
    ...(opened.length === 0 ? [] : [openedBy(f.list(opened))]),
  ]
}

/** Counts the files in the albums to delete. */
export function countFiles(deletions: readonly Deletion[]): number {
  return deletions.reduce((sum, { files = 0 }) => sum + files, 0)
}

function describeFiles(count: number, withFiles: boolean): string[] {
  if (count === 0) return []
  const { filesGo, filesStay } = m.space.deletion
  return [(withFiles ? filesGo : filesStay)(count, f.number(count))]
}

const namesOf = (names: readonly string[]): string[] => [...new Set(names)]

/**
 * Returns the own letters and albums that still hold it, each once. Pages of albums have no titles,
 * so they are one entry.
 */
export function findHolders(deletions: readonly Deletion[]): Deletion['heldBy'] {
  const all = deletions
    .flatMap(({ heldBy }) => heldBy)
    .map((holder) => ({ ...holder, title: holder.title === '' ? nameless(holder.kind) : holder.title }))
  const isSame = (one: Deletion['heldBy'][number], other: Deletion['heldBy'][number]): boolean =>
    one.ref === other.ref ||
    (one.kind === 'collection' && one.kind === other.kind && one.title === other.title)
  return all.filter((holder, at) => all.findIndex((other) => isSame(other, holder)) === at)
}

/** The name of an object without a title, in most cases a page of an album. */
export const nameless = (kind: Deletion['kind']): string =>
  kind === 'collection' ? m.space.deletion.anAlbum : m.files.untitled
