// Handlers for sharing: add an audience, withdraw from one, and list who can read an object.
import {
  findAudience,
  listAllReleased,
  loadAudiences,
  stateOfAudience,
  statusOf,
  type AudienceRow,
  type Release,
} from '../../access/index.ts'
import { isCutMail } from '../../accounts/index.ts'
import { equalBytes, toHex } from '../../base/index.ts'
import type { AlbumView } from '../../albums/index.ts'
import { addresseesOf, audiencesIn, epochOf, shareObject, withdrawObject } from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { ActResult, ObjectAudience, ObjectReader, WhoCanRead } from '../../contract/index.ts'
import { placeRemains } from '../../files/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { objectId, type ObjectHeader, type Ref, type Audience } from '../../store/index.ts'
import { SELF_ENTRY } from '../../views/index.ts'
import { inOrder, pageOf } from './describe-readers.ts'
import { resolveOwn, describeActResult } from './letter-handlers.ts'
import {
  isoTimeOrNull,
  partyOf,
  refText,
  resolveRef,
  describeAudience,
  wideAddressee,
} from '../../contract-ids.ts'
import { decideMode, resolveAudience } from './recipients.ts'
import { shareAlbum } from '../files/album-handlers.ts'
import type { Serving } from '../serving.ts'

export const sharingHandlers = {
  async share(home, { ref, to, mode, keepPlace = false }) {
    const album = await findAlbum(home, ref)
    if (album !== null) {
      await shareAlbum(home, album, to, { keepPlace, mode })
      return {
        ref: refText(album.ref),
        audience: describeAudience(home.parts, resolveAudience(home, to)),
      }
    }
    const own = await resolveOwn(home.parts, ref)
    checkIsWhole(home, objectId(own))
    if (!keepPlace) await checkNoPlace(home, objectId(own))
    const audience = resolveAudience(home, to)
    await shareObject(home.parts, objectId(own), audience, decideMode(audience, mode))
    return { ref: refText(own), audience: describeAudience(home.parts, audience) }
  },
  async withdraw(home, { ref, from }) {
    const audience = resolveAudience(home, from)
    const album = await findAlbum(home, ref)
    if (album !== null) return withdrawAlbum(home, album, audience)
    const own = await resolveOwn(home.parts, ref)
    return describeActResult(home.parts, own, await withdrawObject(home.parts, objectId(own), audience))
  },
  async who({ parts }, { ref, limit, after }) {
    const resolved = await resolveRef(parts, ref)
    const own = parts.store.findOwn(parts.ledger, objectId(resolved))
    return own === null ? whoOfReceived(parts, resolved) : whoOfOwn(parts, own, { limit, after })
  },
} satisfies Partial<Serving<'letters'>>

/** Returns the own album that a whole or abbreviated ref names. Null if there is none. */
async function findAlbum({ albums }: OpenHome, ref: string): Promise<AlbumView | null> {
  try {
    const view = await albums.resolve(ref)
    // Only accept a ref here, not a title, because a letter may have the same name.
    return view.isMine && view.title !== ref ? view : null
  } catch (error) {
    if (isEngineError(error, 'NOT_FOUND')) return null
    throw error
  }
}

/**
 * A reader opens the cover before any page, so the outcome of the cover is the outcome of the
 * album.
 */
async function withdrawAlbum(home: OpenHome, view: AlbumView, audience: Audience): Promise<ActResult> {
  await home.albums.withdraw(view.album, audience)
  const { parts } = home
  const cover = view.cover!.object
  // For persons and groups, withdrawing the cover a second time changes nothing and returns its
  // outcome.
  if (parts.audiences[audience.kind].withdraw === undefined)
    return describeActResult(parts, view.ref, await withdrawObject(parts, cover, audience))
  const isTaken = (findAudience(parts.ledger, cover, audience.key)?.recalledAt ?? null) !== null
  const outcome = isTaken ? 'recalled' : 'too-late'
  return {
    ref: refText(view.ref),
    readers: [],
    audiences: [{ ...wideAddressee(parts, { kind: 'public', key: audience.key }), outcome }],
  }
}

/**
 * Checks that no attached file contains a location. Attachments are part of the letter and cannot
 * change, so sharing would also share their locations.
 * @throws PLACE_REMAINS
 */
async function checkNoPlace({ parts, files }: OpenHome, object: Uint8Array): Promise<void> {
  const { store, ledger } = parts
  const header = store.findOwn(ledger, object)?.header
  const attached = header === undefined ? [] : header.links.filter(({ rel }) => rel === 'attach')
  const given = await files.placeless.ofLinks(attached, [])
  const placed = attached.filter((link, i) => link !== given[i])
  if (placed.length > 0)
    throw placeRemains(
      placed.map(({ ref, label }) => ({
        file: refText(ref),
        name: label?.name ?? '',
        why: 'seen' as const,
      })),
    )
}

/** The readers of a cut mail would not get its large parts. @throws PARTS_AWAY */
function checkIsWhole({ parts }: OpenHome, object: Uint8Array): void {
  if (isCutMail(parts.ledger, object))
    throw new EngineError('PARTS_AWAY', 'Large parts of this mail are kept apart, so it cannot be shared.')
}

function whoOfOwn(
  parts: LetterParts,
  { ref, header }: { ref: Ref; header: ObjectHeader },
  page: { limit: number; after: string | undefined },
): WhoCanRead {
  const { ledger, clockGuard } = parts
  const object = objectId(ref)
  const { now } = clockGuard.read()
  const rows = loadAudiences(ledger, object).sort(compareAudiences)
  const standings = inOrder(parts, object, statusOf(ledger, object, now, parts.audiences))
  const releases = listAllReleased(ledger, object)
  const released = new Map(releases.map((one) => [toHex(one.person), one]))
  const readers = pageOf(standings, page).map(({ person, state }): ObjectReader => {
    const release = released.get(toHex(person))
    const isWay = (row: AudienceRow): boolean =>
      release === undefined ? isWayOf(parts, row, person) : isWayOfOpened(parts, row, release)
    return {
      ...partyOf(parts, person),
      via: rows.filter(isWay).map((row) => describeAudience(parts, row.audience)),
      state,
      openedAt: isoTimeOrNull(release?.at ?? null),
    }
  })
  const audiences = rows.map((row) => describeObjectAudience(parts, object, row, { now, releases }))
  const shown = audiences.length === 0 ? [onlyMe(parts)] : audiences
  const isMail = header.kind === 'mail'
  return { ref: refText(ref), isMail, isMine: true, audiences: shown, readers, readerCount: standings.length }
}

/** An object without an audience is for oneself. */
function onlyMe(parts: LetterParts): ObjectAudience {
  const audience = wideAddressee(parts, SELF_ENTRY)
  return {
    audience,
    mode: 'controlled',
    origin: 'sent',
    since: null,
    state: 'referenced',
    count: 1,
    opened: 1,
  }
}

/** Original audiences first, then those added by sharing, each in the order of their notices. */
function compareAudiences(one: AudienceRow, other: AudienceRow): number {
  const order = Number(one.isShared) - Number(other.isShared)
  return order || (one.noticedAt ?? Infinity) - (other.noticedAt ?? Infinity) || 0
}

function isWayOf(
  { audiences, ledger }: LetterParts,
  { audience: { kind, key }, since }: AudienceRow,
  person: Uint8Array,
): boolean {
  return audiences[kind].mayRead(ledger, key, person, since)
}

/** A former member has opened it through a group that they may not read any longer. */
function isWayOfOpened(parts: LetterParts, row: AudienceRow, { person, audience }: Release): boolean {
  return equalBytes(audience, row.audience.key) || isWayOf(parts, row, person)
}

function describeObjectAudience(
  parts: LetterParts,
  object: Uint8Array,
  row: AudienceRow,
  { now, releases }: { now: number; releases: readonly Release[] },
): ObjectAudience {
  const { audience, since, mode, isShared, noticedAt, withdrawnAt } = row
  const { ledger, audiences } = parts
  return {
    audience: describeAudience(parts, audience),
    mode,
    origin: isShared ? 'shared' : 'sent',
    since: isoTimeOrNull(noticedAt),
    state: withdrawnAt === null ? stateOfAudience(ledger, object, row, now) : 'recalled',
    count: audiences[audience.kind].count(ledger, audience.key, since),
    // A reader who opened it by another way has opened it.
    opened: releases.filter((release) => isWayOfOpened(parts, row, release)).length,
  }
}

/**
 * For another person's letter only the facts of its notice are known.
 * @throws NOT_FOUND
 */
function whoOfReceived(parts: LetterParts, ref: Ref): WhoCanRead {
  const received = parts.inbox.find(parts.ledger, objectId(ref))
  if (received === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const { notice } = received
  const header = parts.store.findKept(parts.ledger, received.object)?.header ?? null
  const { to, unnamed } = addresseesOf(parts.ledger, parts, notice, header)
  return {
    ref: refText(notice.ref),
    isMail: notice.kind === 'mail',
    isMine: false,
    audiences: audiencesIn(notice, to).map((one) => ({
      audience: describeAudience(parts, one),
      mode: notice.mode,
      origin: notice.isShared ? 'shared' : 'sent',
      since: isoTimeOrNull(received.arrivedAt),
      state: 'unknown',
      count: parts.audiences[one.kind].count(parts.ledger, one.key, epochOf(notice)),
      opened: 0,
    })),
    readers: to.map((person) => ({
      ...partyOf(parts, person),
      via: [partyOf(parts, person)],
      state:
        equalBytes(person, parts.identity.person) && received.openedAt !== null ? 'referenced' : 'unknown',
      openedAt: equalBytes(person, parts.identity.person) ? isoTimeOrNull(received.openedAt) : null,
    })),
    readerCount: to.length + unnamed,
  }
}
