// Accepts invites: the candidate's side of pairing. An acceptance is durable at once and is sent each
// time the inviter's device connects, until they are contacts or the invite has ended.
// An answer counts only if it was made with this invite and names the person in the link.
import { CandidateRequest, decodeInvite } from 'blind-pairing-core'
import { Emitter, equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Identity } from '../identity/index.ts'
import { fromDhtNodes, type Peer } from '../network/index.ts'
import { randomBytes } from '../seal/index.ts'
import { parseInvite, type InviteLink } from './invite-link.ts'
import {
  decodeOffer,
  pairOfferForm,
  hashAsked,
  openAnswer,
  type CheckedOffer,
  type PairOffer,
} from './pair-agreement.ts'
import { DECIDED, pairAnswerForm, knownProof, storePair, type PairingParts } from './pair-parts.ts'

const PAIR_TIMEOUT_MS = 15_000
/** Pause between requests, so that a wire without an answer causes no tight loop. */
const ASK_AGAIN_MS = 250
const ASKED_ON_A_WIRE = 6
/** An inviter may decide about a guest this long after the invite has ended. */
const DECIDES_WITHIN_MS = 30 * 24 * 60 * 60 * 1000

/** `waiting`: the inviter has not answered yet. `asked`: the inviter decides about each guest. */
type PendingState = 'waiting' | 'asked'
type AcceptanceState = PendingState | 'paired' | 'ended'

interface AcceptanceRow {
  id: Uint8Array
  link: string
  device: Uint8Array
  offer: Uint8Array
  at: number
  state: AcceptanceState
}

export interface PendingAcceptance {
  id: Uint8Array
  person: Uint8Array
  name: string
  at: number
  expiresAt: number
  state: PendingState
}

interface Accepted {
  person: Uint8Array
  name: string
  state: PendingState | 'paired'
}

const COLUMNS = 'id, link, device, offer, at, state'

export class Acceptance {
  /** Emitted after the commit, when an acceptance was answered or withdrawn. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: PairingParts
  /** The acceptances that are being asked about now. */
  readonly #underWay = new Set<string>()

  constructor(parts: PairingParts) {
    this.#parts = parts
    const { peers } = parts
    // The inviter's device only signals that it has decided. This side then asks for the decision.
    peers.respond({
      name: DECIDED,
      isForStrangers: true,
      maxRequestBytes: 32,
      handle: (peer) => {
        this.#askAgain(peer)
        return Uint8Array.of(0)
      },
    })
    peers.events.on('connected', (peer) => this.#askAgain(peer))
    peers.events.on('stranger', (peer) => this.#askAgain(peer))
  }

  /** Resumes the acceptances that were waiting when the home was closed. */
  start(): void {
    for (const { device } of this.#listPending()) this.#parts.peers.dial(device)
  }

  /**
   * Resolves as soon as the inviter has answered, or after `waitMs`; then the acceptance waits.
   * @throws INVALID, BLOCKED, INVITE_USED, INVITE_EXPIRED
   */
  async accept(text: string, waitMs: number, signal?: AbortSignal): Promise<Accepted> {
    const { identity, peers, addressBook, ledger, clock } = this.#parts
    const link = parseInvite(text)
    if (equalBytes(link.person, identity.person))
      throw new EngineError('INVALID', 'This is your own invite.', { details: { reason: 'own' } })
    if (addressBook.isBlockedPerson(ledger, link.person))
      throw new EngineError('BLOCKED', 'You have blocked this person.')
    const id = readInviteId(link)
    if (this.#find(id)?.state === 'paired') throw used()
    if (link.expiresAt <= clock.now()) throw expired()
    const offer = await this.#keep(id, link, text.trim())
    peers.locate(link.device, { nodes: fromDhtNodes(link.nodes) })
    peers.dial(link.device)
    this.#underWay.add(toHex(id))
    try {
      const answer = await this.#ask(link, offer, clock.monotonicMs() + waitMs, signal)
      if (answer !== null) await this.#conclude(id, link, offer, answer)
    } finally {
      this.#underWay.delete(toHex(id))
      this.#rest(link.device)
    }
    const { state } = this.#find(id)!
    const name = addressBook.find(ledger, link.person)?.name ?? link.name
    return { person: link.person, name, state: state === 'ended' ? 'waiting' : state }
  }

  /** Lists the acceptances that still wait, newest first. */
  list(): PendingAcceptance[] {
    return this.#listPending().map(({ id, link, at, state }) => {
      const { person, name, expiresAt } = parseInvite(link)
      return { id, person, name, at, expiresAt, state: state as PendingState }
    })
  }

  /** @throws NOT_FOUND */
  async withdraw(id: Uint8Array): Promise<void> {
    const row = this.#listPending().find((one) => equalBytes(one.id, id))
    if (row === undefined) throw new EngineError('NOT_FOUND', 'No such invite is waiting.')
    await this.#parts.ledger.write((tx) => this.#setState(tx, id, 'ended'))
    this.#rest(row.device)
    this.events.emit('changed', null)
  }

  #find(id: Uint8Array): AcceptanceRow | null {
    const sql = `SELECT ${COLUMNS} FROM accepted_invites WHERE id = ?`
    return this.#parts.ledger.get<AcceptanceRow & Record<string, never>>(sql, id) ?? null
  }

  #listPending(): AcceptanceRow[] {
    const now = this.#parts.clock.now()
    const sql = `SELECT ${COLUMNS} FROM accepted_invites WHERE state IN ('waiting', 'asked') ORDER BY at DESC, id`
    return this.#parts.ledger.all<AcceptanceRow & Record<string, never>>(sql).filter(({ link, state }) => {
      const { expiresAt } = parseInvite(link)
      return now < (state === 'asked' ? expiresAt + DECIDES_WITHIN_MS : expiresAt)
    })
  }

  #setState(tx: Transaction, id: Uint8Array, state: AcceptanceState): void {
    tx.run('UPDATE accepted_invites SET state = ? WHERE id = ?', state, id)
  }

  /**
   * Returns the same offer for the same invite, also after a crash, so the inviter can then repeat
   * an answer that was lost.
   */
  async #keep(id: Uint8Array, link: InviteLink, text: string): Promise<CheckedOffer> {
    const { ledger, identity, feeds, clock } = this.#parts
    const kept = await ledger.write((tx) => {
      const offer = {
        card: identity.cardBytes,
        kemKey: identity.boxKeys.kemKey,
        nonce: randomBytes(32),
        known: knownProof(tx, feeds, link.person),
      }
      tx.run(
        "INSERT OR IGNORE INTO accepted_invites VALUES (?, ?, ?, ?, ?, 'waiting')",
        ...[id, text, link.device, pairOfferForm.encode(offer), clock.now()],
      )
      tx.run("UPDATE accepted_invites SET state = 'waiting' WHERE id = ? AND state = 'ended'", id)
      return tx.get<{ offer: Uint8Array }>('SELECT offer FROM accepted_invites WHERE id = ?', id)!
    })
    return decodeOffer(kept.offer, identity.device.publicKey)
  }

  /** Dials on only as long as the device may still answer. */
  #rest(device: Uint8Array): void {
    const isPending = this.#listPending().some((row) => equalBytes(row.device, device))
    if (!isPending && this.#parts.addressBook.whoIs(device) === null) this.#parts.peers.undial(device)
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

  #askAgain(peer: Peer): void {
    for (const row of this.#listPending()) {
      if (!equalBytes(row.device, peer.device) || this.#underWay.has(toHex(row.id))) continue
      this.#underWay.add(toHex(row.id))
      this.#askOn(peer, row)
        .catch((error: unknown) => {
          // A refusal has ended the acceptance, and the event says so.
          if (!(error instanceof EngineError))
            this.#parts.log.warn('invite-not-asked', { message: String(error) })
        })
        .finally(() => this.#underWay.delete(toHex(row.id)))
    }
  }

  async #askOn(peer: Peer, { id, link: text, offer: bytes }: AcceptanceRow): Promise<void> {
    const link = parseInvite(text)
    const offer = decodeOffer(bytes, this.#parts.identity.device.publicKey)
    const request = candidateRequest(link, offer).encode()
    for (let asked = 0; asked < ASKED_ON_A_WIRE && peer.isOpen; asked++) {
      const answer = await peer.request('pair', request, PAIR_TIMEOUT_MS)
      if (answer !== null) return this.#conclude(id, link, offer, answer, true)
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }

  /**
   * The answer is untrusted, because the device that was asked can send any bytes. `isLater`: nobody
   * waits for the answer, so it is news.
   * @throws INVALID, INVITE_USED, INVITE_EXPIRED; then the acceptance has ended
   */
  async #conclude(
    id: Uint8Array,
    link: InviteLink,
    offer: CheckedOffer,
    bytes: Uint8Array,
    isLater = false,
  ): Promise<void> {
    const { ledger, newPair, news, identity } = this.#parts
    const { person, device } = link
    try {
      const their = readAnswer(identity, link, offer, bytes)
      if (their === 'asked') {
        await ledger.write((tx) => this.#setState(tx, id, 'asked'))
      } else {
        await ledger.write((tx) => {
          const own = { card: offer.decoded, nonce: offer.nonce }
          storePair(tx, this.#parts, own, their, { device, exchange: their.exchange })
          this.#setState(tx, id, 'paired')
          if (isLater) news.record(tx, { kind: 'accepted-you', person, name: their.decoded.name })
        })
        newPair.announce({ person, device })
      }
    } catch (error) {
      await ledger.write((tx) => {
        this.#setState(tx, id, 'ended')
        if (isLater) news.record(tx, { kind: 'invite-ended', person, name: link.name })
      })
      throw this.#explain(error, link.device)
    } finally {
      this.events.emit('changed', null)
    }
  }

  #explain(error: unknown, device: Uint8Array): unknown {
    if (!(error instanceof MalformedRecord)) return error
    this.#parts.badInput.count('pair-answer', device)
    return new EngineError('INVALID', 'The answer was not made with this invite.', { cause: error })
  }
}

function candidateRequest(link: InviteLink, offer: PairOffer): CandidateRequest {
  return new CandidateRequest(Buffer.from(link.invite), Buffer.from(pairOfferForm.encode(offer)))
}

/**
 * Returns the inviter's offer, or `asked` if the inviter has not decided.
 * @throws MalformedRecord, INVITE_USED, INVITE_EXPIRED
 */
function readAnswer(
  identity: Identity,
  link: InviteLink,
  offer: CheckedOffer,
  bytes: Uint8Array,
): ReturnType<typeof openAnswer> | 'asked' {
  const answer = pairAnswerForm.decode(bytes)
  if (answer.answer === 'asked') return 'asked'
  if (answer.answer === 'used') throw used()
  if (answer.answer === 'expired') throw expired()
  checkResponse(link, offer, answer.response)
  const own = { card: offer.decoded, asked: hashAsked(pairOfferForm.encode(offer)) }
  const their = openAnswer(identity, own, answer.sealed, link.device)
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
