// What an author can still do to a letter: hold, let go, recall. Exactly as long as its release was not written.
// An act is decided, written and told to the readers' feeds in one transaction; a recall resolves when the key is gone.
import {
  expireDue,
  findContentKey,
  holdObject,
  letGoObject,
  listDoomed,
  recallObject,
  loadAudiences,
  takeDue,
  type ActResult,
} from '../access/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { formatRef, linkTo, type ObjectHeader, type OpenedObject } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { attachmentsOf } from './attachments.ts'
import { draftNameOf, draftNameOfObject, insertDraft, type DraftReader, type DraftText } from './drafts.ts'
import { appendNotices, appendWithdrawals, findOwnLetter } from './notify.ts'
import type { LetterParts } from './parts.ts'

export async function holdLetter(parts: LetterParts, object: Uint8Array): Promise<ActResult> {
  const at = parts.clockGuard.read().now
  return parts.ledger.write((tx) => {
    const result = holdObject(tx, object, at, parts.groups.memberships)
    appendWithdrawals(tx, parts, { objectId: object, kind: 'held', at, audiences: result.noticed })
    touch(tx, object)
    return result
  })
}

export async function letGoLetter(parts: LetterParts, object: Uint8Array): Promise<ActResult> {
  const at = parts.clockGuard.read().now
  return parts.ledger.write((tx) => {
    const result = letGoObject(tx, object, at, parts.groups.memberships)
    appendNotices(tx, parts, result.due)
    appendWithdrawals(tx, parts, { objectId: object, kind: 'let-go', at, audiences: result.noticed })
    touch(tx, object)
    return result
  })
}

/**
 * From all audiences, or only from those of these keys. Resolves when no copy of a destroyed key is in any file of this home; the words
 * are then a draft.
 */
export async function recallLetter(
  parts: LetterParts,
  object: Uint8Array,
  only?: readonly Uint8Array[],
): Promise<ActResult> {
  const words = await readOwnWords(parts, object)
  const at = parts.clockGuard.read().now
  const result = await parts.ledger.write((tx) => {
    const { memberships } = parts.groups
    // A note was its author's before anybody else could read it, and is again.
    const keepsKey = parts.store.findOwn(tx, object)?.header.madeFor.kind === 'self'
    const recalled = recallObject(tx, object, at, { only, memberships, keepsKey })
    appendWithdrawals(tx, parts, { objectId: object, kind: 'recalled', at, audiences: recalled.noticed })
    if (recalled.destroyed) keepWords(tx, words, at, object)
    touch(tx, object)
    return recalled
  })
  // Also when another call destroyed it: that one may still wait, or have died before it came so far.
  if (![...result.readers, ...result.wide].some(({ outcome }) => outcome === 'recalled')) return result
  await parts.ledger.checkpoint()
  return result
}

/** What time does: notices fall due, letters expire, keys of long expired ones are destroyed. Called at every turn. */
export async function turnLetters(parts: LetterParts): Promise<void> {
  const { now } = parts.clockGuard.read()
  const doomed = await Promise.all(
    listDoomed(parts.ledger, now).map(async (object) => ({
      object,
      words: await readOwnWords(parts, object),
    })),
  )
  const destroyed = await parts.ledger.write((tx) => {
    appendNotices(tx, parts, takeDue(tx, now))
    const result = expireDue(tx, now)
    for (const { objectId, audience } of result.expired) {
      appendWithdrawals(tx, parts, { objectId, kind: 'expired', at: now, audiences: [audience] })
      touch(tx, objectId)
    }
    for (const { object, words } of doomed) keepWords(tx, words, now, object)
    return result.destroyed
  })
  if (destroyed.length > 0) await parts.ledger.checkpoint()
}

/** An own letter, opened with the key this home holds. @throws RECALLED or EXPIRED once the key is destroyed */
export async function openOwnLetter(parts: LetterParts, object: Uint8Array): Promise<OpenedObject> {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter.')
  const contentKey = findContentKey(parts.ledger, object)
  if (contentKey === null) throw destroyed(parts, object)
  const blocks = await parts.store.readBlocks(own.ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', 'A block of this letter is missing here.')
  return parts.store.open(own.ref, blocks, contentKey)
}

/** The text of an own or kept letter for the index; null when it cannot be read here any more. */
export async function readLetterText(
  parts: LetterParts,
  object: Uint8Array,
  read: (opened: OpenedObject) => string | Promise<string> = toText,
): Promise<string | null> {
  try {
    const { store, ledger } = parts
    const kept = store.findKept(ledger, object)
    if (kept === null) return await read(await openOwnLetter(parts, object))
    const blocks = await store.readBlocks(kept.ref, 0)
    return blocks === null ? null : await read(store.open(kept.ref, blocks, kept.contentKey))
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}

const toText = ({ body }: OpenedObject): string => Buffer.from(body).toString('utf8')

function destroyed(parts: LetterParts, object: Uint8Array): EngineError {
  const isExpired = loadAudiences(parts.ledger, object).some(({ expiredAt }) => expiredAt !== null)
  const code = isExpired ? 'EXPIRED' : 'RECALLED'
  return new EngineError(code, 'Its key was destroyed; the words are kept as a draft.')
}

/** Null when they cannot be read: destroying a key must not depend on saving a draft. */
export async function readOwnWords(parts: LetterParts, object: Uint8Array): Promise<DraftText | null> {
  if (findContentKey(parts.ledger, object) === null) return null
  const opened = await openOwnLetter(parts, object).catch((error: unknown) => {
    if (!isEngineError(error)) throw error
    parts.log.warn('words-not-read', { code: error.code })
    return null
  })
  if (opened === null) return null
  const { header, body } = opened
  const letter = findOwnLetter(parts.ledger, object)
  const reply = linkTo(header, 'reply')
  const attachments = attachmentsOf(header, parts.identity.person)
  const placed = new Set(listPlaced(parts.ledger, object).map(draftNameOfObject))
  return {
    to: readersOf(header),
    typed: [],
    subject: header.title,
    text: toText({ header, body }),
    replyTo: reply === null ? null : formatRef(reply.ref),
    replaces: null,
    tags: header.tags,
    attachments: attachments.map(({ ref }) => draftNameOf(ref)),
    keepPlace: attachments.map(({ ref }) => draftNameOf(ref)).filter((name) => placed.has(name)),
    at: null,
    expires: null,
    mode: letter?.mode ?? null,
    urgent: letter?.urgent ?? false,
    hold: false,
  }
}

function readersOf({ to, madeFor }: ObjectHeader): DraftReader[] {
  if (madeFor.kind === 'persons') return to.map((person) => ({ kind: 'person', key: toHex(person) }))
  return [madeFor.kind === 'group' ? { kind: 'group', key: toHex(madeFor.group) } : { kind: madeFor.kind }]
}

/** What this letter attached with its place, by its author's word. */
function listPlaced(reader: Reader, letter: Uint8Array): Uint8Array[] {
  const sql = 'SELECT file FROM attached WHERE letter = ? AND keeps_place = 1'
  return reader.all<{ file: Uint8Array }>(sql, letter).map(({ file }) => file)
}

function keepWords(tx: Transaction, words: DraftText | null, now: number, object: Uint8Array): void {
  if (words !== null) insertDraft(tx, words, now, object)
}
