// Handlers for space: what is stored here, by kind, audience, age and person; pinning, dropping and
// deleting.
import { statfs } from 'node:fs/promises'
import {
  SPACE_AGES,
  SPACE_AUDIENCES,
  SPACE_KINDS,
  type Deletion as ContractDeletion,
  type DeletionStanding,
  type WaitingDeletion,
  type KeptItem,
  type OwnItem,
} from '../../contract/space.ts'
import type { Cursor, Handlers } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import { isPlacelessCopy, type ReadableFile } from '../../files/index.ts'
import { countStationsOfLetters } from '../../gates/index.ts'
import { toHex } from '../../base/index.ts'
import { listDeletions, standingOfDeletion, type DeletedObject, type Wait } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'
import {
  ageOf,
  countKept,
  countOwn,
  joinAlbums,
  shareOut,
  spaceKindOf,
  sumKept,
  type Deletion,
  type KeptFile,
  type ListedObject,
} from '../../space/index.ts'
import { objectId } from '../../store/index.ts'
import { isoTime, partyOf, refText, resolveRef, describeAudience } from '../../contract-ids.ts'
import type { Serving } from '../serving.ts'
type Target = Parameters<Handlers['space']['pin']>[0]['target']

export const spaceHandlers: Serving<'space'> = {
  report: (home, _input, { state }) => describeReport(home, state.paths.dir),
  async own(home, { order, kind, audience, limit, before }) {
    const all = joinAlbums(home.parts.ledger, await countOwn(home.parts)).filter(
      (one) =>
        (kind === undefined || one.kind === kind) && (audience === undefined || one.audience === audience),
    )
    return pageOf(all.sort(OWN_ORDERS[order]), limit, before).map(([one, cursor]) =>
      describeOwn(home, one, cursor),
    )
  },
  async kept(home, { order, limit, before }) {
    const all = (await home.space.listKept()).sort(KEPT_ORDERS[order])
    return pageOf(all, limit, before).flatMap(([one, cursor]) => describeKept(home, one, cursor) ?? [])
  },
  async pin(home, { target, waitMs }, { signal }) {
    const wait = { waitMs, signal }
    const files = await listOthers(home, target, wait)
    for (const file of files) await home.files.fetch(file, wait)
    await home.space.pin(files.map(({ ref }) => objectId(ref)))
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    return { files: files.length, bytes }
  },
  async unpin(home, { target }) {
    const files = await listOthers(home, target, null)
    await home.space.unpin(files.map(({ ref }) => objectId(ref)))
    return { files: files.length }
  },
  async drop(home, { target }) {
    const files = await listOthers(home, target, null)
    return home.space.drop(files.map(({ ref }) => objectId(ref)))
  },
  async setQuota(home, { bytes }) {
    await home.space.quota.setQuota(bytes)
    return null
  },
  async explainDeletion(home, { ref }) {
    return describeDeletion(home, home.space.explainDeletion(objectId(await resolveRef(home.parts, ref))))
  },
  async delete(home, { ref, withFiles = false }, { publish }) {
    const object = objectId(await resolveRef(home.parts, ref))
    const { isDestroyed, deletion, waiting } = await home.space.delete(object, { withFiles })
    const deletedObject = describeDeletion(home, deletion)
    const from = partyOf(home.parts, home.parts.identity.person).person
    if (deletion.album !== null) publish({ type: 'album-changed', album: deletedObject.ref, from })
    return { isDestroyed, deletion: deletedObject, waiting: describeWaiting(home, waiting) }
  },
  deletions: describeDeletions,
  giveBack: async (home) => ({ bytes: await home.space.giveBack() }),
}

async function describeReport(home: OpenHome, homeDir: string) {
  const { parts, space } = home
  const now = parts.clock.now()
  const own = await countOwn(parts)
  await space.quota.finishCounting()
  const kept = await countKept(parts)
  const { bavail, bsize } = await statfs(homeDir)
  return {
    own: {
      count: own.length,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      byKind: shareOut(SPACE_KINDS, own, ({ kind }) => kind),
      byAudience: shareOut(SPACE_AUDIENCES, own, ({ audience }) => audience),
      byAge: shareOut(SPACE_AGES, own, ({ at }) => ageOf(at, now)),
    },
    kept: {
      letters: kept.letters,
      files: sumKept(parts.ledger, false),
      pinned: sumKept(parts.ledger, true),
      byPerson: kept.byPerson.map(({ person, share }) => ({ ...partyOf(parts, person), ...share })),
      quotaBytes: space.quota.quotaBytes,
    },
    disk: { ...(await space.measure()), freeBytes: bavail * bsize },
  }
}

const OWN_ORDERS: Record<
  'largest' | 'oldest' | 'newest',
  (one: ListedObject, other: ListedObject) => number
> = {
  largest: (one, other) => other.bytes - one.bytes || other.at - one.at,
  oldest: (one, other) => one.at - other.at,
  newest: (one, other) => other.at - one.at,
}

const KEPT_ORDERS: Record<'largest' | 'unused', (one: KeptFile, other: KeptFile) => number> = {
  largest: (one, other) => other.bytes - one.bytes,
  unused: (one, other) => one.usedAt - other.usedAt,
}

/**
 * Returns the entries of a page with their cursors. A cursor is the number of entries up to and
 * including its own.
 * @throws INVALID
 */
function pageOf<T>(all: T[], limit: number, before: string | undefined): [T, Cursor][] {
  if (before !== undefined && !/^\d{1,15}$/.test(before))
    throw new EngineError('INVALID', 'This cursor names no entry of the list.')
  const from = Number(before ?? 0)
  return all.slice(from, from + limit).map((one, i) => [one, String(from + i + 1) as Cursor])
}

function describeOwn({ files, albums, parts }: OpenHome, one: ListedObject, cursor: Cursor): OwnItem {
  const { object, ref, kind, title, at, bytes, audience, count } = one
  const entry = files.findEntry(object)
  return {
    ...{
      ref: refText(ref),
      file: entry === null ? null : files.idOf(entry),
      kind,
      title: entry?.name ?? albums.titleOf(object) ?? title,
    },
    ...(entry !== null && isPlacelessCopy(parts.ledger, entry) ? { isPlaceless: true } : {}),
    ...{ count, bytes, at: isoTime(at), audience, cursor },
  }
}

/** Null if the letter that attaches it is no longer here. */
function describeKept({ parts, files }: OpenHome, one: KeptFile, cursor: Cursor): KeptItem | null {
  const letter = parts.store.findKept(parts.ledger, one.letter)
  const attached = letter === null ? null : files.findAttached(one.letter, one.file)
  if (letter === null || attached === null) return null
  const { name, size, bytes, isWhole, isPinned, usedAt } = one
  return {
    ...{
      ref: refText(letter.ref),
      number: attached.number + 1,
      file: attached.id,
      from: partyOf(parts, one.author),
    },
    ...{ name, size, bytes, isWhole, isPinned, usedAt: isoTime(usedAt), cursor },
  }
}

/**
 * Returns the files of others that `target` names. With `wait`, opens their letter first.
 * @throws NOT_FOUND, NOT_YOURS if they are own files
 */
async function listOthers(home: OpenHome, target: Target, wait: Wait | null): Promise<ReadableFile[]> {
  const files = 'file' in target ? [home.files.find(target.file)] : await listOfLetter(home, target, wait)
  if (files.some(({ letter }) => letter === null))
    throw new EngineError('NOT_YOURS', 'It is yours: it lies here until you delete it.')
  return files
}

async function listOfLetter(
  home: OpenHome,
  { ref, number }: Extract<Target, { ref: string }>,
  wait: Wait | null,
): Promise<ReadableFile[]> {
  const resolved = await resolveRef(home.parts, ref)
  if (wait !== null && home.parts.store.findOwn(home.parts.ledger, objectId(resolved)) === null)
    await home.reference.open(resolved, wait)
  const all = home.files.listBehind(resolved)
  const meant = number === undefined ? all : all.slice(number - 1, number)
  if (meant.length === 0) throw new EngineError('NOT_FOUND', 'It attaches no such file.')
  return meant
}

/** Null if nothing is uncertain. */
function describeWaiting({ parts }: OpenHome, deleted: readonly DeletedObject[]): DeletionStanding | null {
  const { ledger, clockGuard, audiences } = parts
  const { now } = clockGuard.read()
  const standings = deleted.flatMap((one) => standingOfDeletion(ledger, one, now, audiences) ?? [])
  if (standings.length === 0) return null
  const readers = standings.flatMap((one) => one.readers)
  const unique = new Map(readers.map((reader) => [toHex(reader.person), reader]))
  return {
    stations: countStationsOfLetters(
      ledger,
      deleted.map(({ object }) => object),
    ),
    readers: [...unique.values()].map(({ person, state }) => ({ ...partyOf(parts, person), state })),
  }
}

function describeDeletions(home: OpenHome): WaitingDeletion[] {
  return listDeletions(home.parts.ledger).flatMap((one) => {
    const standing = describeWaiting(home, [one])
    const { ref, kind, at, deletedAt } = one
    const times = { sentAt: isoTime(at), deletedAt: isoTime(deletedAt) }
    return standing === null ? [] : [{ ref: refText(ref), kind, ...times, ...standing }]
  })
}

function describeDeletion(
  { parts, files, albums }: OpenHome,
  { own, title, album, heldBy, keptBy, openTo, atStations }: Deletion,
): ContractDeletion {
  return {
    ref: refText(own.ref),
    kind: spaceKindOf(own.header),
    title: files.findEntry(own.object)?.name ?? title,
    bytes: own.bytes,
    heldBy: heldBy.map(({ object, ref, header }) => {
      // Show a page under the title of its album.
      const title = albums.titleOf(object) ?? header.title
      return { ref: refText(ref), kind: spaceKindOf(header), title, at: isoTime(header.at) }
    }),
    keptBy: keptBy.map((person) => partyOf(parts, person)),
    openTo: openTo.map((audience) => describeAudience(parts, audience)),
    atStations,
    ...(album === null ? {} : { files: album.files.length }),
  }
}
