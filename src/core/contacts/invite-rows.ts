// The rows of invites, and of the guests who came by them.
// A guest of an invite for one person is paired at once. A guest of an invite for several waits.
import type { Rows, SqlValue } from '../ledger/index.ts'

export interface InviteRow {
  id: Uint8Array
  invite: Uint8Array
  link: string
  publicKey: Uint8Array
  /** How many people it is for. */
  people: number
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  /** What this person calls it. */
  forWhom: string | null
}

/** `declined`: the guest is not told, and is not asked about again. */
export type GuestState = 'asked' | 'paired' | 'declined'

export interface GuestRow {
  /** The hash of the guest's offer. */
  id: Uint8Array
  invite: Uint8Array
  person: Uint8Array
  device: Uint8Array
  /** The name on the card that came with the request. */
  name: string
  request: Uint8Array
  at: number
  state: GuestState
  /** The answer of a paired guest, to repeat it if it was lost. */
  answer: Uint8Array | null
}

export type InviteState = 'open' | 'used' | 'expired' | 'revoked'

const INVITE = `
  id, invite, link, public_key AS publicKey, people, created_at AS createdAt, expires_at AS expiresAt,
  revoked_at AS revokedAt, for_whom AS forWhom`
const GUEST = 'id, invite, person, device, name, request, at, state, answer'

export function readInvites(rows: Rows, rest: string, ...params: SqlValue[]): InviteRow[] {
  return rows.all<InviteRow & Record<string, never>>(`SELECT ${INVITE} FROM invites ${rest}`, ...params)
}

export function readGuests(rows: Rows, rest: string, ...params: SqlValue[]): GuestRow[] {
  return rows.all<GuestRow & Record<string, never>>(`SELECT ${GUEST} FROM invite_guests ${rest}`, ...params)
}

export function countGuests(rows: Rows, invite: Uint8Array, state: GuestState): number {
  const sql = 'SELECT count(*) AS count FROM invite_guests WHERE invite = ? AND state = ?'
  return rows.get<{ count: number }>(sql, invite, state)!.count
}

export function stateOfInvite(rows: Rows, invite: InviteRow, now: number): InviteState {
  if (countGuests(rows, invite.id, 'paired') >= invite.people) return 'used'
  if (invite.revokedAt !== null) return 'revoked'
  return invite.expiresAt <= now ? 'expired' : 'open'
}
