// The log of a station's decisions for one account: a chain of hashes over its entries. A station
// that lost decisions has another chain than its earlier receipts say.
import {
  key32,
  MalformedRecord,
  oneOf,
  optional,
  record,
  time,
  uint,
  unlessUnknown,
  type EncodedBy,
} from '../base/index.ts'
import { hash } from '../seal/index.ts'
import { BURN_REASONS } from './act.ts'
import type { LogHead } from './receipt.ts'

export const MAX_ENTRY_BYTES = 256

/** `lapsed`: its expiry or its lease ended. Persisted by position: append only. */
const DECISIONS = ['released', 'burned', 'held', 'let-go', 'lapsed'] as const
export type Decision = (typeof DECISIONS)[number]

const DOMAIN = 'fumikura/gate-log/1'
/** Persisted and sent. */
export const logEntryForm = record('gate log entry', {
  /** The first entry has number 1. */
  n: uint,
  handle: key32,
  /** The reader's slot key; null for a burn that came before its gate. */
  key: optional(key32),
  decision: oneOf(DECISIONS),
  /** Exactly for `burned`. */
  why: optional(oneOf(BURN_REASONS)),
  /** The number of the act for `held` and `let-go`, else 0. */
  seq: uint,
  /** By the station's clock. */
  at: time,
})
export type LogEntry = EncodedBy<typeof logEntryForm>

/** @throws MalformedRecord */
export function decodeLogEntry(bytes: Uint8Array): LogEntry {
  const entry = logEntryForm.decode(bytes)
  if ((entry.decision === 'burned') !== (entry.why !== null))
    throw new MalformedRecord('an entry whose reason does not fit')
  if (entry.seq !== 0 && entry.decision !== 'held' && entry.decision !== 'let-go')
    throw new MalformedRecord('an entry of a decision with the number of a setting')
  return entry
}

/** The head of a log without entries. Each account has its own. */
export function emptyLog(account: Uint8Array): LogHead {
  return { n: 0, head: hash(DOMAIN, account) }
}

/** The head after one more entry, given by its bytes. */
export function extendLog({ n, head }: LogHead, entry: Uint8Array): LogHead {
  return { n: n + 1, head: hash(DOMAIN, head, entry) }
}

/**
 * Returns the entries, and the head after them. An entry of a form that only newer programs know is
 * part of the chain, and is left out: the decisions after it must not wait for another program.
 * @throws MalformedRecord if one of them cannot follow `before`
 */
export function followLog(
  before: LogHead,
  entries: readonly Uint8Array[],
): { entries: LogEntry[]; after: LogHead } {
  let after = before
  const followed = entries.flatMap((bytes) => {
    const entry = unlessUnknown(() => decodeLogEntry(bytes))
    after = extendLog(after, bytes)
    if (entry === null) return []
    if (entry.n !== after.n) throw new MalformedRecord(`entry ${entry.n} where ${after.n} must follow`)
    return [entry]
  })
  return { entries: followed, after }
}
