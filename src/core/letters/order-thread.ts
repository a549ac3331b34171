// How a person orders a whole thread: archived, snoozed, muted, labelled, in one transaction.
// It follows receive. What arrives later decides for itself where it is, unless the thread is muted.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import { readTidy, setTidy, tidyObject, type TidyOrder } from '../tidy/index.ts'
import { touch, type ListedEntry, type TidyEntry } from '../views/index.ts'
import type { LetterParts } from './parts.ts'

/** What restores the earlier order. */
export interface OrderedThread {
  letters: { entry: ListedEntry; tidy: TidyEntry }[]
  /** Null if the thread is no talk. */
  isTalkMuted: boolean | null
}

/** @throws NOT_FOUND, TOO_LARGE if a letter would have too many labels */
export async function orderThread(parts: LetterParts, ref: Ref, order: TidyOrder): Promise<OrderedThread> {
  const letters = await listLetters(parts, ref)
  const talk = talkOf(letters)
  const now = parts.clock.now()
  const orderOf = orderFor(order, letters)
  return parts.ledger.write((tx) => {
    const isTalkMuted = talk === null ? null : readTidy(tx, talk).isMuted
    const changed = letters.flatMap((entry) => {
      const tidy = readTidy(tx, entry.object)
      const own = orderOf(entry)
      // Without this, a talk that is no longer muted would bring back all that was said meanwhile.
      if (order.muted === false && entry.tidy.isArchived) own.archived ??= true
      if (!changes(tidy, own)) return []
      tidyObject(tx, entry.object, own, now)
      // A muted thread archives its letters. An undo must not bring them back.
      return [{ entry, tidy: { ...tidy, isArchived: entry.tidy.isArchived } }]
    })
    if (order.muted !== undefined) muteAll(tx, letters, talk, order.muted, now)
    return { letters: changed, isTalkMuted }
  })
}

/** A letter that is no longer here is skipped. @throws NOT_FOUND */
export async function restoreThread(
  parts: LetterParts,
  ref: Ref,
  {
    letters: before,
    isTalkMuted,
  }: { letters: { object: Uint8Array; tidy: TidyEntry }[]; isTalkMuted: boolean | null },
): Promise<void> {
  const letters = await listLetters(parts, ref)
  const known = new Set(letters.map(({ object }) => toHex(object)))
  const talk = talkOf(letters)
  const now = parts.clock.now()
  await parts.ledger.write((tx) => {
    for (const { object, tidy } of before) if (known.has(toHex(object))) setTidy(tx, object, tidy, now)
    if (talk !== null && isTalkMuted !== null) muteAll(tx, letters, talk, isTalkMuted, now)
  })
}

const ALL = { limit: Number.MAX_SAFE_INTEGER, before: null }

async function listLetters({ index, clockGuard }: LetterParts, ref: Ref): Promise<ListedEntry[]> {
  const found = await index.readThread(objectId(ref), clockGuard.read().now, ALL)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  return found.letters
}

function talkOf([first]: readonly ListedEntry[]): Uint8Array | null {
  return first?.isSaid === true ? first.talk : null
}

/** An own letter stays in `sent`, unless the thread has only own ones. A talk is muted as a whole. */
function orderFor(order: TidyOrder, letters: readonly ListedEntry[]): (entry: ListedEntry) => TidyOrder {
  const { archived, snoozedUntil, muted, unread, ...rest } = order
  const hasOnlyOwn = letters.every(({ side }) => side === 'sent')
  const marked = newestRead(letters)
  return (entry) => ({
    ...rest,
    ...(entry.side !== 'sent' || hasOnlyOwn ? { archived, snoozedUntil } : {}),
    ...(entry.isSaid ? {} : { muted }),
    ...(unread !== true || entry === marked ? { unread } : {}),
  })
}

/** The letter that is marked if the thread becomes unread: the newest opened one of others. */
function newestRead(letters: readonly ListedEntry[]): ListedEntry | undefined {
  const opened = letters.filter(({ state }) => state !== 'sealed')
  return opened.findLast(({ side }) => side !== 'sent') ?? opened.at(-1)
}

function changes(tidy: TidyEntry, order: TidyOrder): boolean {
  const { archived, starred, muted, unread, snoozedUntil, addLabels = [], removeLabels = [] } = order
  const differs = <T>(next: T | undefined, now: T): boolean => next !== undefined && next !== now
  return (
    differs(archived, tidy.isArchived) ||
    differs(starred, tidy.isStarred) ||
    differs(muted, tidy.isMuted) ||
    differs(unread, tidy.isUnread) ||
    differs(snoozedUntil, tidy.snoozedUntil) ||
    addLabels.some((label) => !tidy.labels.includes(label)) ||
    removeLabels.some((label) => tidy.labels.includes(label))
  )
}

/** The place of what came while it was muted depends on this too. */
function muteAll(
  tx: Transaction,
  letters: readonly ListedEntry[],
  talk: Uint8Array | null,
  muted: boolean,
  now: number,
): void {
  if (talk !== null) tidyObject(tx, talk, { muted }, now)
  for (const { object } of letters) touch(tx, object)
}
