// Commands on albums: which there are, what they contain, and whom they are for.
import type { Album } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, rest, text, wait } from '../fields.ts'
import { cleanLine, countOf, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { albumWord, OPEN } from '../state-words.ts'
import { resolveFiles } from './files.ts'
import { orKeepPlace } from './keep-place.ts'

/** An album in the output of --json. */
function toAlbumJson({ album, title, from, isMine, count, unopened, state, audiences }: Album) {
  return { ref: album, title, from, isMine, count, unopened, state, audiences }
}

function showAlbum({ album, title, from, isMine, count, unopened, state, audiences }: Album): string[] {
  const whom = isMine ? showParties(audiences.map(({ audience }) => audience)) : `from ${showParty(from)}`
  const fresh = unopened > 0 ? `, ${countOf(unopened, 'page')} not opened` : ''
  return [
    shortRef(album),
    cleanLine(title ?? ''),
    `${countOf(count, 'file')}${fresh}`,
    albumWord(state),
    whom,
  ]
}

const ONE = { json: toAlbumJson, show: (album: Album): string => showTable([showAlbum(album)]) }
const ALBUM = argument('A')
const WHO = text('WHO', 'a person, a group, or `public`').needed()

const albums = asking({
  name: 'albums',
  summary: 'your albums and those shared with you, most recently changed first',
  async ask({ api }) {
    const all: Album[] = []
    for (let page = await api.albums.list({ limit: 1000 }); page.length > 0;) {
      all.push(...page)
      page = await api.albums.list({ limit: 1000, before: page.at(-1)!.cursor })
    }
    return all
  },
  json: (list) => list.map(toAlbumJson),
  show: (list) => (list.length === 0 ? 'No albums.' : showTable(list.map(showAlbum))),
})

const open = calling('albums.open', {
  name: 'album open',
  summary: 'open an album that was shared with you, with all its pages',
  fields: { album: ALBUM, waitMs: wait() },
  ...ONE,
})

const share = asking({
  name: 'album share',
  summary: 'share an album with a person, a group or `public`; they also get what you add later',
  fields: {
    album: ALBUM,
    to: WHO,
    keepPlace: flag('keep the location in photos; by default, they get copies without it'),
    mode: OPEN.as('open'),
  },
  ask: ({ api, input }) => orKeepPlace(api.albums.share(input)),
  ...ONE,
})

const withdraw = calling('albums.withdraw', {
  name: 'album withdraw',
  summary: 'withdraw an album from one audience: they can no longer open what they have not opened yet',
  fields: { album: ALBUM, from: WHO },
  ...ONE,
})

const rename = calling('albums.rename', {
  name: 'album rename',
  summary: 'change the title of your album, for everyone who has it',
  fields: { album: ALBUM, title: argument('TITLE') },
  ...ONE,
})

const remove = asking({
  name: 'album remove',
  summary: 'remove files from your album, by name or ref; they stay in your store',
  fields: { album: ALBUM, names: rest('NAME', 1, 999) },
  ask: async ({ api, input: { album, names } }) =>
    api.albums.remove({ album, files: await resolveFiles(api, album, names) }),
  ...ONE,
})

export const albumCommands: Command[] = [albums, open, share, withdraw, rename, remove]
