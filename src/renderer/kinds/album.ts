// The row of a shared album, which is opened among the albums.
import Images from '@lucide/svelte/icons/images'
import AlbumThumbs from '../inbox/AlbumThumbs.svelte'
import { m } from '../messages/messages.svelte.ts'
import { albumPlace } from '../state/place.ts'
import type { Apart } from './index.ts'

const apart: Apart = {
  placeOf: albumPlace,
  sealed: () => m.inbox.line.album,
  opened: () => m.inbox.line.albumOpened,
  snippet: () => m.news.sharedAlbum,
  arrived: (name, title) => m.shell.arrivedAlbum(name, title),
  Thumbs: AlbumThumbs,
  notice: () => import('../letter/AlbumNotice.svelte'),
}

export const album = { Icon: Images, apart }
