// notify: one notice into the feed of each reader, in the transaction that makes it due. Withdrawals go the same way.
// A letter to n persons is one object and n notices; what is held or scheduled has none yet.
import {
  encodeWithdrawal,
  listNoticed,
  listNoticedTo,
  listUnarrived,
  signWithdrawal,
  type DueNotice,
  type WithdrawalKind,
} from '../access/index.ts'
import { noticeTitle, type Notice } from '../feeds/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { linkTo } from '../store/index.ts'
import { touch } from '../views/index.ts'
import type { LetterParts } from './parts.ts'

type Parts = Pick<LetterParts, 'identity' | 'store' | 'feeds' | 'replicate'>

/** Appends what is due. A reader who is no contact any more is passed over: there is no feed that they read. */
export function appendNotices(tx: Transaction, parts: Parts, due: readonly DueNotice[]): void {
  for (const item of due) {
    const notice = makeNotice(tx, parts, item)
    touch(tx, item.objectId)
    if (notice === null || parts.feeds.find(tx, item.person) === null) continue
    parts.replicate.allowOwn(tx, notice.ref.core, item.person)
    parts.feeds.append(tx, item.person, { type: 'notice', notice })
  }
}

/** A feed begins anew: what its reader has not confirmed is announced in it again. */
export function announceAgain(tx: Transaction, parts: Parts, person: Uint8Array): void {
  // Who was forgotten and is met again may still have notices of letters they have not opened.
  for (const object of listNoticedTo(tx, person)) {
    const own = parts.store.findOwn(tx, object)
    if (own !== null) parts.replicate.allowOwn(tx, own.ref.core, person)
  }
  appendNotices(tx, parts, listUnarrived(tx, person))
}

/** An object has another place: everyone who has its notice is told anew where it lies. */
export function announceMove(tx: Transaction, parts: Parts, object: Uint8Array): void {
  appendNotices(tx, parts, listNoticed(tx, object))
}

/** The notice of one object for one reader, or null when it is no letter. */
export function makeNotice(reader: Reader, parts: Parts, due: DueNotice): Notice | null {
  const own = parts.store.findOwn(reader, due.objectId)
  const letter = findOwnLetter(reader, due.objectId)
  if (own === null || letter === null) return null
  const { ref, header, bytes } = own
  return {
    ref,
    title: noticeTitle(header.title),
    to: header.to,
    kind: header.kind,
    size: bytes,
    at: header.at,
    urgent: letter.urgent,
    mode: due.mode,
    expiresAt: letter.expiresAt,
    reply: linkTo(header, 'reply')?.ref ?? null,
    releaser: parts.identity.card.releaser,
    boxNumber: due.boxNumber,
    grant: due.grant,
  }
}

export interface OwnLetter {
  mode: 'open' | 'controlled'
  urgent: boolean
  expiresAt: number | null
}

/** The policy an own letter was sent with. */
export function findOwnLetter(reader: Reader, object: Uint8Array): OwnLetter | null {
  const row = reader.get<{ mode: OwnLetter['mode']; urgent: number; expires_at: number | null }>(
    'SELECT mode, urgent, expires_at FROM own_letters WHERE object = ?',
    object,
  )
  return row === undefined ? null : { mode: row.mode, urgent: row.urgent === 1, expiresAt: row.expires_at }
}

/** Tells readers who have the notice that it is held, let go, recalled or expired, so that they learn it while we are away. */
export function appendWithdrawals(
  tx: Transaction,
  parts: Parts,
  withdrawal: { objectId: Uint8Array; kind: WithdrawalKind; at: number; persons: readonly Uint8Array[] },
): void {
  const record = encodeWithdrawal(signWithdrawal(withdrawal, parts.identity.device))
  for (const person of withdrawal.persons) {
    if (parts.feeds.find(tx, person) !== null) parts.feeds.append(tx, person, { type: 'withdrawal', record })
  }
}
