// The row of a shared album, which is opened among the albums.
import Images from '@lucide/svelte/icons/images'
import type { LetterSummary } from '../../core/contract/index.ts'
import AlbumThumbs from '../inbox/AlbumThumbs.svelte'
import { m } from '../messages/messages.svelte.ts'
import { albumPlace } from '../state/place.ts'

export const album = {
  Icon: Images,
  Thumbs: AlbumThumbs,
  placeOf: albumPlace,
  line: ({ state }: LetterSummary) => (state === 'sealed' ? m.inbox.line.album : m.inbox.line.albumOpened),
  snippet: () => m.news.sharedAlbum,
  arrived: (name: string, title: string) => m.shell.arrivedAlbum(name, title),
  part: () => import('../letter/AlbumNotice.svelte'),
}
