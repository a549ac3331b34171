// Pairing by invite: blind-pairing-core's frames over our own wire, so that it works on a LAN too.
// The library checks neither single use nor expiry; both are enforced here, in the transaction that makes the contact.
import { CandidateRequest, createInvite, decodeInvite, MemberRequest } from 'blind-pairing-core'
import { bytesUpTo, decodeRecord, encodeRecord, equalBytes, MalformedRecord, oneOf, struct, versioned, type Clock } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { hash, randomBytes } from '../seal/index.ts'
import type { AddressBook, Contact } from './address-book.ts'
import { formatInvite, parseInvite, type InviteLink } from './invite-link.ts'
import type { NewPair } from './new-pair.ts'
import { agreePairSecret, decodeOffer, encodeOffer, pairSecretProof, type PairOffer } from './pair-agreement.ts'

export const MAX_INVITE_MS = 24 * 60 * 60 * 1000
const PAIR_TIMEOUT_MS = 15_000
const STATUS_USED = 2
const STATUS_EXPIRED = 3

/** Sent: do not change. */
const ANSWERS = ['paired', 'used', 'expired'] as const
const answerEncoding = versioned(1, struct({ answer: oneOf(ANSWERS), response: bytesUpTo(1024), offer: bytesUpTo(20 * 1024) }))

interface InviteRow {
  id: Uint8Array
  invite: Uint8Array
  link: string
  public_key: Uint8Array
  created_at: number
  expires_at: number
  revoked_at: number | null
  used_by: Uint8Array | null
  offer_hash: Uint8Array | null
  answer: Uint8Array | null
}

export interface Invite {
  id: Uint8Array
  link: string
  createdAt: number
  expiresAt: number
  state: 'open' | 'used' | 'expired' | 'revoked'
}

interface Options {
  ledger: Ledger
  identity: Identity
  clock: Clock
  peers: Peers
  addressBook: AddressBook
  feeds: PairFeeds
  newPair: NewPair
  badInput: BadInput
}

export class Pairing {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
    const handle = (peer: Peer, request: Uint8Array) => this.#answer(peer, request)
    options.peers.respond({ name: 'pair', isForStrangers: true, maxRequestBytes: 24 * 1024, handle })
  }

  /** A link for one pairing, valid for `lifetimeMs` (at most a day). */
  async invite(lifetimeMs = MAX_INVITE_MS): Promise<Invite> {
    const { ledger, identity, clock } = this.#options
    const createdAt = clock.now()
    const expiresAt = createdAt + Math.min(lifetimeMs, MAX_INVITE_MS)
    const { id, invite, publicKey } = createInvite(identity.person, { expires: expiresAt })
    const link = formatInvite({ person: identity.person, device: identity.device.publicKey, expiresAt, invite })
    await ledger.write((tx) =>
      tx.run(
        'INSERT INTO invites (id, invite, link, public_key, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        invite,
        link,
        publicKey,
        createdAt,
        expiresAt,
      ),
    )
    return { id, link, createdAt, expiresAt, state: 'open' }
  }

  list(): Invite[] {
    const now = this.#options.clock.now()
    const rows = this.#options.ledger.all<InviteRow>('SELECT * FROM invites ORDER BY created_at DESC LIMIT 100')
    return rows.map((row) => ({
      id: row.id,
      link: row.link,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      state: row.used_by !== null ? 'used' : row.revoked_at !== null ? 'revoked' : row.expires_at <= now ? 'expired' : 'open',
    }))
  }

  /** @throws NOT_FOUND */
  async revoke(id: Uint8Array): Promise<void> {
    const now = this.#options.clock.now()
    const { changes } = await this.#options.ledger.write((tx) =>
      tx.run('UPDATE invites SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', now, id),
    )
    if (changes === 0) throw new EngineError('NOT_FOUND', 'There is no such invite.')
  }

  /** The inviter's side: one transaction uses the invite up and makes the contact. */
  async #answer(peer: Peer, request: Uint8Array): Promise<Uint8Array> {
    const member = MemberRequest.from(Buffer.from(request))
    const { ledger, clock } = this.#options
    const { result, paired } = await ledger.write((tx) => {
      const invite = tx.get<InviteRow>('SELECT * FROM invites WHERE id = ?', Buffer.from(member.inviteId))
      if (invite === undefined) throw new MalformedRecord('unknown invite')
      const offerBytes = Buffer.from(member.open(Buffer.from(invite.public_key)))
      return this.#decide(tx, peer, member, invite, offerBytes, clock.now())
    })
    if (paired !== null) this.#options.newPair.announce(paired)
    return result
  }

  #decide(tx: Transaction, peer: Peer, member: MemberRequest, invite: InviteRow, offerBytes: Uint8Array, now: number) {
    const offer = decodeOffer(offerBytes, peer.device)
    const offerHash = hash('fumikura/pair-offer/1', offerBytes)
    if (invite.used_by !== null || invite.revoked_at !== null) {
      // The same offer again: our answer was lost on the way, and is given once more.
      const isRepeat = invite.offer_hash !== null && equalBytes(invite.offer_hash, offerHash)
      return { result: isRepeat && invite.answer !== null ? invite.answer : this.#deny(member, STATUS_USED), paired: null }
    }
    if (invite.expires_at <= now) return { result: this.#deny(member, STATUS_EXPIRED), paired: null }
    const { answer, nonce } = this.#confirm(tx, member, offer.decoded.person)
    this.#store(tx, nonce, { card: offer.decoded, nonce: offer.nonce, known: offer.known }, peer.device)
    tx.run(
      'UPDATE invites SET used_by = ?, offer_hash = ?, answer = ? WHERE id = ?',
      offer.decoded.person,
      offerHash,
      answer,
      invite.id,
    )
    return { result: answer, paired: { person: offer.decoded.person, device: peer.device } }
  }

  #confirm(tx: Transaction, member: MemberRequest, person: Uint8Array): { answer: Uint8Array; nonce: Uint8Array } {
    const { identity } = this.#options
    const nonce = randomBytes(32)
    member.confirm({ key: Buffer.from(identity.person) })
    const offer = encodeOffer({ card: identity.cardBytes, nonce, known: this.#known(tx, person) })
    return { answer: encodeRecord(answerEncoding, { answer: 'paired', response: member.response, offer }), nonce }
  }

  #deny(member: MemberRequest, status: number): Uint8Array {
    member.deny({ status })
    const answer = status === STATUS_USED ? 'used' : 'expired'
    return encodeRecord(answerEncoding, { answer, response: member.response, offer: new Uint8Array(0) })
  }

  #known(tx: Transaction, person: Uint8Array): Uint8Array | null {
    const pair = this.#options.feeds.find(tx, person)
    return pair === null ? null : pairSecretProof(pair.pair_secret)
  }

  /** Contact and feeds. Two who already share a pair secret keep it, and with it everything on its way. */
  #store(tx: Transaction, ownNonce: Uint8Array, their: { card: Contact['card']; nonce: Uint8Array; known: Uint8Array | null }, device: Uint8Array) {
    const own = this.#known(tx, their.card.person)
    const isSame = own !== null && their.known !== null && equalBytes(own, their.known)
    const pairSecret = isSame ? null : agreePairSecret(this.#options.identity, ownNonce, their)
    this.#options.newPair.store(tx, { card: their.card, device, pairSecret })
  }

  /**
   * The candidate's side. Resolves when both have the contact stored.
   * @throws INVALID, INVITE_USED, INVITE_EXPIRED, INVITER_AWAY after `waitMs`
   */
  async accept(text: string, waitMs: number, signal?: AbortSignal): Promise<Contact> {
    const link = parseInvite(text)
    const { identity, peers, addressBook, ledger, clock } = this.#options
    if (equalBytes(link.person, identity.person)) throw new EngineError('INVALID', 'This is your own invite.')
    const id = readInviteId(link)
    const offer = await this.#rememberOffer(id, link)
    if (link.expiresAt <= clock.now()) throw expired()
    peers.dial(link.device)
    try {
      const answer = await this.#ask(link, offer, clock.monotonicMs() + waitMs, signal)
      if (answer === null) throw new EngineError('INVITER_AWAY', 'The inviter could not be reached.', { details: { waitedMs: waitMs } })
      const person = await this.#conclude(id, link, offer, answer).catch((error: unknown) => this.#refuseAnswer(link, error))
      return addressBook.find(ledger, person)!
    } finally {
      if (addressBook.whoIs(link.device) === null) peers.undial(link.device)
    }
  }

  /** The same offer for the same invite, also after a crash, so that an answer that was lost can be given again. */
  async #rememberOffer(id: Uint8Array, link: InviteLink): Promise<PairOffer> {
    const { ledger, identity, addressBook } = this.#options
    const known = ledger.get<{ offer: Uint8Array; person: Uint8Array | null }>('SELECT * FROM accepted_invites WHERE id = ?', id)
    if (known !== undefined && known.person !== null) throw used()
    if (known !== undefined) return decodeOffer(known.offer, identity.device.publicKey)
    const offer = await ledger.write((tx) => {
      const made = { card: identity.cardBytes, nonce: randomBytes(32), known: this.#known(tx, link.person) }
      tx.run('INSERT INTO accepted_invites (id, offer) VALUES (?, ?)', id, encodeOffer(made))
      return made
    })
    const contact = addressBook.find(ledger, link.person)
    if (contact?.isBlocked === true) throw new EngineError('BLOCKED', 'You have blocked this person.')
    return offer
  }

  async #ask(link: InviteLink, offer: PairOffer, deadline: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    const { peers, clock } = this.#options
    const request = new CandidateRequest(Buffer.from(link.invite), Buffer.from(encodeOffer(offer))).encode()
    for (;;) {
      const leftMs = deadline - clock.monotonicMs()
      if (leftMs <= 0 || signal?.aborted === true) return null
      const peer = await peers.waitFor(link.device, leftMs, signal)
      if (peer === null) return null
      const answer = await peer.request('pair', request, Math.max(1, Math.min(PAIR_TIMEOUT_MS, deadline - clock.monotonicMs())))
      if (answer !== null) return answer
      // Refused or cut: a wire that is up but does not answer is not asked in a tight loop.
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }

  /** Whoever was asked can answer with anything. */
  #refuseAnswer(link: InviteLink, error: unknown): never {
    const isMalformed = error instanceof MalformedRecord
    if (isMalformed || isEngineError(error, 'INVALID')) this.#options.badInput.count('pair-answer', link.device)
    throw isMalformed ? invalidAnswer(error) : error
  }

  async #conclude(id: Uint8Array, link: InviteLink, offer: PairOffer, bytes: Uint8Array): Promise<Uint8Array> {
    const { ledger, newPair } = this.#options
    const answer = decodeAnswer(bytes)
    if (answer.answer === 'used') throw used()
    if (answer.answer === 'expired') throw expired()
    this.#checkResponse(link, offer, answer.response)
    const their = decodeOffer(answer.offer, link.device)
    if (!equalBytes(their.decoded.person, link.person)) throw invalidAnswer()
    await ledger.write((tx) => {
      this.#store(tx, offer.nonce, { card: their.decoded, nonce: their.nonce, known: their.known }, link.device)
      tx.run('UPDATE accepted_invites SET person = ? WHERE id = ?', link.person, id)
    })
    newPair.announce({ person: link.person, device: link.device })
    return link.person
  }

  /** Only whoever made the invite can have answered, and must answer with the person in the link. */
  #checkResponse(link: InviteLink, offer: PairOffer, response: Uint8Array): void {
    const request = new CandidateRequest(Buffer.from(link.invite), Buffer.from(encodeOffer(offer)))
    request.on('rejected', () => undefined)
    const auth = handleResponse(request, response)
    if (auth === null || !equalBytes(auth.key, link.person)) throw invalidAnswer()
  }
}

function handleResponse(request: CandidateRequest, response: Uint8Array): ReturnType<CandidateRequest['handleResponse']> {
  try {
    return request.handleResponse(Buffer.from(response))
  } catch (cause) {
    throw new MalformedRecord('a response of no known form', cause)
  }
}

function readInviteId(link: InviteLink): Uint8Array {
  try {
    return Buffer.from(decodeInvite(Buffer.from(link.invite)).id)
  } catch (cause) {
    throw new EngineError('INVALID', 'This is not an invite.', { cause })
  }
}

function decodeAnswer(bytes: Uint8Array) {
  try {
    return decodeRecord(answerEncoding, bytes)
  } catch (cause) {
    throw new EngineError('INVALID', 'The inviter’s answer is malformed.', { cause })
  }
}

const used = () => new EngineError('INVITE_USED', 'This invite has been used.')
const expired = () => new EngineError('INVITE_EXPIRED', 'This invite has expired.')
const invalidAnswer = (cause?: unknown) => new EngineError('INVALID', 'The answer does not come from whoever made this invite.', { cause })

