// Describes an album: its owner, its content, its audiences. Pure.
import type { Album } from '../../core/contract/index.ts'
import { addresseeCalled } from '../inbox/addressee-words.ts'
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'

interface Words {
  m: Messages
  f: Formats
}

export function titleOf({ title, isMine, from }: Album, m: Messages): string {
  if (title !== null) return title
  return isMine ? m.albums.untitled : m.albums.sealedFrom(from.name)
}

export function tellAudiences({ audiences, isMine, from }: Album, { m, f }: Words): string {
  if (!isMine) return m.files.from(from.name)
  const names = audiences
    .filter(({ audience }) => audience.person !== 'self')
    .map(({ audience }) => addresseeCalled(audience, m))
  return names.length === 0 ? m.albums.onlyYou : m.albums.sharedWith(f.list(names))
}

export function tellAlbum(album: Album, words: Words): string {
  const { m, f } = words
  const count = m.files.count(album.count, f.number(album.count))
  const parts = album.state === 'sealed' ? [] : [count]
  return [...parts, tellAudiences(album, words)].join(' · ')
}
