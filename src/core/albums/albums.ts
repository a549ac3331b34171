// Albums as their author makes them and their readers open them: the one room through which the engine speaks of them.
// A cover with the title, and pages of links; what is added later is a page more, for everyone whom the album is for.
import type { Audience } from '../access/index.ts'
import { equalBytes, Mutex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { DeliveryParts, Reference, Wait } from '../delivery/index.ts'
import {
  listMembers,
  readText,
  viewAlbum,
  type AlbumMember,
  type AlbumPlace,
  type AlbumView,
} from './album-view.ts'
import { forgetAlbum, listAlbumAudiences, listUnsettled, unsettle, type AlbumAudience } from './audiences.ts'
import { findAlbumPart, listAlbumKeys } from './collections.ts'
import { checkNotGiven, giveAlbum, takeAlbumBack } from './giving.ts'
import { openAlbum } from './opening.ts'
import { OwnPages, type AsIs, type WithoutPlaces } from './own-pages.ts'
import { settleAlbum } from './settle.ts'
import { storeCollection } from './store-collection.ts'
import { objectId, refTail, formatRef, parseRef, type Link } from '../store/index.ts'

export type { AlbumView } from './album-view.ts'

export interface AlbumsPorts {
  letters: DeliveryParts
  reference: Reference
  withoutPlaces: WithoutPlaces
}

const MIN_REF_START = 6

export class Albums {
  readonly #letters: DeliveryParts
  readonly #reference: Reference
  readonly #pages: OwnPages
  /** One change of albums after the other: what is added twice at once is added once. */
  readonly #changing = new Mutex()

  constructor({ letters, reference, withoutPlaces }: AlbumsPorts) {
    this.#letters = letters
    this.#reference = reference
    this.#pages = new OwnPages(letters, withoutPlaces)
  }

  /** Gives and takes back what a crash left undone. */
  async start(): Promise<void> {
    for (const album of listUnsettled(this.#ledger)) await this.alone(() => settleAlbum(this.#letters, album))
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
    await this.#change(album, (view) => this.#pages.rename(view, title, text))
  }

  /** What is in it already is passed over. @throws NOT_YOURS, PLACE_REMAINS when a place cannot be removed for those it is for */
  async add(album: Uint8Array, links: readonly Link[], asIs: AsIs = []): Promise<void> {
    await this.#change(album, (view) => this.#pages.add(view, links, asIs))
  }

  /** Takes files out, by their objects. @throws NOT_YOURS */
  async remove(album: Uint8Array, files: readonly Uint8Array[]): Promise<void> {
    await this.#change(album, (view) => this.#pages.remove(view, files))
  }

  /** Also once more, after it was taken back. @throws NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (they have it already), PLACE_REMAINS */
  async share(
    album: Uint8Array,
    audience: Audience,
    { asIs, ...how }: Pick<AlbumAudience, 'mode' | 'keepsPlace'> & { asIs: AsIs },
  ): Promise<void> {
    await this.alone(async () => {
      const view = this.#getMine(album)
      checkNotGiven(this.#letters, album, audience)
      if (!how.keepsPlace) await this.#pages.makeTwins(view, asIs)
      const needsOpenLinks = this.#letters.audiences[audience.kind].prepareLinks !== undefined
      if (needsOpenLinks) await this.#pages.publish(this.#getMine(album))
      await giveAlbum(this.#letters, view, { audience, ...how })
    })
  }

  /** @throws NOT_YOURS, NOT_FOUND when it is not for them */
  async withdraw(album: Uint8Array, audience: Audience): Promise<void> {
    await this.alone(async () => {
      this.#getMine(album)
      await takeAlbumBack(this.#letters, album, audience)
    })
  }

  /** Opens what of another's album is not opened yet. @throws as opening a letter, for its cover */
  async open(album: Uint8Array, wait: Wait): Promise<void> {
    const view = this.get(album)
    if (!view.isMine) await openAlbum(this.#letters, this.#reference, view, wait)
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
    await this.alone(async () => {
      await act(this.#getMine(album))
      await settleAlbum(this.#letters, album)
    })
  }

  #getMine(album: Uint8Array): AlbumView {
    const view = this.get(album)
    if (!view.isMine) throw new EngineError('NOT_YOURS', 'Only its author can do that.')
    return view
  }
}
