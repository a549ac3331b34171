// Albums, as authors make them and readers open them. The facade of this folder for the rest of the
// engine.
// An album is a cover with the title, and pages of links. Added files become a new page, for all
// audiences of the album.
import { Mutex, turn } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { DeliveryParts, Reference, Wait } from '../delivery/index.ts'
import {
  isNews,
  listMembers,
  readText,
  viewAlbum,
  type AlbumMember,
  type AlbumPosition,
  type AlbumView,
} from './album-view.ts'
import {
  forgetAlbum,
  listAlbumAudiences,
  listUnsettled,
  unsettle,
  type AlbumAudience,
} from './album-audiences.ts'
import { findAlbumPart, listAlbumKeys, listAlbumKeysOfOthers } from './collections.ts'
import { checkNotShared, shareAlbum, withdrawAlbum } from './giving.ts'
import { openAlbum } from './opening.ts'
import { OwnPages, type AsIs, type WithoutPlaces } from './own-pages.ts'
import { syncAlbum } from './sync-audiences.ts'
import { storeCollection } from './store-collection.ts'
import { objectId, refTail, formatRef, parseRef, type Link, type Audience } from '../store/index.ts'

export type { AlbumView } from './album-view.ts'

interface AlbumsPorts {
  letters: DeliveryParts
  reference: Reference
  withoutPlaces: WithoutPlaces
}

const MIN_REF_START = 6

export class Albums {
  readonly #letters: DeliveryParts
  readonly #reference: Reference
  readonly #pages: OwnPages
  /** Changes run one at a time, so that a file added twice at once is added once. */
  readonly #changing = new Mutex()

  constructor({ letters, reference, withoutPlaces }: AlbumsPorts) {
    this.#letters = letters
    this.#reference = reference
    this.#pages = new OwnPages(letters, withoutPlaces)
  }

  /** Completes sharing and withdrawing that a crash interrupted. */
  async start(): Promise<void> {
    for (const album of listUnsettled(this.#ledger)) await this.alone(() => syncAlbum(this.#letters, album))
  }

  get #ledger(): Ledger {
    return this.#letters.ledger
  }

  /** Lists the albums, the latest changed first. */
  async list(): Promise<AlbumView[]> {
    const views: AlbumView[] = []
    for (const album of listAlbumKeys(this.#ledger)) {
      await turn.pass()
      const view = viewAlbum(this.#letters, album)
      if (view !== null) views.push({ ...view, text: null })
    }
    return views.sort((a, b) => b.changedAt - a.changedAt || Buffer.compare(a.album, b.album))
  }

  /** Returns the number of albums of others with something that can still be opened. */
  async countNews(): Promise<number> {
    let count = 0
    for (const album of listAlbumKeysOfOthers(this.#ledger)) {
      await turn.pass()
      if (isNews(this.#letters, album)) count++
    }
    return count
  }

  /**
   * Finds an album by its ref, the start of its ref, or its whole title. Own albums take
   * precedence. A whole ref is a key, so no other album is viewed.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  async resolve(text: string): Promise<AlbumView> {
    const whole = parseRef(text)
    return whole === null ? this.#resolvePart(text) : this.get(objectId(whole))
  }

  async #resolvePart(text: string): Promise<AlbumView> {
    const all = await this.list()
    const isNamed = ({ ref }: AlbumView): boolean =>
      text.length >= MIN_REF_START && refTail(formatRef(ref)).startsWith(refTail(text))
    const named = all.filter(isNamed)
    const titled = named.length > 0 ? named : all.filter(({ title }) => title === text)
    const own = titled.filter(({ isMine }) => isMine)
    const found = own.length > 0 ? own : titled
    if (found.length > 1) throw new EngineError('AMBIGUOUS', 'Several albums have this name.')
    if (found[0] === undefined) throw new EngineError('NOT_FOUND', 'There is no such album here.')
    return found[0]
  }

  /** @throws NOT_FOUND */
  get(album: Uint8Array): AlbumView {
    const view = viewAlbum(this.#letters, album)
    if (view === null) throw new EngineError('NOT_FOUND', 'There is no such album here.')
    return { ...view, text: null }
  }

  /** Returns the title of the album that an object is part of. Null if it is part of none. */
  titleOf(object: Uint8Array): string | null {
    const part = findAlbumPart(this.#ledger, object)
    return part === null ? null : this.get(part.album).title
  }

  /** Returns the album with the author's text. */
  async read(view: AlbumView): Promise<AlbumView> {
    return { ...view, text: await readText(this.#letters, this.#reference, view) }
  }

  /**
   * The files in the order in which they were added, after a position.
   * @throws INVALID if the position is not in the album
   */
  listMembers(view: AlbumView, after: AlbumPosition | null, limit: number): AlbumMember[] {
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
    await this.#change(album, (view) => this.#pages.rename(view, title, text))
  }

  /**
   * Files that are in the album already are skipped.
   * @throws NOT_YOURS, PLACE_REMAINS if a location cannot be removed for an audience that must not
   * get it
   */
  async add(album: Uint8Array, links: readonly Link[], asIs: AsIs = []): Promise<void> {
    await this.#change(album, (view) => this.#pages.add(view, links, asIs))
  }

  /** Removes files, by their object ids. @throws NOT_YOURS */
  async remove(album: Uint8Array, files: readonly Uint8Array[]): Promise<void> {
    await this.#change(album, (view) => this.#pages.remove(view, files))
  }

  /**
   * Shares the album, also again after it was withdrawn.
   * @throws NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (shared with them already), PLACE_REMAINS
   */
  async share(
    album: Uint8Array,
    audience: Audience,
    { asIs, ...how }: Pick<AlbumAudience, 'mode' | 'keepsPlace'> & { asIs: AsIs },
  ): Promise<void> {
    await this.alone(async () => {
      const view = this.#getOwn(album)
      checkNotShared(this.#letters, album, audience)
      if (!how.keepsPlace) await this.#pages.makeTwins(view, asIs)
      const needsOpenLinks = this.#letters.audiences[audience.kind].prepareLinks !== undefined
      if (needsOpenLinks) await this.#pages.publish(this.#getOwn(album))
      await shareAlbum(this.#letters, view, { audience, ...how })
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND if the album is not shared with the audience */
  async withdraw(album: Uint8Array, audience: Audience): Promise<void> {
    await this.alone(async () => {
      this.#getOwn(album)
      await withdrawAlbum(this.#letters, album, audience)
    })
  }

  /**
   * Opens the unopened parts of another person's album.
   * @throws the codes of opening a letter, for the cover
   */
  async open(album: Uint8Array, wait: Wait): Promise<void> {
    const view = this.get(album)
    if (!view.isMine) await openAlbum(this.#letters, this.#reference, view, wait)
  }

  /** Runs `act` while no other change of an own album runs. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    return this.#changing.run(act)
  }

  /** Call this function in the transaction that destroys the parts. */
  forget(tx: Transaction, album: Uint8Array): void {
    forgetAlbum(tx, album)
  }

  async #change(album: Uint8Array, act: (view: AlbumView) => Promise<void>): Promise<void> {
    await this.alone(async () => {
      await act(this.#getOwn(album))
      await syncAlbum(this.#letters, album)
    })
  }

  #getOwn(album: Uint8Array): AlbumView {
    const view = this.get(album)
    if (!view.isMine) throw new EngineError('NOT_YOURS', 'Only the author of an album can change it.')
    return view
  }
}
