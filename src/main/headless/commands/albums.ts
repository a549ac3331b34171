// Commands on albums: which there are, what they contain, and whom they are for.
import type { Album, RefText } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { albumWord, OPEN_OPTION } from '../words.ts'
import { resolveFiles } from './files.ts'
import { orKeepPlace } from './keep-place.ts'

/** An album in the output of --json. */
interface AlbumJson {
  ref: RefText
  title: string | null
  from: Album['from']
  isMine: boolean
  count: number
  unopened: number
  state: Album['state']
  audiences: Album['audiences']
}

function toAlbumJson({ album, title, from, isMine, count, unopened, state, audiences }: Album): AlbumJson {
  return { ref: album, title, from, isMine, count, unopened, state, audiences }
}

function showAlbum({ ref, title, from, isMine, count, unopened, state, audiences }: AlbumJson): string[] {
  const whom = isMine ? showParties(audiences.map(({ audience }) => audience)) : `from ${showParty(from)}`
  const fresh = unopened > 0 ? `, ${countOf(unopened, 'page')} not opened` : ''
  return [shortRef(ref), cleanLine(title ?? ''), `${countOf(count, 'file')}${fresh}`, albumWord(state), whom]
}

const showOne = (album: AlbumJson): string => showTable([showAlbum(album)])

const albums = asking<AlbumJson[]>({
  name: 'albums',
  usage: '',
  summary: 'your albums and those shared with you, most recently changed first',
  async ask({ api }) {
    const all: Album[] = []
    for (let page = await api.albums.list({ limit: 1000 }); page.length > 0;) {
      all.push(...page)
      page = await api.albums.list({ limit: 1000, before: page.at(-1)!.cursor })
    }
    return all.map(toAlbumJson)
  },
  show: (list) => (list.length === 0 ? 'No albums.' : showTable(list.map(showAlbum))),
})

const open = asking<AlbumJson>({
  name: 'album open',
  usage: 'A',
  summary: 'open an album that was shared with you, with all its pages',
  args: { min: 1, max: 1 },
  network: 'always',
  ask: async ({ given, api }) =>
    toAlbumJson(await api.albums.open({ album: given.args[0]!, waitMs: given.waitMs() })),
  show: showOne,
})

const share = asking<AlbumJson>({
  name: 'album share',
  usage: 'A --to WHO [--keep-place] [--open]',
  summary: 'share an album with a person, a group or `public`; they also get what you add later',
  args: { min: 1, max: 1 },
  options: {
    to: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' },
    'keep-place': {
      kind: 'flag',
      about: 'keep the location in photos; by default, they get copies without it',
    },
    open: OPEN_OPTION,
  },
  ask: async ({ given, api }) =>
    toAlbumJson(
      await orKeepPlace(
        api.albums.share({
          album: given.args[0]!,
          to: given.needText('to'),
          keepPlace: given.isSet('keep-place'),
          mode: given.isSet('open') ? 'open' : undefined,
        }),
      ),
    ),
  show: showOne,
})

const withdraw = asking<AlbumJson>({
  name: 'album withdraw',
  usage: 'A --from WHO',
  summary: 'withdraw an album from one audience: they can no longer open what they have not opened yet',
  args: { min: 1, max: 1 },
  options: { from: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' } },
  ask: async ({ given, api }) =>
    toAlbumJson(await api.albums.withdraw({ album: given.args[0]!, from: given.needText('from') })),
  show: showOne,
})

const rename = asking<AlbumJson>({
  name: 'album rename',
  usage: 'A TITLE',
  summary: 'change the title of your album, for everyone who has it',
  args: { min: 2, max: 2 },
  ask: async ({ given, api }) =>
    toAlbumJson(await api.albums.rename({ album: given.args[0]!, title: given.args[1]! })),
  show: showOne,
})

const remove = asking<AlbumJson>({
  name: 'album remove',
  usage: 'A NAME…',
  summary: 'remove files from your album, by name or ref; they stay in your store',
  args: { min: 2, max: 1000 },
  async ask({ given, api }) {
    const [album, ...names] = given.args as [string, ...string[]]
    return toAlbumJson(await api.albums.remove({ album, files: await resolveFiles(api, album, names) }))
  },
  show: showOne,
})

export const albumCommands: Command[] = [albums, open, share, withdraw, rename, remove]
