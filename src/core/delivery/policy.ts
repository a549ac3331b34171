// The policy of an own object, stored as one value.
// compose sets it. access keeps the fields that decide about keys in its own tables. This file is
// the only place that turns the policy of the contract into fields of a notice, and back.
import { PLAIN_POLICY, type GivenPolicy, type Mode, type Policy } from '../contract/policy.ts'
import type { Notice } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { isOutside, isPublished, type Audience } from '../store/index.ts'

/** For an object that only its author has, or that a later call gives to others. */
export const UNGIVEN: GivenPolicy = { ...PLAIN_POLICY, mode: 'controlled' }

/** The fields of a policy that a notice contains. */
type NoticedPolicy = Pick<Notice, 'mode' | 'urgent' | 'expiresAt'>

export function toNoticed({ mode, urgent, expires }: GivenPolicy): NoticedPolicy {
  return { mode, urgent, expiresAt: msOf(expires) }
}

export function fromNoticed({ mode, urgent, expiresAt }: NoticedPolicy): GivenPolicy {
  return { ...PLAIN_POLICY, mode, urgent, expires: isoOf(expiresAt) }
}

/** No notice is sent before this time. Null for at once. ms since the epoch. */
export function notBeforeOf({ at }: GivenPolicy, earliest: number | null): number | null {
  const times = [msOf(at), earliest].filter((time) => time !== null)
  return times.length === 0 ? null : Math.max(...times)
}

/** Leaves out the fields that these audiences cannot have. */
export function fitPolicy(policy: Policy, audiences: readonly Audience[]): GivenPolicy {
  const fitting = { ...policy, mode: policy.mode ?? defaultMode(audiences) }
  if (audiences.length === 0) return { ...fitting, ...NO_TERMS, hold: false, at: null }
  if (isOpenOnly(audiences)) return { ...fitting, ...NO_TERMS, mode: 'open' }
  return fitting.mode === 'open' || audiences.some(isOutside) ? { ...fitting, expires: null } : fitting
}

const NO_TERMS = { mode: 'controlled', expires: null } as const

/** Returns the mode of an object for these audiences if its author has not chosen one. */
export function defaultMode(audiences: readonly Audience[]): Mode {
  return isOpenOnly(audiences) ? 'open' : 'controlled'
}

function isOpenOnly(audiences: readonly Audience[]): boolean {
  return audiences.some(isPublished)
}

/** Returns the policy for a new draft of the same letter, without the times that have passed. */
export function renewPolicy(policy: GivenPolicy, now: number): GivenPolicy {
  const ahead = (time: string | null): string | null => ((msOf(time) ?? 0) > now ? time : null)
  return { ...policy, at: ahead(policy.at), expires: ahead(policy.expires) }
}

function msOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time)
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

export function insertPolicy(tx: Transaction, object: Uint8Array, policy: GivenPolicy): void {
  tx.run('INSERT INTO policies VALUES (?, ?)', object, JSON.stringify(policy))
}

/** Replaces the time of the notice; null for at once. ms since the epoch. */
export function changeSendTime(tx: Transaction, object: Uint8Array, at: number | null): void {
  const policy = findPolicy(tx, object)
  if (policy === null) return
  const changed: GivenPolicy = { ...policy, at: isoOf(at), hold: false }
  tx.run('UPDATE policies SET policy = ? WHERE object = ?', JSON.stringify(changed), object)
}

/** Null if the object is not an own object, or cannot be given to others. */
export function findPolicy(rows: Rows, object: Uint8Array): GivenPolicy | null {
  const row = rows.get<{ policy: string }>('SELECT policy FROM policies WHERE object = ?', object)
  return row === undefined ? null : (JSON.parse(row.policy) as GivenPolicy)
}

export function hasWithPolicy(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM policies LIMIT 1') !== undefined
}

/** Reads all rows. */
export function countWithPolicy(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM policies')!.count
}

export function listWithPolicy(rows: Rows): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>('SELECT object FROM policies').map(({ object }) => object)
}
