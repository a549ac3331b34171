// The outcome of an author's act, for each person and for each wide audience (group or public).
// It has one entry per person. It includes everyone who has the object, not only current members.
// Former members get `too-late`. A person in doubt gets `unknown`.
import { toHex } from '../base/index.ts'
import { listTouched } from '../gates/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Memberships } from './memberships.ts'
import type { ActDecision } from './decide.ts'
import { listDoubted } from './doubts.ts'
import { findAudience, type AudienceRow } from './facts.ts'
import { situateGate } from './rights.ts'
import { listReleased, listReleasedTo } from './released.ts'
import type { Outcome } from '../contract/letter.ts'
import { isOnePerson, isPublished, type Audience } from '../store/index.ts'

export interface ReaderOutcome {
  readonly person: Uint8Array
  readonly outcome: Outcome
}

export interface AudienceOutcome {
  readonly audience: Audience
  readonly outcome: Outcome
}

export interface DecidedRow {
  readonly row: AudienceRow
  readonly decision: ActDecision
}

/** A person nobody knows of: the outcome for a member to whom no station released. */
const UNTOUCHED = new Uint8Array(32)

/** If a person has several outcomes, the last one in this order counts. */
const WEAKEST_FIRST: readonly Outcome[] = [
  'recalled',
  'expired',
  'recalling',
  'scheduled',
  'held',
  'holding',
  'notified',
  'unknown',
  'too-late',
]

/** Outcomes that claim that the reader has not opened the object. */
const CLAIMS: ReadonlySet<Outcome> = new Set(['recalled', 'expired', 'held'])

const UNCERTAIN: readonly Outcome[] = ['unknown', 'recalling', 'holding']

interface ActedOn {
  readonly objectId: Uint8Array
  readonly decided: readonly DecidedRow[]
  readonly memberships: Memberships
  /**
   * True for an act on all audiences. Its result includes everyone with a release, even if the
   * audience of that release was removed.
   */
  readonly isWhole: boolean
}

export function summariseOutcomes(
  rows: Rows,
  { objectId, decided, memberships, isWhole }: ActedOn,
): { readers: ReaderOutcome[]; wide: AudienceOutcome[] } {
  const released = new Set(listReleasedTo(rows, objectId).map(toHex))
  const doubted = listDoubted(rows, objectId, memberships)
  const judge = (person: Uint8Array, outcome: Outcome): ReaderOutcome => {
    const id = toHex(person)
    if (released.has(id)) return { person, outcome: 'too-late' }
    return { person, outcome: doubted.has(id) && CLAIMS.has(outcome) ? 'unknown' : outcome }
  }
  const perRow = decided.map(({ row, decision }) => {
    const untouched = outcomeOf(rows, objectId, row, decision.outcome, UNTOUCHED)
    const touched = new Set(listTouched(rows, objectId, row.audience.key).map(toHex))
    const outcomeFor = (person: Uint8Array): Outcome =>
      touched.has(toHex(person)) ? outcomeOf(rows, objectId, row, decision.outcome, person) : untouched
    const readers = readersOf(rows, objectId, row, { memberships, doubted })
    return {
      ...{ row, outcome: untouched },
      readers: readers.map((person) => judge(person, outcomeFor(person))),
    }
  })
  const others = isWhole ? listReleasedTo(rows, objectId).map((person) => judge(person, 'too-late')) : []
  return {
    readers: strongestOf([...perRow.flatMap(({ readers }) => readers), ...others]),
    wide: perRow.flatMap(({ row, outcome, readers }) =>
      isOnePerson(row.audience) ? [] : [{ audience: row.audience, outcome: ofWide(row, outcome, readers) }],
    ),
  }
}

/**
 * An outcome that claims that nobody has the object is not certain before enough stations say so.
 */
function outcomeOf(
  rows: Rows,
  objectId: Uint8Array,
  { audience }: AudienceRow,
  outcome: Outcome,
  member: Uint8Array,
): Outcome {
  if (!CLAIMS.has(outcome)) return outcome
  // Read again, because the act was written since `decided` was read.
  const row = findAudience(rows, objectId, audience.key)
  return (row && situateGate(rows, objectId, row, 0, member)?.outcome) ?? outcome
}

function readersOf(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  { memberships, doubted }: { memberships: Memberships; doubted: ReadonlySet<string> },
): Uint8Array[] {
  const { audience, since } = row
  const members = memberships[audience.kind]
  return [
    ...members.list(rows, audience.key, since),
    ...listReleased(rows, objectId, audience.key).map(({ person }) => person),
    ...members.listGone(rows, audience.key, since).filter((person) => doubted.has(toHex(person))),
  ]
}

function strongestOf(outcomes: readonly ReaderOutcome[]): ReaderOutcome[] {
  const strongest = new Map<string, ReaderOutcome>()
  for (const one of outcomes) {
    const id = toHex(one.person)
    const known = strongest.get(id)
    if (known === undefined || strengthOf(one) > strengthOf(known)) strongest.set(id, one)
  }
  return [...strongest.values()]
}

function strengthOf({ outcome }: ReaderOutcome): number {
  return WEAKEST_FIRST.indexOf(outcome)
}

/**
 * A group is in doubt if one of its readers is, and not certain before all of them are. The readers
 * of the public are unknown.
 */
function ofWide(row: AudienceRow, outcome: Outcome, readers: readonly ReaderOutcome[]): Outcome {
  if (!CLAIMS.has(outcome)) return outcome
  if (isPublished(row.audience)) return row.isUnsettled ? 'unknown' : outcome
  const isAny = (wanted: Outcome): boolean => readers.some((one) => one.outcome === wanted)
  return UNCERTAIN.find(isAny) ?? outcome
}
