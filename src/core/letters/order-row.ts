// How a person orders a whole row of a list: archived, snoozed, labelled, in one transaction; and how
// they mute a conversation. It follows receive. What arrives later decides for itself where it is.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { objectId, type Ref } from '../store/index.ts'
import {
  keepMute,
  readTidy,
  removeMute,
  setTidy,
  tidyObject,
  type Mutes,
  type TidyOrder,
} from '../tidy/index.ts'
import { groupOf, type ListedEntry, type Mute, type TidyEntry } from '../views/index.ts'
import type { LetterParts } from './parts.ts'

/** A thread by one of its letters; or the row of a group in the inbox, by its key. */
export type RowRef = { ref: Ref } | { group: Uint8Array }

/** The earlier order of a letter that changed. */
interface OrderedLetter {
  entry: ListedEntry
  tidy: TidyEntry
}

/**
 * Orders all letters of a thread, or those of a group that are in the inbox.
 * @throws NOT_FOUND, TOO_LARGE if a letter would have too many labels
 */
export async function orderRow(parts: LetterParts, row: RowRef, order: TidyOrder): Promise<OrderedLetter[]> {
  const letters = await listLetters(parts, row)
  const orderOf = orderFor(order, letters)
  return parts.ledger.write((tx) =>
    letters.flatMap((entry) => {
      const tidy = readTidy(tx, entry.object)
      const own = orderOf(entry)
      if (!changes(tidy, own)) return []
      tidyObject(tx, entry.object, own)
      return [{ entry, tidy }]
    }),
  )
}

/** A letter that is no longer here is skipped. */
export async function restoreLetters(
  { index, ledger }: LetterParts,
  before: readonly { object: Uint8Array; tidy: Omit<TidyEntry, 'bin'> }[],
): Promise<void> {
  const known = new Set<string>()
  for (const { object } of before) if ((await index.find(object)) !== null) known.add(toHex(object))
  await ledger.write((tx) => {
    for (const { object, tidy } of before) if (known.has(toHex(object))) setTidy(tx, object, tidy)
  })
}

/**
 * Mutes a group, or else the thread of a letter; a letter in a group mutes the group.
 * @param muted null ends the mute
 * @throws NOT_FOUND
 */
export async function muteRow(
  { index, clockGuard }: LetterParts,
  mutes: Mutes,
  row: RowRef,
  muted: Pick<Mute, 'until'> | null,
): Promise<void> {
  const name = 'group' in row ? { name: row.group, isGroup: true } : await nameOf(index, objectId(row.ref))
  const others = 'group' in row ? [] : await index.listMutesOf(objectId(row.ref), clockGuard.read().now)
  await mutes.change((tx) => {
    for (const other of [name, ...others]) removeMute(tx, other.name)
    if (muted !== null) keepMute(tx, { ...name, ...muted })
  })
}

/** @throws NOT_FOUND */
async function nameOf(
  index: LetterParts['index'],
  object: Uint8Array,
): Promise<Pick<Mute, 'name' | 'isGroup'>> {
  const entry = await index.find(object)
  if (entry === null) throw notFound()
  const group = groupOf(entry)
  if (group !== null) return { name: group, isGroup: true }
  return { name: entry.isSaid ? entry.talk! : object, isGroup: false }
}

const ALL = { limit: Number.MAX_SAFE_INTEGER, before: null }

async function listLetters({ index, clockGuard }: LetterParts, row: RowRef): Promise<ListedEntry[]> {
  const { now } = clockGuard.read()
  const found =
    'group' in row
      ? await index.readGroup(row.group, now)
      : await index.readThread(objectId(row.ref), now, ALL)
  if (found === null) throw notFound()
  return found.letters
}

function notFound(): EngineError {
  return new EngineError('NOT_FOUND', 'There is no such letter here.')
}

/** An own letter stays in `sent`, unless the thread has only own ones. */
function orderFor(order: TidyOrder, letters: readonly ListedEntry[]): (entry: ListedEntry) => TidyOrder {
  const { archived, snoozedUntil, unread, ...rest } = order
  const hasOnlyOwn = letters.every(({ side }) => side === 'sent')
  const marked = newestRead(letters)
  return (entry) => ({
    ...rest,
    ...(entry.side !== 'sent' || hasOnlyOwn ? { archived, snoozedUntil } : {}),
    ...(unread !== true || entry === marked ? { unread } : {}),
  })
}

/** The letter that is marked if the thread becomes unread: the newest opened one of others. */
function newestRead(letters: readonly ListedEntry[]): ListedEntry | undefined {
  const opened = letters.filter(({ state }) => state !== 'sealed')
  return opened.findLast(({ side }) => side !== 'sent') ?? opened.at(-1)
}

function changes(tidy: TidyEntry, order: TidyOrder): boolean {
  const { archived, starred, unread, snoozedUntil, addLabels = [], removeLabels = [] } = order
  const differs = <T>(next: T | undefined, now: T): boolean => next !== undefined && next !== now
  return (
    differs(archived, tidy.isArchived) ||
    differs(starred, tidy.isStarred) ||
    differs(unread, tidy.isUnread) ||
    differs(snoozedUntil, tidy.snoozedUntil) ||
    addLabels.some((label) => !tidy.labels.includes(label)) ||
    removeLabels.some((label) => tidy.labels.includes(label))
  )
}
