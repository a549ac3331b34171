// A thread: letters that are connected by reply links, never by their subjects. Reading a thread
// opens no letter.
// The index knows the letters of a thread; here their texts are read, and the originals that are
// missing.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError, type ErrorCode } from '../contract/errors.ts'
import { readTidy } from '../tidy/index.ts'
import { getRef, objectId, type OpenedObject, type Ref } from '../store/index.ts'
import type { ListedEntry, ThreadFacts } from '../views/index.ts'
import { findByWords, openOwn, type Reference } from '../delivery/index.ts'
import type { LetterParts } from './parts.ts'

export interface ThreadItem {
  ref: Ref
  /**
   * The row of the letter in the index, from its notice or because it is an own letter. Null if
   * there is none.
   */
  entry: ListedEntry | null
  /** The letter, if it may be shown. */
  opened: OpenedObject | null
  /** The reason why it cannot be shown. */
  code: ErrorCode | null
}

interface ReadThread {
  facts: ThreadFacts
  /** In order of time. An original that is not here is before the first letter that names it. */
  items: ThreadItem[]
  /** The cursor of the first letter, if there are earlier ones. */
  earlier: string | null
}

/** Returns the newest letters of a thread before a cursor. Null if none of them is here. */
export async function readThread(
  parts: LetterParts,
  reference: Reference,
  ref: Ref,
  { limit, before }: { limit: number; before: string | null },
): Promise<ReadThread | null> {
  const { now } = parts.clockGuard.read()
  // One more than asked for shows if there are earlier letters.
  const found = await parts.index.readThread(objectId(ref), now, { limit: limit + 1, before })
  if (found === null) return null
  const letters = found.letters.slice(-limit)
  const items = await Promise.all(
    (await withOriginals(parts, letters)).map((one) => readAny(parts, reference, one)),
  )
  const hasEarlier = found.letters.length > limit
  return { facts: found.facts, items, earlier: hasEarlier ? letters[0]!.cursor : null }
}

type Named = { ref: Ref; entry: ListedEntry | null }

/** Adds the originals that no list has. One in a bin is not missed. */
async function withOriginals(parts: LetterParts, letters: readonly ListedEntry[]): Promise<Named[]> {
  const seen = new Set(letters.map(({ object }) => toHex(object)))
  const all: Named[] = []
  for (const entry of letters) {
    const { reply } = entry
    if (reply !== null && !seen.has(toHex(reply.object))) {
      seen.add(toHex(reply.object))
      if (await isMissing(parts, reply.object)) all.push({ ref: getRef(reply.ref), entry: null })
    }
    all.push({ ref: getRef(entry.ref), entry })
  }
  return all
}

async function isMissing({ index, ledger }: LetterParts, object: Uint8Array): Promise<boolean> {
  return (await index.find(object)) === null && readTidy(ledger, object).bin === null
}

/** Returns one letter, or the reason why it cannot be shown. Opens no letter. */
export async function readItem(parts: LetterParts, reference: Reference, ref: Ref): Promise<ThreadItem> {
  return readAny(parts, reference, { ref, entry: await parts.index.findAnywhere(objectId(ref)) })
}

async function readAny(parts: LetterParts, reference: Reference, named: Named): Promise<ThreadItem> {
  try {
    const opened = await findShown(parts, reference, named.ref)
    return { ...named, opened, code: opened === null ? gapCode(parts, named) : null }
  } catch (error) {
    if (!isEngineError(error)) throw error
    return { ...named, opened: null, code: error.code }
  }
}

/** Words that came with the notice can be read, and nobody learns when. */
async function findShown(parts: LetterParts, reference: Reference, ref: Ref): Promise<OpenedObject | null> {
  const object = objectId(ref)
  if (parts.store.findOwn(parts.ledger, object) !== null) return openOwn(parts, object)
  return (await reference.findOpened(object)) ?? findByWords(parts, object)
}

const WITHDRAWN_CODES = { recalled: 'RECALLED', expired: 'EXPIRED', held: 'HELD' } as const

function gapCode(parts: LetterParts, { ref, entry }: Named): ErrorCode {
  const received = parts.inbox.find(parts.ledger, objectId(ref))
  if (entry === null || received === null) return 'NOT_A_READER'
  if (received.openedAt !== null) return equalBytes(received.author, ref.person) ? 'AUTHOR_AWAY' : 'ALTERED'
  return received.withdrawn === null ? 'SEALED' : WITHDRAWN_CODES[received.withdrawn]
}
