// Accepts an invite: the candidate's side of pairing.
// Dials the inviter and sends the same offer on each retry. An answer counts only if it was made
// with this invite and names the person in the link.
import { CandidateRequest, decodeInvite } from 'blind-pairing-core'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { randomBytes } from '../seal/index.ts'
import type { Contact } from './address-book.ts'
import { parseInvite, type InviteLink } from './invite-link.ts'
import { decodeOffer, encodeOffer, type PairOffer } from './pair-agreement.ts'
import { decodePairAnswer, knownProof, storePair, type PairingParts } from './pair-parts.ts'

const PAIR_TIMEOUT_MS = 15_000
/** Pause between requests, so that a wire without an answer causes no tight loop. */
const ASK_AGAIN_MS = 250

export class Acceptance {
  readonly #parts: PairingParts

  constructor(parts: PairingParts) {
    this.#parts = parts
  }

  /**
   * Resolves when both sides have stored the contact.
   * @throws INVALID, BLOCKED, INVITE_USED, INVITE_EXPIRED; INVITER_AWAY after `waitMs`
   */
  async accept(text: string, waitMs: number, signal?: AbortSignal): Promise<Contact> {
    const link = parseInvite(text)
    const { identity, peers, addressBook, ledger, clock } = this.#parts
    if (equalBytes(link.person, identity.person)) throw new EngineError('INVALID', 'This is your own invite.')
    if (addressBook.isBlockedPerson(ledger, link.person))
      throw new EngineError('BLOCKED', 'You have blocked this person.')
    const id = readInviteId(link)
    const offer = await this.#rememberOffer(id, link)
    if (link.expiresAt <= clock.now()) throw expired()
    peers.dial(link.device)
    try {
      const answer = await this.#ask(link, offer, clock.monotonicMs() + waitMs, signal)
      if (answer === null) throw away(waitMs)
      await this.#conclude(id, link, offer, answer)
      return addressBook.find(ledger, link.person)!
    } finally {
      if (addressBook.whoIs(link.device) === null) peers.undial(link.device)
    }
  }

  /**
   * Returns the same offer for the same invite, also after a crash, so the inviter can then repeat
   * an answer that was lost.
   */
  async #rememberOffer(id: Uint8Array, link: InviteLink): Promise<PairOffer> {
    const { ledger, identity, feeds } = this.#parts
    const known = ledger.get<{ offer: Uint8Array; person: Uint8Array | null }>(
      'SELECT offer, person FROM accepted_invites WHERE id = ?',
      id,
    )
    if (known !== undefined && known.person !== null) throw used()
    if (known !== undefined) return decodeOffer(known.offer, identity.device.publicKey)
    return ledger.write((tx) => {
      const nonce = randomBytes(32)
      const offer = { card: identity.cardBytes, nonce, known: knownProof(tx, feeds, link.person) }
      tx.run('INSERT OR IGNORE INTO accepted_invites (id, offer) VALUES (?, ?)', id, encodeOffer(offer))
      const kept = tx.get<{ offer: Uint8Array }>('SELECT offer FROM accepted_invites WHERE id = ?', id)!
      return decodeOffer(kept.offer, identity.device.publicKey)
    })
  }

  async #ask(
    link: InviteLink,
    offer: PairOffer,
    deadline: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array | null> {
    const { peers, clock } = this.#parts
    const request = candidateRequest(link, offer).encode()
    for (;;) {
      const leftMs = deadline - clock.monotonicMs()
      if (leftMs <= 0 || signal?.aborted === true) return null
      const peer = await peers.waitFor(link.device, leftMs, { signal })
      if (peer === null) return null
      const timeoutMs = Math.max(1, Math.min(PAIR_TIMEOUT_MS, deadline - clock.monotonicMs()))
      const answer = await peer.request('pair', request, timeoutMs)
      if (answer !== null) return answer
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }

  /** The answer is untrusted, because the device that was asked can send any bytes. */
  async #conclude(id: Uint8Array, link: InviteLink, offer: PairOffer, bytes: Uint8Array): Promise<void> {
    const { ledger, newPair, badInput } = this.#parts
    try {
      const their = readAnswer(link, offer, bytes)
      await ledger.write((tx) => {
        storePair(tx, this.#parts, offer.nonce, { ...their, card: their.decoded }, link.device)
        tx.run('UPDATE accepted_invites SET person = ? WHERE id = ?', link.person, id)
      })
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      badInput.count('pair-answer', link.device)
      throw new EngineError('INVALID', 'The answer was not made with this invite.', {
        cause: error,
      })
    }
    newPair.announce({ person: link.person, device: link.device })
  }
}

function candidateRequest(link: InviteLink, offer: PairOffer): CandidateRequest {
  return new CandidateRequest(Buffer.from(link.invite), Buffer.from(encodeOffer(offer)))
}

/**
 * Returns the inviter's offer.
 * @throws MalformedRecord, INVITE_USED, INVITE_EXPIRED
 */
function readAnswer(link: InviteLink, offer: PairOffer, bytes: Uint8Array): ReturnType<typeof decodeOffer> {
  const answer = decodePairAnswer(bytes)
  if (answer.answer === 'used') throw used()
  if (answer.answer === 'expired') throw expired()
  checkResponse(link, offer, answer.response)
  const their = decodeOffer(answer.offer, link.device)
  if (!equalBytes(their.decoded.person, link.person))
    throw new MalformedRecord('the offer names another person than the invite')
  return their
}

/**
 * Only the holder of the invite's key can make the response. It must name the person in the link.
 */
function checkResponse(link: InviteLink, offer: PairOffer, response: Uint8Array): void {
  const request = candidateRequest(link, offer)
  request.on('rejected', () => undefined)
  try {
    const auth = request.handleResponse(Buffer.from(response))
    if (auth !== null && equalBytes(auth.key, link.person)) return
  } catch (cause) {
    throw new MalformedRecord('the pairing response cannot be decoded', cause)
  }
  throw new MalformedRecord('the pairing response was not made with this invite')
}

function readInviteId(link: InviteLink): Uint8Array {
  try {
    return Buffer.from(decodeInvite(Buffer.from(link.invite)).id)
  } catch (cause) {
    throw new EngineError('INVALID', 'This is not an invite.', { cause })
  }
}

const used = () => new EngineError('INVITE_USED', 'This invite has been used.')
const expired = () => new EngineError('INVITE_EXPIRED', 'This invite has expired.')
const away = (waitedMs: number) =>
  new EngineError('INVITER_AWAY', 'The inviter could not be reached.', { details: { waitedMs } })
