// The pages of an album of mine: added, taken out, and written once more for those who are not given places, or for anyone.
// compose and store. Whom they are given to is another matter (settle.ts); nothing here tells anybody.
import { equalBytes, toHex } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import {
  canPublishAttached,
  listAlbumParts,
  publishAttached,
  storeCollection,
  type AlbumPart,
  type LetterParts,
} from '../letters/index.ts'
import { objectId, type Link, type Ref } from '../store/index.ts'
import type { AlbumView } from './album-view.ts'
import { listAlbumAudiences, unsettle } from './audiences.ts'
import { hasPlace, layOut, withoutKnown } from './pages.ts'

/** The same file of mine without the place in it: itself where it has none. @throws INVALID when it cannot be taken out */
export type WithoutPlace = (link: Link) => Promise<Link>

/** A part that is to be stored, in the place of an earlier one where it `replaces` one. */
interface NewPart {
  members: Link[]
  face: AlbumPart['face']
  twinOf: Uint8Array | null
  title?: string
  text?: string
  replaces?: Ref | null
  at?: number
}

export class OwnPages {
  readonly #letters: LetterParts
  readonly #withoutPlace: WithoutPlace

  constructor(letters: LetterParts, withoutPlace: WithoutPlace) {
    this.#letters = letters
    this.#withoutPlace = withoutPlace
  }

  get #ledger(): Ledger {
    return this.#letters.ledger
  }

  /** Another cover. */
  async rename(view: AlbumView, title: string, text: string): Promise<void> {
    const replaces = this.#refOf(view.cover!)
    await this.#store(view, { title, text, replaces, members: [], face: 'all', twinOf: null })
  }

  /** What is in it already is passed over. @throws INVALID when a place cannot be taken out for those it is for */
  async add(view: AlbumView, links: readonly Link[]): Promise<void> {
    const known = new Set(this.#membersOf(view.pages).map(({ ref }) => toHex(objectId(ref))))
    const placed = await this.#publishIfPublic(view.album, withoutKnown(links, known))
    // Copies first: when one cannot be made, nothing was added.
    const needsTwins = this.#audiencesOf(view.album).some(({ keepsPlace }) => !keepsPlace)
    if (needsTwins) await this.#copies(view.album, placed)
    for (const members of layOut(placed)) {
      const face = members.some(hasPlace) ? 'placed' : 'all'
      const page = await this.#store(view, { members, face, twinOf: null })
      if (face === 'placed' && needsTwins) await this.#storeTwin(view, page, members, null)
    }
  }

  /** By the objects of files. */
  async remove(view: AlbumView, files: readonly Uint8Array[]): Promise<void> {
    const gone = new Set(files.map(toHex))
    for (const page of view.pages) {
      const members = this.#membersOf([page])
      const left = members.filter(({ ref }) => !gone.has(toHex(objectId(ref))))
      if (left.length < members.length) await this.#replacePage(view, page, left)
    }
  }

  /** For each page with a place one without, where there is none yet. */
  async makeTwins(view: AlbumView): Promise<void> {
    const parts = listAlbumParts(this.#ledger, view.album)
    const twinned = new Set(parts.flatMap(({ twinOf }) => (twinOf === null ? [] : [toHex(twinOf)])))
    for (const page of view.pages)
      if (page.face === 'placed' && !twinned.has(toHex(page.object)))
        await this.#storeTwin(view, this.#refOf(page), this.#membersOf([page]), null)
  }

  /** Pages whose small files lie among private ones are written once more, with links to where anyone finds them. */
  async publish(view: AlbumView): Promise<void> {
    for (const page of view.pages.filter((one) => !this.#isPublishable(one)))
      await this.#replacePage(view, page, await publishAttached(this.#letters, this.#membersOf([page])))
    const twins = listAlbumParts(this.#ledger, view.album).filter(({ face }) => face === 'placeless')
    for (const twin of twins.filter((one) => !this.#isPublishable(one))) await this.#publishTwin(view, twin)
  }

  #isPublishable({ object }: AlbumPart): boolean {
    return canPublishAttached(this.#ledger, this.#letters, object)
  }

  async #publishTwin(view: AlbumView, twin: AlbumPart): Promise<void> {
    const { face, twinOf, at } = twin
    const members = await publishAttached(this.#letters, this.#membersOf([twin]))
    await this.#store(view, { members, face, twinOf, at, replaces: this.#refOf(twin) })
  }

  #audiencesOf(album: Uint8Array) {
    return listAlbumAudiences(this.#ledger, album).filter(({ state }) => state === 'shared')
  }

  #refOf({ object }: AlbumPart): Ref {
    return this.#letters.store.findOwn(this.#ledger, object)!.ref
  }

  #membersOf(pages: readonly AlbumPart[]): Link[] {
    return pages.flatMap(({ object }) =>
      this.#letters.store.findOwn(this.#ledger, object)!.header.links.filter(({ rel }) => rel === 'member'),
    )
  }

  /** Parts come in the order of their times. */
  #store({ album, ref }: AlbumView, part: NewPart): Promise<Ref> {
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

  async #publishIfPublic(album: Uint8Array, links: Link[]): Promise<Link[]> {
    const isPublic = this.#audiencesOf(album).some(({ audience }) => audience.kind === 'public')
    return isPublic ? publishAttached(this.#letters, links) : links
  }
}
