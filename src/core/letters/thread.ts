// A thread: letters that are connected by reply links, never by their subjects. Reading a thread
// opens no letter.
// It is walked up from a letter to the first known original, then down through all replies.
import { equalBytes, toHex } from '../base/index.ts'
import { isEngineError, type ErrorCode } from '../contract/errors.ts'
import { getRef, objectId, type OpenedObject, type Ref } from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import { openOwn, type Reference } from '../delivery/index.ts'
import type { LetterParts } from './parts.ts'

export interface ThreadItem {
  ref: Ref
  depth: number
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

/** Limits the walk along a hostile chain of replies. */
const MAX_UP = 1000
const MAX_ITEMS = 5000

/** Returns the letters in reading order: each letter before its replies, replies by time. */
export async function readThread(parts: LetterParts, reference: Reference, ref: Ref): Promise<ThreadItem[]> {
  const top = await findTop(parts, ref)
  const items: ThreadItem[] = []
  const seen = new Set<string>()
  const visit = async (at: Ref, depth: number): Promise<void> => {
    const object = objectId(at)
    if (seen.has(toHex(object)) || items.length >= MAX_ITEMS) return
    seen.add(toHex(object))
    items.push({ ...(await readItem(parts, reference, at)), depth })
    for (const reply of await parts.index.listReplies(object)) await visit(getRef(reply.ref), depth + 1)
  }
  await visit(top, 0)
  return items
}

/** Finds the first original that anything here names; that original may itself be unknown. */
async function findTop(parts: LetterParts, ref: Ref): Promise<Ref> {
  const seen = new Set<string>()
  let top = ref
  for (let i = 0; i < MAX_UP; i++) {
    seen.add(toHex(objectId(top)))
    const reply = (await parts.index.find(objectId(top)))?.reply ?? null
    if (reply === null || seen.has(toHex(reply.object))) return top
    top = getRef(reply.ref)
  }
  return top
}

/** Returns one letter, or the reason why it cannot be shown. Opens no letter. */
export async function readItem(
  parts: LetterParts,
  reference: Reference,
  ref: Ref,
): Promise<Omit<ThreadItem, 'depth'>> {
  const entry = await parts.index.find(objectId(ref))
  try {
    const opened = await findShown(parts, reference, ref)
    const code = opened === null ? gapCode(parts, ref, entry) : null
    return { ref, entry, opened, code }
  } catch (error) {
    if (!isEngineError(error)) throw error
    return { ref, entry, opened: null, code: error.code }
  }
}

function findShown(parts: LetterParts, reference: Reference, ref: Ref): Promise<OpenedObject | null> {
  const object = objectId(ref)
  const isOwn = parts.store.findOwn(parts.ledger, object) !== null
  return isOwn ? openOwn(parts, object) : reference.findOpened(object)
}

const WITHDRAWN_CODES = { recalled: 'RECALLED', expired: 'EXPIRED', held: 'HELD' } as const

function gapCode(parts: LetterParts, ref: Ref, entry: ListedEntry | null): ErrorCode {
  const received = parts.inbox.find(parts.ledger, objectId(ref))
  if (entry === null || received === null) return 'NOT_A_READER'
  if (received.openedAt !== null) return equalBytes(received.author, ref.person) ? 'AUTHOR_AWAY' : 'ALTERED'
  return received.withdrawn === null ? 'SEALED' : WITHDRAWN_CODES[received.withdrawn]
}
