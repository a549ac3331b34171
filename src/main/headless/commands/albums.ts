// Commands on albums: what there are, what is in them, and whom they are for.
import type { Album, RefText } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, showParties, showParty, showTable, shortRef } from '../screen.ts'
import { albumWord } from '../words.ts'
import { resolveFiles } from './files.ts'
import { orKeepPlace } from './keep-place.ts'

/** An album as --json tells of it. */
interface ToldAlbum {
  ref: RefText
  title: string | null
  from: Album['from']
  isMine: boolean
  count: number
  unopened: number
  state: Album['state']
  audiences: Album['audiences']
}

function tellAlbum({ album, title, from, isMine, count, unopened, state, audiences }: Album): ToldAlbum {
  return { ref: album, title, from, isMine, count, unopened, state, audiences }
}

function showAlbum({ ref, title, from, isMine, count, unopened, state, audiences }: ToldAlbum): string[] {
  const whom = isMine ? showParties(audiences.map(({ audience }) => audience)) : `from ${showParty(from)}`
  const fresh = unopened > 0 ? `, ${countOf(unopened, 'page')} not opened` : ''
  return [shortRef(ref), cleanLine(title ?? ''), `${countOf(count, 'file')}${fresh}`, albumWord(state), whom]
}

const showOne = (album: ToldAlbum): string => showTable([showAlbum(album)])

const albums = asking<ToldAlbum[]>({
  name: 'albums',
  usage: '',
  summary: 'your albums and those that were shared with you, the latest changed first',
  async ask({ api }) {
    const all: Album[] = []
    for (let page = await api.albums.list({ limit: 1000 }); page.length > 0;) {
      all.push(...page)
      page = await api.albums.list({ limit: 1000, before: page.at(-1)!.cursor })
    }
    return all.map(tellAlbum)
  },
  show: (list) => (list.length === 0 ? 'No albums.' : showTable(list.map(showAlbum))),
})

const open = asking<ToldAlbum>({
  name: 'album open',
  usage: 'A',
  summary: 'open an album that was shared with you, with all its pages',
  args: { min: 1, max: 1 },
  network: 'always',
  ask: async ({ given, api }) =>
    tellAlbum(await api.albums.open({ album: given.args[0]!, waitMs: given.waitMs() })),
  show: showOne,
})

const share = asking<ToldAlbum>({
  name: 'album share',
  usage: 'A --to WHO [--keep-place] [--open]',
  summary: 'give an album to a person, a group or `public`; what you add later reaches them',
  args: { min: 1, max: 1 },
  options: {
    to: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' },
    'keep-place': { kind: 'flag', about: 'with where pictures were taken; else copies without are shared' },
    open: { kind: 'flag', about: 'readable while you are away; it cannot be recalled then' },
  },
  ask: async ({ given, api }) =>
    tellAlbum(
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

const withdraw = asking<ToldAlbum>({
  name: 'album withdraw',
  usage: 'A --from WHO',
  summary: 'take an album back from one audience: what they have not opened they never will',
  args: { min: 1, max: 1 },
  options: { from: { kind: 'text', hint: 'WHO', about: 'a person, a group, or `public`' } },
  ask: async ({ given, api }) =>
    tellAlbum(await api.albums.withdraw({ album: given.args[0]!, from: given.needText('from') })),
  show: showOne,
})

const rename = asking<ToldAlbum>({
  name: 'album rename',
  usage: 'A TITLE',
  summary: 'another title for an album of yours, for everyone who has it',
  args: { min: 2, max: 2 },
  ask: async ({ given, api }) =>
    tellAlbum(await api.albums.rename({ album: given.args[0]!, title: given.args[1]! })),
  show: showOne,
})

const remove = asking<ToldAlbum>({
  name: 'album remove',
  usage: 'A NAME…',
  summary: 'take files out of an album of yours, by their names or refs; they stay stored',
  args: { min: 2, max: 1000 },
  async ask({ given, api }) {
    const [album, ...names] = given.args as [string, ...string[]]
    return tellAlbum(await api.albums.remove({ album, files: await resolveFiles(api, album, names) }))
  },
  show: showOne,
})

export const albumCommands: Command[] = [albums, open, share, withdraw, rename, remove]
