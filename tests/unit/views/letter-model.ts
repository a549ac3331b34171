// The definition of each box, written a second time, and letters for which every condition is true
// and false.
import fc from 'fast-check'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import type { Bin, LetterEntry, ListName } from '../../../src/core/views/index.ts'
import { alice, bob, carol, choir, NOW, type Sample, type SampleEntry } from './sample-letters.ts'

export const SOON = NOW + 1000

const IN_BOX: Record<ListName, (entry: SampleEntry, now: number) => boolean> = {
  inbox: (entry, now) =>
    entry.side === 'inbox' && !entry.tidy.isArchived && !entry.isReplaced && !isSnoozed(entry, now),
  waiting: (entry, now) =>
    entry.needsMe && !entry.tidy.isArchived && !entry.isReplaced && !isSnoozed(entry, now),
  sent: (entry) => entry.side === 'sent' && !entry.tidy.isArchived && !entry.isReplaced,
  held: (entry) => entry.isWaiting && entry.state !== 'scheduled',
  scheduled: (entry) => entry.isWaiting && entry.state === 'scheduled',
  archive: (entry) => entry.tidy.isArchived && !entry.isReplaced,
  starred: (entry) => entry.tidy.isStarred,
  snoozed: (entry, now) => isSnoozed(entry, now) && !entry.tidy.isArchived && !entry.isReplaced,
  notes: (entry) => entry.side === 'notes' && !entry.tidy.isArchived && !entry.isReplaced,
  following: (entry) => entry.side === 'following' && !entry.tidy.isArchived && !entry.isReplaced,
  imported: (entry) => entry.side === 'imported' && !entry.tidy.isArchived,
  all: (entry) => !entry.isReplaced,
}

/** A letter in a bin is in no other list. */
export function isInBox(box: ListName | Bin, entry: SampleEntry, now: number): boolean {
  const { bin } = entry.tidy
  if (box === 'spam' || box === 'trash') return bin === box
  return bin === null && IN_BOX[box](entry, now)
}

function isSnoozed({ tidy }: SampleEntry, now: number): boolean {
  return (tidy.snoozedUntil ?? 0) > now
}

/** Sealed, can still be opened, and is the latest version. */
export function isSealed({ state, isReplaced, policy: { expires } }: SampleEntry, now: number): boolean {
  return state === 'sealed' && !isReplaced && (expires === null || Date.parse(expires) > now)
}

export function isUnread(entry: SampleEntry, now: number): boolean {
  return isSealed(entry, now) || entry.tidy.isUnread
}

/** The policy of a letter that expires then. */
export function until(ms: number | null): LetterEntry['policy'] {
  return { ...PLAIN_POLICY, mode: 'controlled', expires: ms === null ? null : new Date(ms).toISOString() }
}

// Few values per field, so that many letters are equal and every condition is true and false.
export const anySample: fc.Arbitrary<Sample> = fc.record({
  side: fc.constantFrom('inbox', 'sent', 'notes', 'following'),
  textFrom: fc.constantFrom('', '', 'kept'),
  isReplaced: fc.boolean(),
  wide: fc.constantFrom([], [], [{ kind: 'group', key: choir }]),
  author: fc.constantFrom(alice, bob, carol),
  to: fc.uniqueArray(fc.constantFrom(alice, bob, carol), { maxLength: 2 }),
  at: fc.integer({ min: NOW - 3, max: NOW + 3 }),
  arrivedAt: fc.constantFrom(null, NOW - 1, NOW),
  size: fc.integer({ min: 0, max: 4 }),
  state: fc.constantFrom(
    'sealed',
    'referenced',
    'done',
    'accepted',
    'recalled',
    'expired',
    'held',
    'scheduled',
  ),
  policy: fc
    .record({ urgent: fc.boolean(), expires: fc.constantFrom(null, NOW, SOON) })
    .map(({ urgent, expires }) => ({ ...until(expires), urgent })),
  isWaiting: fc.boolean(),
  needsMe: fc.boolean(),
  tidy: fc.record({
    isArchived: fc.boolean(),
    isStarred: fc.boolean(),
    isUnread: fc.boolean(),
    snoozedUntil: fc.constantFrom(null, NOW, SOON),
    labels: fc.subarray(['work', 'home']),
    bin: fc.constantFrom(null, null, null, 'spam', 'trash'),
  }),
})
