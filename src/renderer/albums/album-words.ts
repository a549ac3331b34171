// Describes an album: its owner, its content, its audiences.
import type { Album } from '../../core/contract/index.ts'
import { audienceOf } from '../audiences/index.ts'
import { addresseeCalled } from '../inbox/addressee-words.ts'
import { f, m } from '../messages/messages.svelte.ts'

export function titleOf({ title, isMine, from }: Album): string {
  if (title !== null) return title
  return isMine ? m.albums.untitled : m.albums.sealedFrom(from.name)
}

export function describeAudiences({ audiences, isMine, from }: Album): string {
  if (!isMine) return m.files.from(from.name)
  const names = audiences
    .filter(({ audience }) => audienceOf(audience).isNoticed)
    .map(({ audience }) => addresseeCalled(audience))
  return names.length === 0 ? m.albums.onlyYou : m.albums.sharedWith(f.list(names))
}

export function describeAlbum(album: Album): string {
  const count = m.files.count(album.count, f.number(album.count))
  const parts = album.state === 'sealed' ? [] : [count]
  return [...parts, describeAudiences(album)].join(' · ')
}
