// The promises of access as a minimal model: a letter in memory, and one short rule for each act.
// It does not use the engine. The tests run the ledger and this model through thousands of random
// sequences; both must always agree.

export interface Policy {
  open: boolean
  held: boolean
  /** When the notice is due, and until when the letter can be opened. */
  due: number
  expires: number
}

export interface ModelReader {
  noticedAt: number | null
  held: boolean
  opened: boolean
  gone: 'recalled' | 'expired' | null
  kept: boolean
  box: number
  said: string[]
}

export interface ModelLetter extends Policy {
  readers: Map<string, ModelReader>
  hasKey: boolean
  destroyKeyAt: number
}

const WEEK_MS = 7 * 86_400_000
const NEVER = Infinity

export function newLetter(policy: Policy, names: string[]): ModelLetter {
  const readers = names.map((name): [string, ModelReader] => [
    name,
    { noticedAt: null, held: policy.held, opened: false, gone: null, kept: false, box: 1, said: [] },
  ])
  return { ...policy, readers: new Map(readers), hasKey: true, destroyKeyAt: NEVER }
}

export function isPossible({ open, due, expires }: Policy, now: number): boolean {
  if (expires === NEVER) return true
  return !open && expires > now && expires > due
}

/** True if the author can no longer change anything for this reader. */
const isTooLate = (letter: ModelLetter, reader: ModelReader) =>
  reader.opened || (letter.open && reader.noticedAt !== null)

export function request(letter: ModelLetter, name: string, now: number): string {
  const reader = letter.readers.get(name)
  if (reader?.opened) return 'released'
  if (!reader || reader.noticedAt === null) return 'NOT_A_READER'
  if (reader.gone === 'recalled') return 'RECALLED'
  if (reader.gone === null && letter.expires <= now) expire(letter, now)
  if (reader.gone === 'expired') return 'EXPIRED'
  if (reader.held) return 'HELD'
  if (now < letter.due && reader.noticedAt < letter.due) return 'NOT_YET'
  reader.opened = true
  return 'released'
}

export function hold(letter: ModelLetter, now: number): string[] {
  expire(letter, now)
  return eachReader(letter, (reader) => {
    reader.held = true
    return 'held'
  })
}

export function letGo(letter: ModelLetter, now: number): string[] {
  expire(letter, now)
  return [...letter.readers.values()].map((reader) => {
    if (reader.opened) return 'too-late'
    if (reader.gone) return reader.gone
    reader.held = false
    if (letter.due <= now) reader.noticedAt ??= now
    return reader.noticedAt === null ? 'scheduled' : 'notified'
  })
}

export function recall(letter: ModelLetter, now: number): string[] {
  expire(letter, now)
  const outcomes = eachReader(letter, (reader) => (reader.gone = 'recalled'))
  if (isOver(letter)) letter.hasKey = false
  return outcomes
}

/** Advances the clock. Returns the names of the readers who get their notice now. */
export function turn(letter: ModelLetter, now: number): string[] {
  const due = [...letter.readers].filter(
    ([, { noticedAt, held, gone }]) =>
      noticedAt === null && !held && gone === null && letter.due <= now && letter.expires > now,
  )
  for (const [, reader] of due) reader.noticedAt = now
  expire(letter, now)
  if (letter.destroyKeyAt <= now) letter.hasKey = false
  return due.map(([name]) => name)
}

export function announceEarly(letter: ModelLetter, now: number): void {
  for (const reader of letter.readers.values()) {
    if (!reader.held && reader.gone === null) reader.noticedAt ??= now
  }
}

export function say(letter: ModelLetter, name: string, value: string): string {
  const reader = letter.readers.get(name)
  if (!reader || reader.noticedAt === null) return 'not-a-reader'
  if (!isTooLate(letter, reader)) return 'not-referenced'
  reader.said.push(value)
  return 'accepted'
}

export function keep(letter: ModelLetter, name: string): boolean {
  const reader = letter.readers.get(name)
  if (!reader?.opened || reader.kept) return false
  return (reader.kept = true)
}

/** A new box key renews every grant that is still needed. */
export function raiseBox(letter: ModelLetter, name: string, box: number): boolean {
  const reader = letter.readers.get(name)
  if (!reader || !letter.hasKey || reader.kept || reader.gone !== null) return false
  reader.box = box
  return true
}

export function stateOf(letter: ModelLetter, reader: ModelReader, now: number): string {
  const said = reader.said.at(-1)
  if (said !== undefined) return said
  if (reader.opened) return 'referenced'
  if (reader.gone) return reader.gone
  if (letter.expires <= now) return 'expired'
  if (reader.held) return 'held'
  return reader.noticedAt === null ? 'scheduled' : 'notified'
}

function eachReader(letter: ModelLetter, act: (reader: ModelReader) => string): string[] {
  return [...letter.readers.values()].map((reader) =>
    isTooLate(letter, reader) ? 'too-late' : (reader.gone ?? act(reader)),
  )
}

function expire(letter: ModelLetter, now: number): void {
  if (letter.expires > now) return
  const left = [...letter.readers.values()].filter((reader) => !reader.opened && !reader.gone)
  for (const reader of left) reader.gone = 'expired'
  if (left.length > 0 && isOver(letter)) letter.destroyKeyAt = now + WEEK_MS
}

function isOver(letter: ModelLetter): boolean {
  return [...letter.readers.values()].every((reader) => !reader.opened && reader.gone !== null)
}
