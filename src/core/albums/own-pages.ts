// The pages of an album of mine: added, taken out, and written once more for those who are not given places, or for anyone.
// compose and store. Whom they are given to is another matter (settle.ts); nothing here tells anybody.
import { equalBytes, toHex } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { canPublishAttached, prepareLinks, publishAttached, type DeliveryParts } from '../delivery/index.ts'
import type { AlbumView } from './album-view.ts'
import { listAlbumAudiences, unsettle } from './audiences.ts'
import { listAlbumParts, markPlaced, type AlbumPart } from './collections.ts'
import { hasPlace, layOut, withoutKnown } from './pages.ts'
import { storeCollection } from './store-collection.ts'
import { objectId, type Link, type Ref } from '../store/index.ts'

/** Files that are given as they are where their place cannot be removed, by their objects. */
export type AsIs = readonly Uint8Array[]

/** Links to the same files without places: the very link where a file says none. @throws PLACE_REMAINS for those that are not `asIs` */
export type WithoutPlaces = (links: readonly Link[], asIs: AsIs) => Promise<Link[]>

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
  readonly #letters: DeliveryParts
  readonly #withoutPlaces: WithoutPlaces

  constructor(letters: DeliveryParts, withoutPlaces: WithoutPlaces) {
    this.#letters = letters
    this.#withoutPlaces = withoutPlaces
  }

  get #ledger(): Ledger {
    return this.#letters.ledger
  }

  /** Another cover. */
  async rename(view: AlbumView, title: string, text: string): Promise<void> {
    const replaces = this.#refOf(view.cover!)
    await this.#store(view, { title, text, replaces, members: [], face: 'all', twinOf: null })
  }

  /** What is in it already is passed over. @throws PLACE_REMAINS when a place cannot be removed for those it is for */
  async add(view: AlbumView, links: readonly Link[], asIs: AsIs): Promise<void> {
    const known = new Set(this.#membersOf(view.pages).map(({ ref }) => toHex(objectId(ref))))
    const placed = await this.#publishIfPublic(view.album, withoutKnown(links, known))
    // Copies first: when one cannot be made, nothing was added.
    const needsTwins = this.#audiencesOf(view.album).some(({ keepsPlace }) => !keepsPlace)
    if (needsTwins) await this.#withoutPlaces(placed, asIs)
    for (const members of layOut(placed)) await this.#addPage(view, members, needsTwins ? asIs : null)
  }

  /** `asIs` is null where nobody needs a twin: which pages need one is found out when the album is shared. */
  async #addPage(view: AlbumView, members: Link[], asIs: AsIs | null): Promise<void> {
    const copies = asIs === null ? members : await this.#withoutPlaces(members, asIs)
    const differs = asIs === null ? members.some(hasPlace) : hasChanged(members, copies)
    const page = await this.#store(view, { members, face: differs ? 'placed' : 'all', twinOf: null })
    if (asIs !== null && differs) await this.#storeTwin(view, page, copies, null)
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

  /** For each page with a place one without, where there is none yet. @throws PLACE_REMAINS, also for what was given as it is before */
  async makeTwins(view: AlbumView, asIs: AsIs): Promise<void> {
    await this.#withoutPlaces(this.#membersOf(view.pages), asIs)
    const parts = listAlbumParts(this.#ledger, view.album)
    const twinned = new Set(parts.flatMap(({ twinOf }) => (twinOf === null ? [] : [toHex(twinOf)])))
    for (const page of view.pages)
      if (!twinned.has(toHex(page.object))) await this.#makeTwin(view, page, asIs)
  }

  async #makeTwin(view: AlbumView, page: AlbumPart, asIs: AsIs): Promise<void> {
    const members = this.#membersOf([page])
    const copies = await this.#withoutPlaces(members, asIs)
    if (hasChanged(members, copies)) {
      await this.#ledger.write((tx) => markPlaced(tx, page.object))
      await this.#storeTwin(view, this.#refOf(page), copies, null)
    } else if (page.face === 'placed') {
      await this.#ledger.write((tx) => markPlaced(tx, page.object, false))
    }
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
    const latest = listAlbumParts(this.#ledger, album).reduce((last, { at }) => Math.max(last, at), -Infinity)
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
    if (twin === undefined) return
    // What was given as it is stays so.
    const asIs = members.map(({ ref }) => objectId(ref))
    await this.#storeTwin(view, next, await this.#withoutPlaces(members, asIs), twin)
  }

  /** The page for those who are not given places. */
  async #storeTwin(view: AlbumView, page: Ref, copies: Link[], replaced: AlbumPart | null): Promise<void> {
    await this.#store(view, {
      members: await this.#publishIfPublic(view.album, copies),
      face: 'placeless',
      twinOf: objectId(page),
      replaces: replaced === null ? null : this.#refOf(replaced),
      ...(replaced === null ? {} : { at: replaced.at }),
    })
  }

  async #publishIfPublic(album: Uint8Array, links: Link[]): Promise<Link[]> {
    const audiences = this.#audiencesOf(album).map(({ audience }) => audience)
    return prepareLinks(this.#letters, audiences, links)
  }
}

function hasChanged(members: readonly Link[], copies: readonly Link[]): boolean {
  return members.some((member, i) => member !== copies[i])
}
