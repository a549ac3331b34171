// Answers those who come by an invite. Pairs the guest of an invite for one person; keeps the guests
// of an invite for several until this person decides.
// Sends blind-pairing-core's frames over our own wire, so that pairing also works on a LAN. The
// library checks neither the number of guests nor expiry. Both are enforced here, in the transaction
// that makes the contact.
import { MemberRequest } from 'blind-pairing-core'
import { Emitter, equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { randomBytes } from '../seal/index.ts'
import {
  countGuests,
  readGuests,
  readInvites,
  stateOfInvite,
  type GuestRow,
  type InviteRow,
} from './invite-rows.ts'
import { decodeOffer, hashAsked, sealAnswer, type CheckedOffer } from './pair-agreement.ts'
import { DECIDED, pairAnswerForm, knownProof, storePair, type PairingParts } from './pair-parts.ts'

/** Further guests are refused, because a link for several may leak to any number of strangers. */
const MAX_WAITING_BY_INVITE = 100
const MAX_WAITING = 300
const DECIDED_MS = 30_000
const STATUS = { used: 2, expired: 3 } as const
const NOTHING = new Uint8Array(0)
/** It needs no proof of the invite, because the wire proves the device that the link names. */
const ASKED = pairAnswerForm.encode({ answer: 'asked', response: NOTHING, sealed: NOTHING })

/** A request that was opened with its invite. */
interface Request {
  peer: { device: Uint8Array }
  bytes: Uint8Array
  member: MemberRequest
  offer: CheckedOffer
  /** The hash of the offer. */
  id: Uint8Array
}

/** The outcome of a request: the bytes of the answer, and the new contact, if there is one. */
interface Verdict {
  answer: Uint8Array
  paired: { person: Uint8Array; device: Uint8Array } | null
  isNew: boolean
}

const again = (answer: Uint8Array): Verdict => ({ answer, paired: null, isNew: false })

export class InviteDesk {
  /** Emitted after the commit, when a guest came or was answered. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: PairingParts

  constructor(parts: PairingParts) {
    this.#parts = parts
    const handle = (peer: Peer, request: Uint8Array) => this.#answer(peer, request)
    parts.peers.respond({ name: 'pair', isForStrangers: true, maxRequestBytes: 24 * 1024, handle })
  }

  /** The guests who wait for an answer, newest first. */
  listWaiting(): GuestRow[] {
    return readGuests(this.#parts.ledger, "WHERE state = 'asked' ORDER BY at DESC, id")
  }

  countWaiting(): number {
    const sql = "SELECT count(*) AS count FROM invite_guests WHERE state = 'asked'"
    return this.#parts.ledger.get<{ count: number }>(sql)!.count
  }

  /**
   * Accepts or declines guests. A declined guest is not told.
   * @throws NOT_FOUND; when accepting QUOTA if the invite is used up, BLOCKED, and INVALID if the
   *   device no longer belongs to this person
   */
  async decide(guests: readonly Uint8Array[], isAccepted: boolean): Promise<void> {
    const { ledger, newPair } = this.#parts
    const decided = await ledger.write((tx) => guests.map((id) => this.#decideOne(tx, id, isAccepted)))
    this.events.emit('changed', null)
    if (!isAccepted) return
    for (const { person, device } of decided) {
      newPair.announce({ person, device })
      void this.#tell(device)
    }
  }

  #decideOne(tx: Transaction, id: Uint8Array, isAccepted: boolean): GuestRow {
    const [guest] = readGuests(tx, "WHERE id = ? AND state = 'asked'", id)
    if (guest === undefined) throw new EngineError('NOT_FOUND', 'Nobody with this id waits.')
    if (isAccepted) this.#accept(tx, guest)
    else tx.run("UPDATE invite_guests SET state = 'declined' WHERE id = ?", id)
    if (countGuests(tx, guest.invite, 'asked') === 0) this.#parts.news.remove(tx, 'guest-waits', guest.invite)
    return guest
  }

  #accept(tx: Transaction, guest: GuestRow): void {
    const [invite] = readInvites(tx, 'WHERE id = ?', guest.invite)
    if (invite === undefined || countGuests(tx, guest.invite, 'paired') >= invite.people)
      throw new EngineError('QUOTA', 'As many people as the invite is for have come by it.')
    if (this.#parts.addressBook.isBlockedPerson(tx, guest.person))
      throw new EngineError('BLOCKED', `You have blocked ${guest.name}.`)
    try {
      this.#pair(tx, this.#open({ device: guest.device }, guest.request, invite))
    } catch (cause) {
      if (!(cause instanceof MalformedRecord)) throw cause
      throw new EngineError('INVALID', 'The device no longer belongs to this person.', { cause })
    }
  }

  /** The guest may be away. Then their device asks when it connects. */
  async #tell(device: Uint8Array): Promise<void> {
    const peer = await this.#parts.peers.waitFor(device, DECIDED_MS)
    await peer?.request(DECIDED, NOTHING, DECIDED_MS)
  }

  /** One transaction counts the guest and makes the contact. */
  async #answer(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const { ledger, newPair } = this.#parts
    const { answer, paired, isNew } = await ledger.write((tx) => {
      const { inviteId } = MemberRequest.from(Buffer.from(bytes))
      const [invite] = readInvites(tx, 'WHERE id = ?', Buffer.from(inviteId))
      if (invite === undefined) throw new MalformedRecord('unknown invite')
      return this.#judge(tx, this.#open(peer, bytes, invite), invite)
    })
    if (paired !== null) newPair.announce(paired)
    if (isNew) this.events.emit('changed', null)
    return answer
  }

  /** @throws MalformedRecord */
  #open(peer: { device: Uint8Array }, bytes: Uint8Array, invite: InviteRow): Request {
    const member = MemberRequest.from(Buffer.from(bytes))
    const offerBytes = Buffer.from(member.open(Buffer.from(invite.publicKey)))
    const offer = decodeOffer(offerBytes, peer.device)
    return { peer, bytes, member, offer, id: hashAsked(offerBytes) }
  }

  #judge(tx: Transaction, request: Request, invite: InviteRow): Verdict {
    const { addressBook, clock } = this.#parts
    const { member, offer, id, peer } = request
    const { person } = offer.decoded
    // Check this first, because if the link was meant for another person, it must stay unused.
    if (addressBook.isBlockedPerson(tx, person))
      throw new MalformedRecord('the offer is from a blocked person')
    // The same offer again means that our answer was lost, or that the guest asks for the decision.
    const [known] = readGuests(tx, 'WHERE id = ?', id)
    if (known !== undefined) return again(known.answer ?? ASKED)
    const state = stateOfInvite(tx, invite, clock.now())
    if (state === 'expired') return again(refuse(member, 'expired'))
    if (state !== 'open') return again(refuse(member, 'used'))
    const isContact = equalBytes(addressBook.whoIs(peer.device) ?? NOTHING, person)
    if (invite.people > 1 && !isContact) return this.#ask(tx, request, invite)
    this.#keep(tx, request, invite)
    const { name } = offer.decoded
    if (!isContact) this.#parts.news.record(tx, { kind: 'invite-accepted', person, name })
    return { answer: this.#pair(tx, request), paired: { person, device: peer.device }, isNew: true }
  }

  /** Keeps one waiting request per person and invite. A declined person stays declined. */
  #ask(tx: Transaction, request: Request, { id }: InviteRow): Verdict {
    const { person } = request.offer.decoded
    const earlier = readGuests(tx, 'WHERE invite = ? AND person = ?', id, person)
    if (earlier.some(({ state }) => state === 'declined')) return again(ASKED)
    this.#parts.addressBook.devices.check(tx, request.offer.decoded)
    if (!this.#parts.addressBook.isSpeaking(tx, request.offer.decoded, request.peer.device))
      throw new MalformedRecord('an offer of a former device')
    const replaced = tx.run(
      "DELETE FROM invite_guests WHERE invite = ? AND person = ? AND state = 'asked'",
      ...[id, person],
    ).changes
    const isFull =
      countGuests(tx, id, 'asked') >= MAX_WAITING_BY_INVITE || this.countWaiting() >= MAX_WAITING + replaced
    if (isFull) {
      this.#parts.badInput.count('invite-over-quota', null)
      return again(refuse(request.member, 'used'))
    }
    this.#keep(tx, request, { id })
    const { name } = request.offer.decoded
    this.#parts.news.record(tx, { kind: 'guest-waits', person, name, about: id })
    return { answer: ASKED, paired: null, isNew: true }
  }

  #keep(tx: Transaction, { id, offer, peer, bytes }: Request, invite: Pick<InviteRow, 'id'>): void {
    const { person, name } = offer.decoded
    tx.run(
      "INSERT INTO invite_guests (id, invite, person, device, name, request, at, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'asked')",
      ...[id, invite.id, person, peer.device, name, bytes, this.#parts.clock.now()],
    )
  }

  /**
   * Makes the contact. Returns the answer, which the row of the guest keeps: sealed again, it would
   * give another secret.
   */
  #pair(tx: Transaction, { id, member, offer, peer }: Request): Uint8Array {
    const { identity, feeds, clock } = this.#parts
    const own = { card: identity.card, nonce: randomBytes(32) }
    const { sealed, exchange } = sealAnswer(offer.kemKey, id, {
      card: identity.cardBytes,
      kemKey: identity.boxKeys.kemKey,
      nonce: own.nonce,
      known: knownProof(tx, feeds, offer.decoded.person),
    })
    storePair(tx, this.#parts, own, offer, { device: peer.device, exchange })
    member.confirm({ key: Buffer.from(identity.person) })
    const answer = pairAnswerForm.encode({ answer: 'paired', response: member.response, sealed })
    const sql = "UPDATE invite_guests SET state = 'paired', answer = ?, at = ? WHERE id = ?"
    tx.run(sql, answer, clock.now(), id)
    return answer
  }
}

/** An answer without a card. */
function refuse(member: MemberRequest, answer: keyof typeof STATUS): Uint8Array {
  member.deny({ status: STATUS[answer] })
  return pairAnswerForm.encode({ answer, response: member.response, sealed: NOTHING })
}
