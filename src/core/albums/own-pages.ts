// Adds and removes pages of an own album, and rewrites them for readers who do not get locations,
// or for the public.
// "compose" and "store" only; sync-audiences.ts gives the pages to audiences.
import { equalBytes, toHex } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { canPublishAttached, prepareLinks, publishAttached, type DeliveryParts } from '../delivery/index.ts'
import type { AlbumView } from './album-view.ts'
import { listAlbumAudiences, unsettle } from './album-audiences.ts'
import { listAlbumParts, markPlaced, type AlbumPart } from './collections.ts'
import { hasPlace, layOut, withoutKnown } from './page-layout.ts'
import { storeCollection } from './store-collection.ts'
import { objectId, type Link, type Ref } from '../store/index.ts'

/** Object ids of files that may be given although their location cannot be removed. */
export type AsIs = readonly Uint8Array[]

/**
 * Returns links to copies without location; the same link object for a file without one.
 * @throws PLACE_REMAINS for files that are not in `asIs`
 */
export type WithoutPlaces = (links: readonly Link[], asIs: AsIs) => Promise<Link[]>

/** A part to store. It replaces the part `replaces`, if there is one. */
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

  /** Stores a new cover. */
  async rename(view: AlbumView, title: string, text: string): Promise<void> {
    const replaces = this.#refOf(view.cover!)
    await this.#store(view, { title, text, replaces, members: [], face: 'all', twinOf: null })
  }

  /**
   * Files that are in the album already are skipped.
   * @throws PLACE_REMAINS if a location cannot be removed for an audience that must not get it
   */
  async add(view: AlbumView, links: readonly Link[], asIs: AsIs): Promise<void> {
    const known = new Set(this.#membersOf(view.pages).map(({ ref }) => toHex(objectId(ref))))
    const placed = await this.#publishIfPublic(view.album, withoutKnown(links, known))
    // Make the copies first, so that nothing is added if one of them fails.
    const needsTwins = this.#audiencesOf(view.album).some(({ keepsPlace }) => !keepsPlace)
    if (needsTwins) await this.#withoutPlaces(placed, asIs)
    for (const members of layOut(placed)) await this.#addPage(view, members, needsTwins ? asIs : null)
  }

  /**
   * `asIs` is null if no audience needs a twin now. `makeTwins` finds the pages that need one when
   * the album is shared.
   */
  async #addPage(view: AlbumView, members: Link[], asIs: AsIs | null): Promise<void> {
    const copies = asIs === null ? members : await this.#withoutPlaces(members, asIs)
    const differs = asIs === null ? members.some(hasPlace) : hasChanged(members, copies)
    const page = await this.#store(view, { members, face: differs ? 'placed' : 'all', twinOf: null })
    if (asIs !== null && differs) await this.#storeTwin(view, page, copies, null)
  }

  /** Removes files, by their object ids. */
  async remove(view: AlbumView, files: readonly Uint8Array[]): Promise<void> {
    const gone = new Set(files.map(toHex))
    for (const page of view.pages) {
      const members = this.#membersOf([page])
      const left = members.filter(({ ref }) => !gone.has(toHex(objectId(ref))))
      if (left.length < members.length) await this.#replacePage(view, page, left)
    }
  }

  /**
   * Makes a page without locations for each page that needs one and has none.
   * @throws PLACE_REMAINS, also for files that were given as they are before
   */
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

  /**
   * Rewrites pages that link small files in private cores, with links to copies that the public can
   * fetch.
   */
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

  /** Stores a part. Its time is later than that of all parts, because parts are ordered by time. */
  #store({ album, ref }: AlbumView, part: NewPart): Promise<Ref> {
    const now = this.#letters.clock.now()
    const latest = listAlbumParts(this.#ledger, album).reduce((last, { at }) => Math.max(last, at), -Infinity)
    const order = { title: '', text: '', replaces: null, at: Math.max(now, latest + 1), ...part, album: ref }
    return storeCollection(this.#letters, order, (tx) => unsettle(tx, album, now))
  }

  /** Replaces a page, and its twin for readers who do not get locations. */
  async #replacePage(view: AlbumView, page: AlbumPart, members: Link[]): Promise<void> {
    const { face, at, object } = page
    const next = await this.#store(view, { members, face, twinOf: null, replaces: this.#refOf(page), at })
    const twin = listAlbumParts(this.#ledger, view.album).find(
      ({ twinOf }) => twinOf !== null && equalBytes(twinOf, object),
    )
    if (twin === undefined) return
    // Files that were given as they are stay so.
    const asIs = members.map(({ ref }) => objectId(ref))
    await this.#storeTwin(view, next, await this.#withoutPlaces(members, asIs), twin)
  }

  /** Stores the twin of a page, for readers who do not get locations. */
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
