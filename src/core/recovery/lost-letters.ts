// Letters that the lost device sent after the backup, and the gates that it dealt, as its own notices
// tell of them. Their keys are lost. They appear again in the lists, and can be taken back.
import { restoreGate, restoreLetter } from '../access/index.ts'
import { fromNoticed, insertPolicy, type DeliveryParts } from '../delivery/index.ts'
import { pairSecrets, type Notice } from '../feeds/index.ts'
import { hearLogsAgain } from '../keepers/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { factsOf, isOnePerson, objectId, type Link, type ObjectHeader } from '../store/index.ts'
import type { FormerFeed } from './read-back.ts'

type Parts = Pick<DeliveryParts, 'store' | 'identity' | 'audiences'>

/**
 * Adds the letter, this reader and the gate of a notice, unless they are known. The new feed repeats
 * such a notice, because the reader may not have read it in the former feed.
 */
export function restoreLostNotice(tx: Transaction, parts: Parts, feed: FormerFeed, notice: Notice): void {
  const isNew = [restoreLostLetter(tx, parts, feed, notice), restoreLostGate(tx, parts, feed, notice)]
  if (!isNew.includes(true)) return
  const { device, card } = parts.identity
  const releaser = { device: device.publicKey, term: card.desk.term }
  parts.audiences.person.append(tx, feed.person, { type: 'notice', notice: { ...notice, releaser } })
}

function restoreLostLetter(tx: Transaction, { store }: Parts, feed: FormerFeed, notice: Notice): boolean {
  const object = objectId(notice.ref)
  if (!factsOf(notice.kind).isPost || !isOnePerson(notice.audience)) return false
  if (store.findOwn(tx, object) === null) {
    store.addFormer(tx, { object, ref: notice.ref, header: headerOf(notice, feed), bytes: notice.size })
    insertPolicy(tx, object, fromNoticed(notice))
  }
  const { mode, isShared, at } = notice
  const expiresAt = mode === 'open' ? null : notice.expiresAt
  return restoreLetter(tx, { objectId: object, person: feed.person, mode, expiresAt, isShared, at })
}

/** What a notice tells of the header. The rest is sealed. */
function headerOf({ kind, title, at, to, reply, replaces }: Notice, { person }: FormerFeed): ObjectHeader {
  const links: Link[] = []
  if (reply !== null) links.push({ rel: 'reply', ref: reply, key: null })
  if (replaces !== null) links.push({ rel: 'replaces', ref: replaces, key: null })
  const named = to.length > 0 ? to : [person]
  const facts = { kind, type: 'text/plain', madeFor: { kind: 'person' } } as const
  return { ...facts, title: title ?? '', at, to: named, links, tags: [] }
}

/** The handle follows from the secret of the former feed. */
function restoreLostGate(
  tx: Transaction,
  { identity }: Parts,
  { person, pairSecret, era }: FormerFeed,
  { ref, gate, at }: Notice,
): boolean {
  if (gate === null) return false
  const secret = pairSecrets(pairSecret, era).gateSecret
  const former = { ...gate, objectId: objectId(ref), person, secret, at }
  const isNew = restoreGate(tx, former, identity.card.keepers.sets, identity.device)
  // A log may have named the gate before it was known here.
  if (isNew) hearLogsAgain(tx)
  return isNew
}
