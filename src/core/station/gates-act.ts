// Applies an act of an author to a gate. A burn applies whenever it comes while the share is here;
// it can also come before its gate.
import {
  LONGEST_LEASE_MS,
  gateActForm,
  hashActAnswer,
  type ActAnswer,
  type AnsweredAct,
  type GateAct,
} from '../station-records/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { addAccount, logDecision, receiptNow } from './gates-log.ts'
import type { GateParts } from './gates-parts.ts'
import {
  burn,
  findGate,
  hasTombstone,
  isFenced,
  lapseIfDue,
  listReaders,
  loggedKey,
  type GateName,
  type GateRow,
  type ReaderRow,
} from './gates-rows.ts'
import { countActs, isLogFull, isOverActs } from './gates-quota.ts'
import { findReaderOf } from './station-rosters.ts'

type ActParts = Pick<GateParts, 'station' | 'readTime' | 'findAccount' | 'limitsOf'> & {
  /** True after a start, until the other stations of the account were heard. */
  isStarting: (account: Uint8Array) => boolean
}

/** @param act genuine, that is, signed by the device that it names */
export function applyAct(tx: Transaction, act: GateAct, parts: ActParts): AnsweredAct {
  const account = parts.findAccount(tx, act.device)
  if (account === null) return undecided('unknown')
  if (isFenced(tx, account)) return undecided('fenced')
  if (parts.isStarting(account)) return undecided('starting')
  const { now } = parts.readTime()
  const { gates } = parts.limitsOf(tx, account)
  // A burn always applies. Each gate has one, and only so many burns can come before their gates.
  const isOver = isOverActs(tx, account, now, gates) || isLogFull(tx, account, gates)
  if (act.kind !== 'burn' && isOver) return undecided('unknown')
  const answer = answerAct(tx, { account, handle: act.handle }, act, parts)
  if (answer === 'unknown') return undecided(answer)
  countActs(tx, account, now)
  const answered = hashActAnswer(gateActForm.encode(act), answer)
  return { answer, receipt: receiptNow(tx, account, parts.station, answered) }
}

function undecided(answer: ActAnswer): AnsweredAct {
  return { answer, receipt: null }
}

function answerAct(tx: Transaction, name: GateName, act: GateAct, parts: ActParts): ActAnswer {
  const { now } = parts.readTime()
  const gate = findGate(tx, name)
  const left = gate === null ? listMeant(tx, name, act) : []
  // The gate was forgotten, because its reader keeps the letter.
  if (left.length > 0) return stateOf(left, FORGOTTEN, act)
  if (gate === null)
    return act.kind === 'burn' || hasTombstone(tx, name, act.key) ? bury(tx, name, act, parts) : 'unknown'
  lapseIfDue(tx, name, gate, now)
  const meant = listMeant(tx, name, act)
  if (meant.length === 0) return 'unknown'
  APPLY[act.kind](tx, { name, gate, act, meant, now })
  return stateOf(listMeant(tx, name, act), findGate(tx, name)!, act)
}

/** The readers that an act is about. */
function listMeant(tx: Transaction, name: GateName, { key }: GateAct): ReaderRow[] {
  if (key === null) return listReaders(tx, name)
  const reader = findReaderOf(tx, name, key)
  return reader === null ? [] : [reader]
}

const FORGOTTEN = { isHeld: 0, roster: null }

/**
 * A release to one of the readers is the answer, because it cannot be taken back. A hold of a
 * group's gate is for the other members.
 */
function stateOf(
  all: readonly ReaderRow[],
  { isHeld, roster }: Pick<GateRow, 'isHeld' | 'roster'>,
  { kind }: GateAct,
): ActAnswer {
  const others = roster === null || kind === 'burn' ? [] : all.filter(({ state }) => state !== 'released')
  const readers = others.length > 0 ? others : all
  if (readers.some(({ state }) => state === 'released')) return 'released'
  if (readers.every(({ state }) => state !== 'free')) return 'burned'
  return isHeld === 1 ? 'held' : 'free'
}

/** Keeps a burn for a gate that has not come yet. */
function bury(tx: Transaction, name: GateName, { key, why }: GateAct, parts: ActParts): ActAnswer {
  const { account, handle } = name
  if (hasTombstone(tx, name, key)) return 'burned'
  addAccount(tx, account)
  const sql = 'SELECT tombstones FROM gate_accounts WHERE account = ?'
  const count = tx.get<{ tombstones: number }>(sql, account)?.tombstones ?? 0
  const { gates } = parts.limitsOf(tx, account)
  if (count >= gates || isLogFull(tx, account, gates)) return 'unknown'
  const at = parts.readTime().now
  tx.run("INSERT INTO gate_tombstones VALUES (?, ?, coalesce(?, x''), ?)", account, handle, key, at)
  tx.run('UPDATE gate_accounts SET tombstones = tombstones + 1 WHERE account = ?', account)
  logDecision(tx, account, { handle, key, decision: 'burned', why, seq: 0, at })
  return 'burned'
}

interface Applied {
  readonly name: GateName
  readonly gate: GateRow
  readonly act: GateAct
  /** The readers that the act is about. */
  readonly meant: readonly ReaderRow[]
  readonly now: number
}

const APPLY: Readonly<Record<GateAct['kind'], (tx: Transaction, applied: Applied) => void>> = {
  burn(tx, { name, act, meant, now }) {
    for (const { key, state } of meant) if (state === 'free') burn(tx, name, key, act.why!, now)
  },
  hold: (tx, applied) => setHeld(tx, applied, 1),
  'let-go': (tx, applied) => setHeld(tx, applied, 0),
  from(tx, { name: { account, handle }, gate, act }) {
    const value = act.value!
    if (act.seq < gate.fromSeq || (act.seq === gate.fromSeq && value <= (gate.from ?? 0))) return
    const sql = 'UPDATE kept_gates SET from_at = ?, from_seq = ? WHERE account = ? AND handle = ?'
    tx.run(sql, value, act.seq, account, handle)
  },
  until(tx, { name: { account, handle }, act, now }) {
    const until = Math.min(act.value!, now + LONGEST_LEASE_MS)
    const sql = 'UPDATE kept_gates SET until = max(until, ?) WHERE account = ? AND handle = ?'
    tx.run(sql, until, account, handle)
  },
}

/** Of two acts with the same number the hold applies. */
function setHeld(tx: Transaction, { name, gate, act, meant, now }: Applied, isHeld: 0 | 1): void {
  const { account, handle } = name
  if (act.seq < gate.holdSeq || (act.seq === gate.holdSeq && isHeld <= gate.isHeld)) return
  const sql = 'UPDATE kept_gates SET is_held = ?, hold_seq = ? WHERE account = ? AND handle = ?'
  tx.run(sql, isHeld, act.seq, account, handle)
  const decision = isHeld === 1 ? 'held' : 'let-go'
  for (const { key, state } of meant)
    if (state === 'free')
      logDecision(tx, account, {
        ...{ handle, key: loggedKey(key), decision, why: null },
        ...{ seq: act.seq, at: now },
      })
}
