// Describes a file in a grid or a list.
import type { ListedFile } from '../../core/contract/index.ts'
import type { Tile } from '../grid/layout.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { ViewedFile } from '../state/viewing.svelte.ts'

export function nameOf({ facts, name }: Pick<ListedFile, 'facts' | 'name'>): string {
  return facts.caption ?? (name === '' ? m.files.untitled : name)
}

/** Returns the time when a file was taken, else when it was added; and its author. */
export function describeFile({ facts, addedAt, isMine, from }: ListedFile): string {
  const when =
    facts.takenAt === null ? m.files.addedOn(f.dayTaken(addedAt)) : m.files.takenOn(f.dayTaken(facts.takenAt))
  return isMine ? when : `${m.files.from(from.name)}, ${when}`
}

export function toTile(file: ListedFile, previewOf: (file: ListedFile) => string | null): Tile {
  return {
    id: file.file,
    name: nameOf(file),
    preview: previewOf(file),
    facts: describeFile(file),
    isFilm: file.kind === 'film',
    isPinned: false,
  }
}

/** Converts a listed file for the viewer, with its known facts as the caption. */
export function toViewed(listed: ListedFile): ViewedFile {
  const { file, name, size, type, preview, facts, atServer, source } = listed
  const caption = [facts.caption, describeFile(listed), facts.camera].filter((part) => part !== null)
  return {
    file,
    name,
    size,
    type,
    preview,
    width: facts.width,
    height: facts.height,
    facts,
    caption: caption.join(' · '),
    source,
    ...(atServer && { atServer }),
  }
}

/**
 * Returns whose store has the file; null for this person's own. A file inside a mail is kept with
 * it.
 */
export function whoseStore({ isMine, number, from }: ListedFile): string | null {
  return isMine || number !== null ? null : from.name
}

/** Returns for example `55 pictures · 17 films`; omits a count of zero. */
export function describePictures({ count, films }: { count: number; films: number }): string {
  const pictures = count - films
  const parts = [
    ...(pictures > 0 || films === 0 ? [m.files.pictures(pictures, f.number(pictures))] : []),
    ...(films > 0 ? [m.files.films(films, f.number(films))] : []),
  ]
  return parts.join(' · ')
}
