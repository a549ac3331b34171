// Turns an own letter into a draft: kept when its key is destroyed, and returned when a send is
// undone.
// It is used between the acts of the author and compose.
import { findContentKey } from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { correspondentKey } from '../correspondents/index.ts'
import {
  attachmentsOf,
  findPolicy,
  listKeepingLocation,
  openOwn,
  renewPolicy,
  UNGIVEN,
  type DeliveryParts,
} from '../delivery/index.ts'
import { draftReaderOf, type DraftReader, type DraftText } from './drafts.ts'
import { isOnePerson, formatRef, keyOf, linkTo, objectId, type ObjectHeader } from '../store/index.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'store' | 'identity' | 'log' | 'clockGuard'>

/**
 * Null if the letter cannot be read, because destroying a key must not depend on saving a draft.
 */
export async function readOwnWords(parts: Parts, object: Uint8Array): Promise<DraftText | null> {
  if (findContentKey(parts.ledger, object) === null) return null
  const opened = await openOwn(parts, object).catch((error: unknown) => {
    if (!isEngineError(error)) throw error
    parts.log.warn('words-not-read', { code: error.code })
    return null
  })
  if (opened === null) return null
  const { header, body } = opened
  const { now } = parts.clockGuard.read()
  const policy = renewPolicy(findPolicy(parts.ledger, object) ?? UNGIVEN, now)
  const reply = linkTo(header, 'reply')
  const replaces = linkTo(header, 'replaces')
  const attachments = attachmentsOf(header, parts.identity.person).map(({ ref }) => ref)
  const placed = new Set(listKeepingLocation(parts.ledger, object).map(toHex))
  const keepPlace = attachments.filter((ref) => placed.has(toHex(objectId(ref)))).map(formatRef)
  return {
    to: readersOf(header),
    typed: [],
    subject: header.title,
    text: Buffer.from(body).toString('utf8'),
    replyTo: reply === null ? null : formatRef(reply.ref),
    replaces: replaces === null ? null : formatRef(replaces.ref),
    saying: null,
    tags: header.tags,
    attachments: attachments.map(formatRef),
    remindAfterMs: null,
    policy: { ...policy, keepPlace },
    from: header.byMail?.from ?? null,
  }
}

function readersOf({ to, madeFor, byMail }: ObjectHeader): DraftReader[] {
  const mailed = new Map((byMail?.to ?? []).map((one) => [toHex(correspondentKey(one)), one]))
  const persons = to.map((key): DraftReader => {
    const address = mailed.get(toHex(key))
    return address === undefined
      ? draftReaderOf({ kind: 'person', key })
      : { kind: 'correspondent', ...address }
  })
  return isOnePerson(madeFor) ? persons : [draftReaderOf({ kind: madeFor.kind, key: keyOf(madeFor) })]
}
