// Invites: links by which one person, or several, become contacts. Creates, lists and revokes them.
// invite-desk.ts answers those who come by a link.
import { createInvite } from 'blind-pairing-core'
import { Emitter } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { toDhtNodes } from '../network/index.ts'
import { formatInvite } from './invite-link.ts'
import {
  readGuests,
  readInvites,
  stateOfInvite,
  type GuestRow,
  type InviteRow,
  type InviteState,
} from './invite-rows.ts'
import type { PairingParts } from './pair-parts.ts'

const DAY_MS = 24 * 60 * 60 * 1000
export const MAX_INVITE_MS = 30 * DAY_MS
const USUAL_INVITE_MS = 7 * DAY_MS
const LISTED = 100

export interface Invite {
  id: Uint8Array
  link: string
  people: number
  forWhom: string | null
  createdAt: number
  expiresAt: number
  state: InviteState
  /** Those who became contacts by it, the newest first. */
  guests: GuestRow[]
  /** How many guests wait for an answer. */
  waiting: number
}

export class Invites {
  /** Emitted after the commit, when an invite was made or revoked. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: PairingParts

  constructor(parts: PairingParts) {
    this.#parts = parts
  }

  /**
   * Creates a link that is valid for `lifetimeMs`. With `people` 1 its first guest becomes a
   * contact at once. With more, this person decides about each guest. `forWhom` is kept here only.
   */
  async create(lifetimeMs = USUAL_INVITE_MS, people = 1, forWhom: string | null = null): Promise<Invite> {
    const { ledger, identity, clock, peers } = this.#parts
    const createdAt = clock.now()
    const expiresAt = createdAt + Math.min(lifetimeMs, MAX_INVITE_MS)
    const { person, device, card } = identity
    const { id, invite, publicKey } = createInvite(person, { expires: expiresAt })
    const nodes = toDhtNodes(peers.ownNodes())
    const named = { person, name: card.name, device: device.publicKey }
    const link = formatInvite({ ...named, expiresAt, invite, nodes })
    await ledger.write((tx) =>
      tx.run(
        'INSERT INTO invites (id, invite, link, public_key, people, created_at, expires_at, for_whom) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[id, invite, link, publicKey, people, createdAt, expiresAt, forWhom],
      ),
    )
    this.events.emit('changed', null)
    return { id, link, people, forWhom, createdAt, expiresAt, state: 'open', guests: [], waiting: 0 }
  }

  /** Lists the invites, the newest first. */
  list(): Invite[] {
    const rows = readInvites(this.#parts.ledger, `ORDER BY created_at DESC LIMIT ${LISTED}`)
    return rows.map((row) => this.#describe(row))
  }

  #describe(row: InviteRow): Invite {
    const { ledger, clock } = this.#parts
    const { id, link, people, forWhom, createdAt, expiresAt } = row
    const guests = readGuests(ledger, 'WHERE invite = ? ORDER BY at DESC, id', id)
    return {
      ...{ id, link, people, forWhom, createdAt, expiresAt },
      state: stateOfInvite(ledger, row, clock.now()),
      guests: guests.filter(({ state }) => state === 'paired'),
      waiting: guests.filter(({ state }) => state === 'asked').length,
    }
  }

  /** Those who wait for an answer stay. @throws NOT_FOUND */
  async revoke(id: Uint8Array): Promise<void> {
    const { ledger, clock } = this.#parts
    const { changes } = await ledger.write((tx) =>
      tx.run('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', clock.now(), id),
    )
    if (changes === 0) throw new EngineError('NOT_FOUND', 'There is no such invite.')
    this.events.emit('changed', null)
  }
}
