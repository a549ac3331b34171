// A reminder of an own letter, for readers who are silent: a small record that names the letter
// again. It brings no key and no words, so a reader without the letter learns nothing from it.
// After notify. The reader's side is receive-nudge.ts.
import { listRoutes, loadAudiences, personAudience, statusOf, type ReaderStatus } from '../access/index.ts'
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { NUDGE_EVERY_MS } from '../contract/nudges.ts'
import { MAX_NUDGED } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { agreeOnce, sealSmallBox } from '../seal/index.ts'
import { isOnePerson, isOutside, type Audience } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { nudgeKey } from './nudge-key.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy } from './policy.ts'
import { isReplaced } from './versions.ts'

type NudgingParts = Pick<
  DeliveryParts,
  'ledger' | 'clockGuard' | 'audiences' | 'acquaintances' | 'addressBook'
>

export interface Silent extends ReaderStatus {
  readonly nudgedAt: number | null
  /** The audience whose feed reaches them: themselves, or a group. Null: none does. */
  readonly way: Audience | null
}

export interface Nudged {
  readonly nudged: Uint8Array[]
  /** Silent readers who were reminded less than a day ago. */
  readonly waiting: Uint8Array[]
  readonly againAt: number | null
}

/** When this reader can be reminded: at or before now, if it is possible now. Null if it is never. */
function nudgeableAt({ way, nudgedAt }: Silent): number | null {
  if (way === null) return null
  return nudgedAt === null ? 0 : nudgedAt + NUDGE_EVERY_MS
}

/**
 * Returns the readers from whom the author waits for something: they have not opened it, or not
 * answered it if it is urgent. Readers who can no longer open it are not silent.
 */
export function listSilent(rows: Rows, parts: NudgingParts, object: Uint8Array): Silent[] {
  const policy = findPolicy(rows, object)
  if (policy === null || isReplaced(rows, object)) return []
  const { now } = parts.clockGuard.read()
  const outside = loadAudiences(rows, object).filter(({ audience }) => isOutside(audience))
  const before = new Map(listNudges(rows, object).map(({ person, at }) => [toHex(person), at]))
  return (
    statusOf(rows, object, now, parts.audiences)
      .filter(({ state }) => state === 'notified' || (policy.urgent && state === 'referenced'))
      // Nobody learns whether a mail was read.
      .filter(({ person }) => !outside.some(({ audience }) => equalBytes(audience.key, person)))
      .map((reader) => ({
        ...reader,
        nudgedAt: before.get(toHex(reader.person)) ?? null,
        way: findWay(rows, parts, object, reader.person),
      }))
  )
}

/** Blocked persons are reached by no way. */
function findWay(rows: Rows, parts: NudgingParts, objectId: Uint8Array, person: Uint8Array): Silent['way'] {
  const { audiences, acquaintances, addressBook } = parts
  if (addressBook.isBlockedPerson(rows, person)) return null
  if (audiences.person.isReached(rows, person)) return personAudience(person)
  if (acquaintances.findCard(rows, person) === null) return null
  const route = listRoutes(rows, { objectId, person }, audiences).find(
    ({ audience, noticedAt, recalledAt }) =>
      !isOnePerson(audience) &&
      noticedAt !== null &&
      recalledAt === null &&
      audiences[audience.kind].isReached(rows, audience.key),
  )
  return route?.audience ?? null
}

/**
 * Reminds the silent readers, or those of them that `only` names, each at most once a day.
 * @throws TOO_LATE if none of them is silent, or no way leads to those who are
 */
export async function nudgeReaders(
  parts: NudgingParts,
  object: Uint8Array,
  only: readonly Uint8Array[] | null,
): Promise<Nudged> {
  const at = parts.clockGuard.read().now
  return parts.ledger.write((tx) => {
    const silent = listSilent(tx, parts, object).filter(
      ({ person }) => only === null || only.some((one) => equalBytes(one, person)),
    )
    if (silent.every(({ way }) => way === null))
      throw new EngineError('TOO_LATE', 'Nobody is silent who can be reminded.')
    const ready = silent.filter((reader) => isReady(reader, at))
    const nudged = tell(tx, parts, { object, at, ready })
    for (const person of nudged) tx.run('INSERT OR REPLACE INTO nudges VALUES (?, ?, ?)', object, person, at)
    if (nudged.length > 0) touch(tx, object)
    const waiting = silent.filter((reader) => reader.way !== null && !isReady(reader, at))
    const told = nudged.length === 0 ? [] : [at + NUDGE_EVERY_MS]
    return {
      nudged,
      waiting: waiting.map(({ person }) => person),
      againAt: earliest([...told, ...waiting.flatMap((reader) => nudgeableAt(reader) ?? [])]),
    }
  })
}

export function isReady(reader: Silent, now: number): boolean {
  const from = nudgeableAt(reader)
  return from !== null && from <= now
}

/** The earliest time at which one of them can be reminded. Null if none ever can. */
export function findAgainAt(silent: readonly Silent[]): number | null {
  return earliest(silent.flatMap((reader) => nudgeableAt(reader) ?? []))
}

function earliest(times: readonly number[]): number | null {
  return times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time))
}

interface Telling {
  object: Uint8Array
  at: number
  ready: readonly Silent[]
}

/** Appends the records. Returns the readers for whom there is one. */
function tell(tx: Transaction, parts: NudgingParts, { object, at, ready }: Telling): Uint8Array[] {
  const ways = new Map(ready.flatMap(({ way }) => (way === null ? [] : [[toHex(way.key), way]])))
  return [...ways].flatMap(([id, way]) => {
    const readers = ready.filter((one) => one.way !== null && toHex(one.way.key) === id)
    const persons = readers.map(({ person }) => person)
    if (!isOnePerson(way)) return tellAmong(tx, parts, { way, object, at, persons })
    const isTold = parts.audiences[way.kind].append(tx, way.key, { type: 'nudge', object, to: [], at })
    return isTold ? persons : []
  })
}

interface TellingAmong {
  way: Audience
  object: Uint8Array
  at: number
  persons: readonly Uint8Array[]
}

/**
 * All members read the record, so each of those it is for has a box in it that only they can open.
 * The other members learn how many they are, and not who.
 */
function tellAmong(tx: Transaction, parts: NudgingParts, telling: TellingAmong): Uint8Array[] {
  const { way, object, at, persons } = telling
  const sealed = persons.flatMap((person) => {
    const box = sealFor(tx, parts, person, object)
    return box === null ? [] : [{ person, box }]
  })
  const told: Uint8Array[] = []
  for (let from = 0; from < sealed.length; from += MAX_NUDGED) {
    const some = sealed.slice(from, from + MAX_NUDGED)
    const record = { type: 'nudge' as const, object, to: some.map(({ box }) => box), at }
    if (parts.audiences[way.kind].append(tx, way.key, record)) told.push(...some.map(({ person }) => person))
  }
  return told
}

const NOTHING = new Uint8Array(0)

/** Null if no box can be made for this person: a card may contain a bad key. */
function sealFor(
  rows: Rows,
  { acquaintances }: NudgingParts,
  person: Uint8Array,
  object: Uint8Array,
): Uint8Array | null {
  const card = acquaintances.findCard(rows, person)
  if (card === null) return null
  try {
    return sealSmallBox(agreeOnce(latestBoxKey(card).publicKey), nudgeKey(object), NOTHING)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

/** Returns when each reader was last reminded of this letter. */
export function listNudges(rows: Rows, object: Uint8Array): { person: Uint8Array; at: number }[] {
  return rows.all<{ person: Uint8Array; at: number }>(
    'SELECT person, at FROM nudges WHERE object = ? ORDER BY at DESC, person',
    object,
  )
}
