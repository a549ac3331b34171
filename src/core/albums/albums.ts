// Albums as their author makes them and their readers open them: the one room through which the engine speaks of them.
// A cover with the title, and pages of links; what is added later is a page more, for everyone whom the album is for.
import { endedAt, findAudience, type Audience } from '../access/index.ts'
import { equalBytes, Mutex, toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import {
  canPublishAttached,
  findAlbumPart,
  listAlbumKeys,
  listAlbumParts,
  publishAttached,
  storeCollection,
  type AlbumPart,
  type LetterParts,
  type Reference,
  type Wait,
} from '../letters/index.ts'
import { objectId, refTail, formatRef, parseRef, type Link, type Ref } from '../store/index.ts'
import {
  listMembers,
  readText,
  viewAlbum,
  type AlbumMember,
  type AlbumPlace,
  type AlbumView,
} from './album-view.ts'
import {
  forgetAlbum,
  forgetAlbumAudience,
  keepAlbumAudience,
  listAlbumAudiences,
  listUnsettled,
  unsettle,
  type AlbumAudience,
} from './audiences.ts'
import { hasPlace, layOut, withoutKnown } from './pages.ts'
import { settleAlbum, settleAudience } from './settle.ts'

export type { AlbumView } from './album-view.ts'

export interface AlbumsPorts {
  letters: LetterParts
  reference: Reference
  /** The same file of mine without the place in it: itself where it has none. @throws INVALID when it cannot be taken out */
  withoutPlace: (link: Link) => Promise<Link>
}

/** Pages that are opened at once. */
const OPENED_AT_ONCE = 4
const MIN_REF_START = 6

export class Albums {
  readonly #letters: LetterParts
  readonly #reference: Reference
  readonly #withoutPlace: AlbumsPorts['withoutPlace']
  /** One change of albums after the other: what is added twice at once is added once. */
  readonly #changing = new Mutex()

  constructor({ letters, reference, withoutPlace }: AlbumsPorts) {
    this.#letters = letters
    this.#reference = reference
    this.#withoutPlace = withoutPlace
  }

  /** Gives and takes back what a crash left undone. */
  async start(): Promise<void> {
    for (const album of listUnsettled(this.#ledger))
      await this.#changing.run(() => settleAlbum(this.#letters, album))
  }

  get #ledger(): Ledger {
    return this.#letters.ledger
  }

  /** The latest changed first. */
  list(): AlbumView[] {
    return listAlbumKeys(this.#ledger)
      .flatMap((album) => viewAlbum(this.#letters, album) ?? [])
      .map((view) => ({ ...view, text: null }))
      .sort((a, b) => b.changedAt - a.changedAt || Buffer.compare(a.album, b.album))
  }

  /** By its ref, the beginning of one, or its whole title; mine before others’. @throws NOT_FOUND, AMBIGUOUS */
  resolve(text: string): AlbumView {
    const whole = parseRef(text)
    const all = this.list()
    const isNamed = ({ ref, album }: AlbumView): boolean =>
      whole === null
        ? text.length >= MIN_REF_START && refTail(formatRef(ref)).startsWith(refTail(text))
        : equalBytes(album, objectId(whole))
    const named = all.filter(isNamed)
    const titled = named.length > 0 ? named : all.filter(({ title }) => title === text)
    const own = titled.filter(({ isMine }) => isMine)
    const found = own.length > 0 ? own : titled
    if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several albums are called so.')
    if (found[0] === undefined) throw new EngineError('NOT_FOUND', 'There is no such album here.')
    return found[0]
  }

  /** @throws NOT_FOUND */
  get(album: Uint8Array): AlbumView {
    const view = viewAlbum(this.#letters, album)
    if (view === null) throw new EngineError('NOT_FOUND', 'There is no such album here.')
    return { ...view, text: null }
  }

  /** The title of the album that an object is a part of; null when it is of none. */
  titleOf(object: Uint8Array): string | null {
    const part = findAlbumPart(this.#ledger, object)
    return part === null ? null : this.get(part.album).title
  }

  /** With what its author says of it. */
  async read(album: Uint8Array): Promise<AlbumView> {
    const view = this.get(album)
    return { ...view, text: await readText(this.#letters, this.#reference, view) }
  }

  /** Its files in the order of adding, after a place. @throws INVALID when that is none of it */
  listMembers(view: AlbumView, after: AlbumPlace | null, limit: number): AlbumMember[] {
    return listMembers(this.#ledger, view, after, limit)
  }

  audiencesOf(album: Uint8Array): AlbumAudience[] {
    return listAlbumAudiences(this.#ledger, album).filter(({ state }) => state === 'shared')
  }

  /** @throws NO_SPACE */
  async create(title: string, text: string, links: readonly Link[]): Promise<Uint8Array> {
    const at = this.#letters.clock.now()
    const order = { title, text, album: null, replaces: null, members: [], twinOf: null, at }
    const ref = await storeCollection(this.#letters, { ...order, face: 'all' }, (tx, cover) =>
      unsettle(tx, objectId(cover), at),
    )
    const album = objectId(ref)
    if (links.length > 0) await this.add(album, links)
    return album
  }

  /** @throws NOT_YOURS */
  async rename(album: Uint8Array, title: string, text: string): Promise<void> {
    await this.#change(album, async (view) => {
      const replaces = this.#refOf(view.cover!)
      await this.#store(view, { title, text, replaces, members: [], face: 'all', twinOf: null })
    })
  }

  /** What is in it already is passed over. @throws NOT_YOURS, INVALID when a place cannot be taken out for those it is for */
  async add(album: Uint8Array, links: readonly Link[]): Promise<void> {
    await this.#change(album, async (view) => {
      const known = new Set(this.#membersOf(view.pages).map(({ ref }) => toHex(objectId(ref))))
      const placed = await this.#publishIfPublic(album, withoutKnown(links, known))
      // Copies first: when one cannot be made, nothing was added.
      const needsTwins = this.audiencesOf(album).some(({ keepsPlace }) => !keepsPlace)
      if (needsTwins) await this.#copies(album, placed)
      for (const members of layOut(placed)) {
        const face = members.some(hasPlace) ? 'placed' : 'all'
        const page = await this.#store(view, { members, face, twinOf: null })
        if (face === 'placed' && needsTwins) await this.#storeTwin(view, page, members, null)
      }
    })
  }

  /** Takes files out, by their objects. @throws NOT_YOURS */
  async remove(album: Uint8Array, files: readonly Uint8Array[]): Promise<void> {
    const gone = new Set(files.map(toHex))
    await this.#change(album, async (view) => {
      for (const page of view.pages) {
        const members = this.#membersOf([page])
        const left = members.filter(({ ref }) => !gone.has(toHex(objectId(ref))))
        if (left.length === members.length) continue
        await this.#replacePage(view, page, left)
      }
    })
  }

  /** Also once more, after it was taken back. @throws NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (they have it already, or a place cannot be taken out) */
  async share(
    album: Uint8Array,
    audience: Audience,
    { mode, keepsPlace }: Pick<AlbumAudience, 'mode' | 'keepsPlace'>,
  ): Promise<void> {
    await this.#changing.run(async () => {
      const view = this.#getMine(album)
      const before = this.#findAudience(album, audience)
      if (before?.state === 'shared') throw new EngineError('INVALID', 'They have it already.')
      if (audience.kind === 'public') await this.#publishPages(view)
      if (!keepsPlace) await this.#makeTwins(this.#getMine(album))
      const givenAt = this.#letters.clockGuard.read().now
      const one: AlbumAudience = { audience, mode, keepsPlace, state: 'shared', isSettled: false, givenAt }
      await this.#ledger.write((tx) => keepAlbumAudience(tx, album, one))
      try {
        await settleAudience(this.#letters, album, one)
      } catch (error) {
        const row = findAudience(this.#ledger, view.cover!.object, audience.key)
        const isGiven = row !== null && endedAt(row) === null
        if (!isGiven)
          await this.#ledger.write((tx) =>
            before === null
              ? forgetAlbumAudience(tx, album, audience.key)
              : keepAlbumAudience(tx, album, before),
          )
        throw error
      }
    })
  }

  #findAudience(album: Uint8Array, { key }: Audience): AlbumAudience | null {
    return listAlbumAudiences(this.#ledger, album).find((one) => equalBytes(one.audience.key, key)) ?? null
  }

  /** @throws NOT_YOURS, NOT_FOUND when it is not for them */
  async withdraw(album: Uint8Array, audience: Audience): Promise<void> {
    await this.#changing.run(async () => {
      this.#getMine(album)
      const one = this.#findAudience(album, audience)
      if (one?.state !== 'shared') throw new EngineError('NOT_FOUND', 'It was not given to them.')
      const withdrawn: AlbumAudience = { ...one, state: 'withdrawn', isSettled: false }
      await this.#ledger.write((tx) => keepAlbumAudience(tx, album, withdrawn))
      await settleAudience(this.#letters, album, withdrawn)
    })
  }

  /** Opens what of another's album is not opened yet. @throws as opening a letter, for its cover */
  async open(album: Uint8Array, wait: Wait): Promise<void> {
    const { isMine, cover } = this.get(album)
    if (isMine) return
    if (cover !== null) await this.#reference.open(this.#announcedRef(cover), wait)
    const sealed = listAlbumParts(this.#ledger, album).filter(
      ({ object }) => this.#letters.store.findKept(this.#ledger, object) === null,
    )
    const openNext = async (): Promise<void> => {
      for (let part = sealed.shift(); part !== undefined; part = sealed.shift())
        await this.#openPart(part, wait)
    }
    await Promise.all(Array.from({ length: OPENED_AT_ONCE }, openNext))
  }

  async #openPart(part: AlbumPart, wait: Wait): Promise<void> {
    try {
      await this.#reference.open(this.#announcedRef(part), wait)
    } catch (error) {
      if (!isEngineError(error) || error.code === 'CANCELLED') throw error
    }
  }

  #announcedRef({ object, albumRef, album }: AlbumPart): Ref {
    const notice = this.#letters.inbox.find(this.#ledger, object)?.notice
    if (notice !== undefined) return notice.ref
    if (equalBytes(object, album)) return albumRef
    throw new EngineError('NOT_FOUND', 'This page is not here.')
  }

  /** While nothing else is done to any album of mine. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    return this.#changing.run(act)
  }

  /** In the transaction that destroys its parts. */
  forget(tx: Transaction, album: Uint8Array): void {
    forgetAlbum(tx, album)
  }

  async #change(album: Uint8Array, act: (view: AlbumView) => Promise<void>): Promise<void> {
    await this.#changing.run(async () => {
      await act(this.#getMine(album))
      await settleAlbum(this.#letters, album)
    })
  }

  #getMine(album: Uint8Array): AlbumView {
    const view = this.get(album)
    if (!view.isMine) throw new EngineError('NOT_YOURS', 'Only its author can do that.')
    return view
  }

  #refOf({ object }: AlbumPart): Ref {
    return this.#letters.store.findOwn(this.#ledger, object)!.ref
  }

  #membersOf(pages: readonly AlbumPart[]): Link[] {
    return pages.flatMap(({ object }) =>
      this.#letters.store.findOwn(this.#ledger, object)!.header.links.filter(({ rel }) => rel === 'member'),
    )
  }

  /** A part more, or in the place of an earlier one; parts come in the order of their times. */
  #store(
    { album, ref }: AlbumView,
    part: {
      members: Link[]
      face: AlbumPart['face']
      twinOf: Uint8Array | null
      title?: string
      text?: string
      replaces?: Ref | null
      at?: number
    },
  ): Promise<Ref> {
    const now = this.#letters.clock.now()
    const latest = Math.max(...listAlbumParts(this.#ledger, album).map(({ at }) => at))
    const order = { title: '', text: '', replaces: null, at: Math.max(now, latest + 1), ...part, album: ref }
    return storeCollection(this.#letters, order, (tx) => unsettle(tx, album, now))
  }

  /** Another page in its place, and in that of the one for those who are not given places. */
  async #replacePage(view: AlbumView, page: AlbumPart, members: Link[]): Promise<void> {
    const { face, at, object } = page
    const next = await this.#store(view, { members, face, twinOf: null, replaces: this.#refOf(page), at })
    const twin = listAlbumParts(this.#ledger, view.album).find(
      ({ twinOf }) => twinOf !== null && equalBytes(twinOf, object),
    )
    if (twin !== undefined) await this.#storeTwin(view, next, members, twin)
  }

  /** The page for those who are not given places. */
  async #storeTwin(
    view: AlbumView,
    page: Ref,
    members: readonly Link[],
    replaced: AlbumPart | null,
  ): Promise<void> {
    const copies = await this.#copies(view.album, members)
    await this.#store(view, {
      members: copies,
      face: 'placeless',
      twinOf: objectId(page),
      replaces: replaced === null ? null : this.#refOf(replaced),
      ...(replaced === null ? {} : { at: replaced.at }),
    })
  }

  async #copies(album: Uint8Array, members: readonly Link[]): Promise<Link[]> {
    const copies: Link[] = []
    for (const member of members) copies.push(await this.#withoutPlace(member))
    return this.#publishIfPublic(album, copies)
  }

  async #makeTwins(view: AlbumView): Promise<void> {
    const parts = listAlbumParts(this.#ledger, view.album)
    const twinned = new Set(parts.flatMap(({ twinOf }) => (twinOf === null ? [] : [toHex(twinOf)])))
    for (const page of view.pages)
      if (page.face === 'placed' && !twinned.has(toHex(page.object)))
        await this.#storeTwin(view, this.#refOf(page), this.#membersOf([page]), null)
  }

  async #publishIfPublic(album: Uint8Array, links: Link[]): Promise<Link[]> {
    const isPublic = this.audiencesOf(album).some(({ audience }) => audience.kind === 'public')
    return isPublic ? publishAttached(this.#letters, links) : links
  }

  /** Pages whose small files lie among private ones are written once more, with links to where anyone finds them. */
  async #publishPages(view: AlbumView): Promise<void> {
    for (const page of view.pages) {
      if (canPublishAttached(this.#ledger, this.#letters, page.object)) continue
      await this.#replacePage(view, page, await publishAttached(this.#letters, this.#membersOf([page])))
    }
  }
}
