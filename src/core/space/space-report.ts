// Counts what the own store holds and what is kept of others, from the ledger; the result is not
// stored.
// Works in small steps with pauses, so that other work continues in a home with a hundred thousand
// letters.
import { listGivenKinds } from '../access/index.ts'
import { toHex, turn } from '../base/index.ts'
import type { SpaceAge, SpaceAudience, SpaceKind, SpaceShare } from '../contract/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import type { Rows } from '../ledger/index.ts'
import { CHUNK_BYTES } from '../seal/index.ts'
import { factsOf, isWide, objectId, type ObjectHeader, type Ref } from '../store/index.ts'
import { listKeptFiles } from './kept-files.ts'

export interface CountedObject {
  object: Uint8Array
  ref: Ref
  title: string
  at: number
  bytes: number
  kind: SpaceKind
  /** True if it can be a part of an album. */
  mayBeAlbum: boolean
  audience: SpaceAudience
}

const AT_ONCE = 100
const BEFORE_ALL = new Uint8Array(32)
const DAY_MS = 86_400_000
const WIDTH: Readonly<Record<SpaceAudience, number>> = { self: 0, persons: 1, group: 2, public: 3 }

async function* inSteps<T extends { object: Uint8Array }>(
  list: (after: Uint8Array, limit: number) => T[],
): AsyncGenerator<T> {
  for (let page = list(BEFORE_ALL, AT_ONCE); page.length > 0; page = list(page.at(-1)!.object, AT_ONCE)) {
    for (const one of page) {
      await turn.pass()
      yield one
    }
  }
}

/** All own objects, each with its widest audience. */
export async function countOwn({
  ledger,
  store,
}: Pick<DeliveryParts, 'ledger' | 'store'>): Promise<CountedObject[]> {
  const audiences = readAudiences(ledger)
  const counted: CountedObject[] = []
  const byLinks = new Map<string, SpaceAudience>()
  for await (const { object, ref, header, bytes } of inSteps((after, limit) =>
    store.listOwn(ledger, after, limit),
  )) {
    const audience = audiences.get(toHex(object)) ?? 'self'
    for (const link of header.links)
      if (link.key !== null) widen(byLinks, toHex(objectId(link.ref)), audience)
    counted.push({
      object,
      ref,
      title: header.title,
      at: header.at,
      bytes,
      kind: spaceKindOf(header),
      mayBeAlbum: factsOf(header.kind).hasMembers,
      audience,
    })
  }
  // A file reaches the audience of the objects that link it.
  return counted.map((one) => {
    const carried = byLinks.get(toHex(one.object)) ?? 'self'
    return { ...one, audience: widerOf(one.audience, carried) }
  })
}

export function widerOf(one: SpaceAudience, other: SpaceAudience): SpaceAudience {
  return WIDTH[other] > WIDTH[one] ? other : one
}

function widen(known: Map<string, SpaceAudience>, object: string, audience: SpaceAudience): void {
  if (WIDTH[audience] >= WIDTH[known.get(object) ?? 'self']) known.set(object, audience)
}

function readAudiences(rows: Rows): Map<string, SpaceAudience> {
  const widest = new Map<string, SpaceAudience>()
  for (const given of listGivenKinds(rows))
    widen(widest, toHex(given.object), isWide(given) ? given.kind : 'persons')
  return widest
}

const DOCUMENTS = /^(?:text\/|application\/(?:pdf|json|epub|vnd\.))/

/** Returns the kind of an object by its header. */
export function spaceKindOf({ kind, type }: Pick<ObjectHeader, 'kind' | 'type'>): SpaceKind {
  if (kind !== 'file') return kind
  if (type.startsWith('image/')) return 'picture'
  if (type.startsWith('video/')) return 'film'
  if (type.startsWith('audio/')) return 'sound'
  return DOCUMENTS.test(type) && !type.includes('executable') ? 'document' : 'other'
}

export function ageOf(at: number, now: number): SpaceAge {
  const days = (now - at) / DAY_MS
  if (days < 7) return 'week'
  if (days < 31) return 'month'
  return days < 366 ? 'year' : 'older'
}

/** Sums by name. Names without objects are included. */
export function shareOut<Name extends string>(
  names: readonly Name[],
  objects: readonly CountedObject[],
  nameOf: (object: CountedObject) => Name,
): Record<Name, SpaceShare> {
  const shares = Object.fromEntries(names.map((name) => [name, { count: 0, bytes: 0 }])) as Record<
    Name,
    SpaceShare
  >
  for (const object of objects) add(shares[nameOf(object)], object.bytes)
  return shares
}

export interface KeptShares {
  letters: SpaceShare
  byPerson: { person: Uint8Array; share: SpaceShare }[]
}

/** Counts what is kept of others: opened letters, and the parts of their files that are here. */
export async function countKept({
  ledger,
  store,
  inbox,
}: Pick<DeliveryParts, 'ledger' | 'store' | 'inbox'>): Promise<KeptShares> {
  const letters = { count: 0, bytes: 0 }
  const byPerson = new Map<string, { person: Uint8Array; share: SpaceShare }>()
  const count = (person: Uint8Array, bytes: number): void => {
    const known = byPerson.get(toHex(person)) ?? { person, share: { count: 0, bytes: 0 } }
    byPerson.set(toHex(person), known)
    add(known.share, bytes)
  }
  for await (const { object, ref } of inSteps((after, limit) => store.listKept(ledger, after, limit))) {
    const bytes = inbox.find(ledger, object)?.notice.size ?? ref.chunkCount * CHUNK_BYTES
    add(letters, bytes)
    count(ref.person, bytes)
  }
  for (const { author, bytes } of listKeptFiles(ledger)) if (bytes > 0) count(author, bytes)
  return {
    letters,
    byPerson: [...byPerson.values()].sort((one, other) => other.share.bytes - one.share.bytes),
  }
}

function add(share: SpaceShare, bytes: number): void {
  share.count++
  share.bytes += bytes
}
