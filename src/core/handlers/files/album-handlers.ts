// Handlers for albums: created and shared by their author, opened by their readers.
import { findContentKey } from '../../access/index.ts'
import type { AlbumView } from '../../albums/index.ts'
import type { Album, Cursor, FileId, ListedFile } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { fileId, findOwnFileOf, shapesOf } from '../../files/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { objectId } from '../../store/index.ts'
import { audiencesIn } from '../../delivery/index.ts'
import { describeListed, describeOwnAttached } from './describe-file.ts'
import { isoTime, partyOf, refText, describeAudience } from '../../contract-ids.ts'
import { decideMode, resolveAudience } from '../letters/recipients.ts'
import type { Served, Serving } from '../serving.ts'

/** Makes a call that changes an album and returns its new state. */
function changing<Input extends { album: string }>(
  act: (home: OpenHome, view: AlbumView, input: Input, signal: AbortSignal) => Promise<void>,
) {
  return async (home: OpenHome, input: Input, { signal, publish }: Served): Promise<Album> => {
    const view = await home.albums.resolve(input.album)
    await act(home, view, input, signal)
    return describeChanged(home, publish, view.album)
  }
}

export const albumHandlers: Serving<'albums'> = {
  async create(home, { title, text, files }, { publish }) {
    const links = files.map((id) => home.files.linkTo(home.files.getOwnFile(id)))
    return describeChanged(home, publish, await home.albums.create(title, text, links))
  },
  async list(home, { from, limit, before }) {
    const every = await home.albums.list()
    const all = every.filter(({ isMine }) => from === 'all' || isMine === (from === 'mine'))
    const start = before === undefined ? 0 : all.findIndex((view) => isPast(view, before))
    return start === -1
      ? []
      : Promise.all(all.slice(start, start + limit).map((view) => describeAlbum(home, view)))
  },
  async get(home, { album }) {
    return describeAlbum(home, await home.albums.resolve(album))
  },
  rename: changing(async (home, view, { title, text }) => {
    const said = text ?? (await home.albums.read(view)).text ?? ''
    await home.albums.rename(view.album, title, said)
  }),
  add: changing(async (home, view, { files, asIs }) => {
    const links = files.map((id) => home.files.linkTo(home.files.getOwnFile(id)))
    await home.albums.add(view.album, links, objectsOf(home, asIs ?? []))
  }),
  remove: changing(async (home, view, { files }) => {
    const objects = files.map((id) => objectId(home.files.find(id).ref))
    await home.albums.remove(view.album, objects)
  }),
  share: changing((home, view, { to, ...how }) => shareAlbum(home, view, to, how)),
  withdraw: changing((home, view, { from }) => home.albums.withdraw(view.album, resolveAudience(home, from))),
  open: changing((home, view, { waitMs }, signal) => home.albums.open(view.album, { waitMs, signal })),
  async files(home, { album, limit, after }) {
    const view = await home.albums.resolve(album)
    return home.albums
      .listMembers(view, after === undefined ? null : parseCursor(after), limit)
      .filter(isReadable(home, view))
      .map((member) => describeMember(home, view, member))
  },
  async shapes(home, { album }) {
    const view = await home.albums.resolve(album)
    const members = home.albums.listMembers(view, null, view.count)
    return shapesOf(home.parts.ledger, members.filter(isReadable(home, view)), view.isMine)
  },
}

/**
 * @throws INVALID if the audience is public and the mode controlled, and the codes of sharing a
 *   letter
 */
export async function shareAlbum(
  home: OpenHome,
  view: AlbumView,
  to: string,
  {
    keepPlace,
    asIs = [],
    mode,
  }: { keepPlace: boolean; asIs?: readonly string[] | undefined; mode?: 'open' | 'controlled' | undefined },
): Promise<void> {
  const audience = resolveAudience(home, to)
  const policy = { mode: decideMode(audience, mode), keepsPlace: keepPlace }
  await home.albums.share(view.album, audience, { ...policy, asIs: objectsOf(home, asIs) })
}

/** @throws NOT_FOUND, NOT_YOURS */
function objectsOf({ files }: OpenHome, ids: readonly string[]): Uint8Array[] {
  return ids.map((id) => files.getOwnFile(id).object)
}

async function describeChanged(home: OpenHome, publish: Served['publish'], key: Uint8Array): Promise<Album> {
  const album = await describeAlbum(home, home.albums.get(key))
  publish({ type: 'album-changed', album: album.album, from: album.from.person })
  return album
}

async function describeAlbum(home: OpenHome, found: AlbumView): Promise<Album> {
  const { parts } = home
  const view = await home.albums.read(found)
  return {
    album: refText(view.ref),
    from: partyOf(parts, view.author),
    isMine: view.isMine,
    title: view.title,
    text: view.text,
    createdAt: isoTime(view.createdAt),
    changedAt: isoTime(view.changedAt),
    count: view.count,
    preview: findPreview(home, view),
    audiences: describeAudiences(home, view),
    unopened: view.unopened,
    state: view.state,
    cursor: cursorOf(view),
  }
}

function describeAudiences({ parts, albums }: OpenHome, view: AlbumView): Album['audiences'] {
  if (view.isMine)
    return albums.audiencesOf(view.album).map(({ audience, keepsPlace }) => ({
      audience: describeAudience(parts, audience),
      keepsPlace,
    }))
  const notice = view.cover === null ? null : parts.inbox.find(parts.ledger, view.cover.object)?.notice
  if (notice === null || notice === undefined) return []
  return audiencesIn(notice, notice.to).map((audience) => ({
    audience: describeAudience(parts, audience),
    keepsPlace: false,
  }))
}

/** The number of first files of a page that are searched for a preview. */
const MAX_LOOKED_AT = 12

function findPreview(home: OpenHome, view: AlbumView): FileId | null {
  const { ledger, identity } = home.parts
  for (const { letter, position, file } of home.albums.listMembers(view, null, MAX_LOOKED_AT)) {
    // A preview made after the page was written is stored with the file, not in the page.
    const own = view.isMine ? findOwnFileOf(ledger, file) : null
    if (own !== null && own.facts.preview !== null)
      return fileId(identity, { kind: 'own-preview', object: own.object, number: own.number })
    if ((home.files.getAttached(letter, position).label.facts?.preview ?? null) !== null)
      return fileId(identity, { kind: 'attached-preview', object: letter, number: position })
  }
  return null
}

/** A file whose key is destroyed stays a member of an own album, but has nothing to show. */
const isReadable =
  (home: OpenHome, { isMine }: AlbumView) =>
  ({ file }: { file: Uint8Array }): boolean =>
    !isMine || findContentKey(home.parts.ledger, file) !== null

function describeMember(
  home: OpenHome,
  { isMine, author }: AlbumView,
  { letter, position, file }: { letter: Uint8Array; position: number; file: Uint8Array },
): ListedFile {
  const cursor = `${Buffer.from(letter).toString('hex')}.${position}` as Cursor
  if (!isMine) {
    const member = { own: null, at: 0, letter, position, author, isWithin: false }
    return { ...describeListed(home, member), cursor }
  }
  const own = findOwnFileOf(home.parts.ledger, file)
  // A file removed from the list of files stays in the album while a page attaches it.
  return own === null
    ? { ...describeOwnAttached(home, letter, position), cursor }
    : { ...describeListed(home, { own, at: own.addedAt }), cursor }
}

/** @throws INVALID */
function parseCursor(cursor: string): { letter: Uint8Array; position: number } {
  const [, letter, position] = /^([0-9a-f]{64})\.(\d{1,6})$/.exec(cursor) ?? []
  if (letter === undefined) throw new EngineError('INVALID', 'This cursor names no file of an album.')
  return { letter: Buffer.from(letter, 'hex'), position: Number(position) }
}

function cursorOf({ changedAt, album }: Pick<AlbumView, 'changedAt' | 'album'>): Cursor {
  return `${changedAt}.${Buffer.from(album).toString('hex')}` as Cursor
}

/**
 * True if the album comes after this cursor in the list.
 * @throws INVALID
 */
function isPast({ changedAt, album }: AlbumView, cursor: string): boolean {
  const [, at, key] = /^(\d{1,16})\.([0-9a-f]{64})$/.exec(cursor) ?? []
  if (key === undefined) throw new EngineError('INVALID', 'This cursor names no entry of the list of albums.')
  return changedAt < Number(at) || (changedAt === Number(at) && Buffer.from(album).toString('hex') > key)
}
