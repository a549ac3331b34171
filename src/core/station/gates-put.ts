// Takes gates of a customer. A share is kept once and never replaced: another share under the same
// handle would give the reader another secret.
import { equalBytes } from '../base/index.ts'
import {
  LONGEST_LEASE_MS,
  hashKeptShare,
  signReceipt,
  type AnsweredPut,
  type PutAnswer,
  type PutGate,
} from '../station-records/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { hashShare } from '../seal/index.ts'
import { headAt, headOf } from './gates-log.ts'
import type { GateParts } from './gates-parts.ts'
import { countActs, isMemoryFull, isOverActs } from './gates-quota.ts'
import {
  ALL_MEMBERS,
  findGate,
  findReader,
  hasTombstone,
  isFenced,
  listReaders,
  type GateRow,
} from './gates-rows.ts'

type PutParts = Pick<GateParts, 'station' | 'readTime' | 'limitsOf'>

export function putGate(tx: Transaction, account: Uint8Array, put: PutGate, parts: PutParts): AnsweredPut {
  const { handle } = put
  if (isFenced(tx, account)) return refuse('fenced')
  const known = findGate(tx, { account, handle })
  if (known !== null)
    return isSame(tx, account, put, known) ? kept(tx, account, handle, parts) : refuse('other')
  if (hasTombstone(tx, { account, handle }, rowKeyOf(put))) return refuse('recalled')
  // It was forgotten, because its reader keeps the letter.
  if (listReaders(tx, { account, handle }).length > 0) return refuse('other')
  const { gates } = parts.limitsOf(tx, account)
  const { now } = parts.readTime()
  const isOver = isOverActs(tx, account, now, gates) || isMemoryFull(tx, account, gates)
  if (countGates(tx, account) >= gates || isOver) return refuse('quota')
  insert(tx, account, put, now)
  countActs(tx, account, now)
  return kept(tx, account, handle, parts)
}

function refuse(answer: Exclude<PutAnswer, 'kept'>): AnsweredPut {
  return { answer, receipt: null }
}

function isSame(tx: Transaction, account: Uint8Array, put: PutGate, known: GateRow): boolean {
  const isSameShare = equalBytes(hashShare(put.place, put.share), known.shareHash)
  const isSameRoster =
    known.roster === null
      ? put.roster === null
      : put.roster !== null && equalBytes(put.roster.name, known.roster) && put.roster.epoch === known.epoch
  const hasReader = findReader(tx, { account, ...put }, rowKeyOf(put)) !== null
  return isSameShare && isSameRoster && hasReader && put.number === known.number
}

/** The key of the row that a gate starts with. */
function rowKeyOf({ key }: PutGate): Uint8Array {
  return key ?? ALL_MEMBERS
}

function countGates(tx: Transaction, account: Uint8Array): number {
  return tx.get<{ gates: number }>('SELECT gates FROM gate_accounts WHERE account = ?', account)?.gates ?? 0
}

function insert(tx: Transaction, account: Uint8Array, put: PutGate, now: number): void {
  const { handle, number, place, share, roster, from, expires, until, isHeld } = put
  tx.run(
    `INSERT INTO kept_gates
       (account, handle, number, place, share, share_hash, from_at, expires_at, until, is_held, put_n, put_at,
        roster, epoch)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[account, handle, number, place, share, hashShare(place, share), from, expires],
    ...[Math.min(until, now + LONGEST_LEASE_MS), isHeld ? 1 : 0, headOf(tx, account).n, now],
    ...[roster?.name ?? null, roster?.epoch ?? 0],
  )
  const sql = 'INSERT INTO gate_readers (account, handle, key, at) VALUES (?, ?, ?, ?)'
  tx.run(sql, account, handle, rowKeyOf(put), now)
  tx.run('UPDATE gate_accounts SET gates = gates + 1, remembered = remembered + 1 WHERE account = ?', account)
}

/** Signs the same receipt each time, because a signature is deterministic. */
function kept(tx: Transaction, account: Uint8Array, handle: Uint8Array, { station }: PutParts): AnsweredPut {
  const { shareHash, putN } = findGate(tx, { account, handle })!
  const answered = hashKeptShare(handle, shareHash)
  const head = headAt(tx, account, putN) ?? headOf(tx, account)
  return { answer: 'kept', receipt: signReceipt({ account, answered, ...head }, station) }
}
