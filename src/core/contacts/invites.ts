// Invites: links for one pairing each. Sends blind-pairing-core's frames over our own wire, so that
// pairing also works on a LAN.
// The library checks neither single use nor expiry. Both are enforced here, in the transaction that
// makes the contact.
import { createInvite, MemberRequest } from 'blind-pairing-core'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { hash, randomBytes } from '../seal/index.ts'
import { formatInvite } from './invite-link.ts'
import { decodeOffer, encodeOffer } from './pair-agreement.ts'
import { encodePairAnswer, knownProof, storePair, type PairingParts } from './pair-parts.ts'

export const MAX_INVITE_MS = 24 * 60 * 60 * 1000
const STATUS = { used: 2, expired: 3 } as const

interface InviteRow {
  id: Uint8Array
  invite: Uint8Array
  link: string
  publicKey: Uint8Array
  createdAt: number
  expiresAt: number
  revokedAt: number | null
  usedBy: Uint8Array | null
  offerHash: Uint8Array | null
  answer: Uint8Array | null
}

const COLUMNS = `
  id, invite, link, public_key AS publicKey, created_at AS createdAt, expires_at AS expiresAt,
  revoked_at AS revokedAt, used_by AS usedBy, offer_hash AS offerHash, answer`

export interface Invite {
  id: Uint8Array
  link: string
  createdAt: number
  expiresAt: number
  state: 'open' | 'used' | 'expired' | 'revoked'
  usedBy: Uint8Array | null
}

/** The outcome of a request: the bytes of the answer, and the new contact, if there is one. */
interface Verdict {
  answer: Uint8Array
  paired: { person: Uint8Array; device: Uint8Array } | null
}

export class Invites {
  readonly #parts: PairingParts

  constructor(parts: PairingParts) {
    this.#parts = parts
    const handle = (peer: Peer, request: Uint8Array) => this.#answer(peer, request)
    parts.peers.respond({ name: 'pair', isForStrangers: true, maxRequestBytes: 24 * 1024, handle })
  }

  /** Creates a link for one pairing, valid for `lifetimeMs` (at most a day). */
  async create(lifetimeMs = MAX_INVITE_MS): Promise<Invite> {
    const { ledger, identity, clock } = this.#parts
    const createdAt = clock.now()
    const expiresAt = createdAt + Math.min(lifetimeMs, MAX_INVITE_MS)
    const { person, device } = identity
    const { id, invite, publicKey } = createInvite(person, { expires: expiresAt })
    const link = formatInvite({ person, device: device.publicKey, expiresAt, invite })
    await ledger.write((tx) =>
      tx.run(
        'INSERT INTO invites (id, invite, link, public_key, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        ...[id, invite, link, publicKey, createdAt, expiresAt],
      ),
    )
    return { id, link, createdAt, expiresAt, state: 'open', usedBy: null }
  }

  /** Lists the invites, the newest first. */
  list(): Invite[] {
    const { ledger, clock } = this.#parts
    const now = clock.now()
    const rows = ledger.all<InviteRow>(`SELECT ${COLUMNS} FROM invites ORDER BY created_at DESC LIMIT 100`)
    return rows.map((row) => ({
      id: row.id,
      link: row.link,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      state: stateOf(row, now),
      usedBy: row.usedBy,
    }))
  }

  /** @throws NOT_FOUND */
  async revoke(id: Uint8Array): Promise<void> {
    const { ledger, clock } = this.#parts
    const { changes } = await ledger.write((tx) =>
      tx.run('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', clock.now(), id),
    )
    if (changes === 0) throw new EngineError('NOT_FOUND', 'There is no such invite.')
  }

  /** One transaction marks the invite as used and makes the contact. */
  async #answer(peer: Peer, request: Uint8Array): Promise<Uint8Array> {
    const member = MemberRequest.from(Buffer.from(request))
    const { answer, paired } = await this.#parts.ledger.write((tx) => {
      const invite = tx.get<InviteRow>(
        `SELECT ${COLUMNS} FROM invites WHERE id = ?`,
        Buffer.from(member.inviteId),
      )
      if (invite === undefined) throw new MalformedRecord('unknown invite')
      return this.#decide(tx, peer, member, invite)
    })
    if (paired !== null) this.#parts.newPair.announce(paired)
    return answer
  }

  #decide(tx: Transaction, peer: Peer, member: MemberRequest, invite: InviteRow): Verdict {
    const offerBytes = Buffer.from(member.open(Buffer.from(invite.publicKey)))
    const offer = decodeOffer(offerBytes, peer.device)
    const { person } = offer.decoded
    // Check this first, because if the link was meant for another person, it must stay unused.
    if (this.#parts.addressBook.isBlockedPerson(tx, person))
      throw new MalformedRecord('the offer is from a blocked person')
    const offerHash = hash('fumikura/pair-offer/1', offerBytes)
    // The same offer again means that our answer was lost. Send it again.
    const isRepeat = invite.offerHash !== null && equalBytes(invite.offerHash, offerHash)
    if (isRepeat && invite.answer !== null) return { answer: invite.answer, paired: null }
    const state = stateOf(invite, this.#parts.clock.now())
    if (state === 'expired') return refuse(member, 'expired')
    if (state !== 'open') return refuse(member, 'used')
    const { answer, nonce } = this.#confirm(tx, member, person)
    storePair(tx, this.#parts, nonce, { ...offer, card: offer.decoded }, peer.device)
    tx.run(
      'UPDATE invites SET used_by = ?, offer_hash = ?, answer = ? WHERE id = ?',
      ...[person, offerHash, answer, invite.id],
    )
    return { answer, paired: { person, device: peer.device } }
  }

  #confirm(
    tx: Transaction,
    member: MemberRequest,
    person: Uint8Array,
  ): { answer: Uint8Array; nonce: Uint8Array } {
    const { identity, feeds } = this.#parts
    const nonce = randomBytes(32)
    member.confirm({ key: Buffer.from(identity.person) })
    const offer = encodeOffer({ card: identity.cardBytes, nonce, known: knownProof(tx, feeds, person) })
    return { answer: encodePairAnswer({ answer: 'paired', response: member.response, offer }), nonce }
  }
}

function stateOf(row: InviteRow, now: number): Invite['state'] {
  if (row.usedBy !== null) return 'used'
  if (row.revokedAt !== null) return 'revoked'
  return row.expiresAt <= now ? 'expired' : 'open'
}

function refuse(member: MemberRequest, answer: keyof typeof STATUS): Verdict {
  member.deny({ status: STATUS[answer] })
  return {
    answer: encodePairAnswer({ answer, response: member.response, offer: new Uint8Array(0) }),
    paired: null,
  }
}
