// Describes who is silent about an own letter, and when each of them can be reminded.
import { EngineError } from '../../contract/errors.ts'
import type { NudgeResult, Silence, SilentReader } from '../../contract/index.ts'
import {
  findAgainAt,
  isReady,
  listNudges,
  listSilent,
  type Nudged,
  type Silent,
} from '../../delivery/index.ts'
import type { LetterParts } from '../../letters/index.ts'
import type { Ref } from '../../store/index.ts'
import { isoTime, isoTimeOrNull, partyOf, refText } from '../../contract-ids.ts'
import { describeReader, findStationsOf, inOrder } from './describe-readers.ts'

/** More silent readers are counted, not named. */
const MAX_NAMED = 100

export function describeSilence(parts: LetterParts, object: Uint8Array): Silence {
  const { ledger, clockGuard } = parts
  const { now } = clockGuard.read()
  const silent = listSilent(ledger, parts, object)
  const ready = silent.filter((reader) => isReady(reader, now))
  return {
    count: silent.length,
    canRemind: ready.length,
    readers: inOrder(parts, object, silent)
      .slice(0, MAX_NAMED)
      .map((reader) => describeSilent(parts, object, reader, now)),
    last: describeLast(parts, object),
    againAt: ready.length > 0 ? null : isoTimeOrNull(findAgainAt(silent)),
  }
}

function describeSilent(parts: LetterParts, object: Uint8Array, reader: Silent, now: number): SilentReader {
  return {
    ...describeReader(parts, object, findStationsOf(parts, object), reader),
    remindedAt: isoTimeOrNull(reader.nudgedAt),
    canRemind: isReady(reader, now),
  }
}

/** The readers of one reminder have the same time. */
function describeLast({ ledger }: LetterParts, object: Uint8Array): Silence['last'] {
  const nudges = listNudges(ledger, object)
  const [latest] = nudges
  if (latest === undefined) return null
  return { at: isoTime(latest.at), count: nudges.filter(({ at }) => at === latest.at).length }
}

export function describeNudged(parts: LetterParts, own: Ref, result: Nudged): NudgeResult {
  const named = (persons: readonly Uint8Array[]) => persons.map((person) => partyOf(parts, person))
  const { nudged, waiting, againAt } = result
  return {
    ref: refText(own),
    reminded: named(nudged),
    waiting: named(waiting),
    againAt: isoTimeOrNull(againAt),
  }
}

/**
 * Returns the silent readers with these ids or names.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolveSilent(parts: LetterParts, object: Uint8Array, to: readonly string[]): Uint8Array[] {
  const silent = listSilent(parts.ledger, parts, object).map(({ person }) => ({
    key: person,
    ...partyOf(parts, person),
  }))
  return to.map((who) => {
    const [found, ...others] = silent.filter(({ person, name }) => person === who || isNamed(name, who))
    if (found === undefined) throw new EngineError('NOT_FOUND', `${who} is not silent.`)
    if (others.length > 0) throw new EngineError('AMBIGUOUS', `Several silent readers are called ${who}.`)
    return found.key
  })
}

function isNamed(name: string, who: string): boolean {
  return name.toLocaleLowerCase() === who.toLocaleLowerCase()
}
