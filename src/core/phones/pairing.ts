// Pairing one phone: a link for ten minutes, a proof from the phone, and digits that it alone shows
// and that its owner types here. A thief who photographed the link shows digits that nobody types.
// Hashes are SHA-256, because a browser computes them too.
import { createHmac } from 'node:crypto'
import { Emitter, equalBytes, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { equalSecrets, randomBytes } from '../seal/index.ts'

const TOKEN_BYTES = 16
export const LINK_LIFE_MS = 10 * 60_000
const MAX_WRONG_PROOFS = 3
const CODE_DIGITS = 6

/** `wrong`: the proof or the digits. `used`: another device used the link. `over`: it has ended. */
export type PairRefusal = 'wrong' | 'used' | 'over'

/** A connected device that nobody knows yet. */
export interface PairLink {
  readonly key: Uint8Array
  readonly handshakeHash: Uint8Array
  refuse(why: PairRefusal): void
}

export interface Candidate<Link extends PairLink> {
  link: Link
  name: string
  browser: string
}

export interface PhoneOffer {
  /** The name that its owner chose; null for the one that the phone says. */
  name: string | null
  isReadOnly: boolean
}

interface Offer<Link extends PairLink> extends PhoneOffer {
  token: Uint8Array
  /** By the clock that never jumps, and by the other for people. */
  endsAtMs: number
  expiresAt: number
  wrongProofs: number
  /** `doubled`: two devices have proven the link. */
  state: 'open' | 'doubled' | 'done'
  candidate: Candidate<Link> | null
}

export interface Waiting<Link extends PairLink> extends Candidate<Link> {
  expiresAt: number
  isSecond: boolean
}

/** HMAC-SHA-256(token, handshake hash): a phone proves with it that it has the link. */
export function pairProof(token: Uint8Array, handshakeHash: Uint8Array): Uint8Array {
  return createHmac('sha256', token).update(handshakeHash).digest()
}

/** HMAC-SHA-256(token, "code" ‖ handshake hash): its first four bytes, big endian, modulo 10^6. */
export function pairCode(token: Uint8Array, handshakeHash: Uint8Array): string {
  const mac = createHmac('sha256', token).update('code').update(handshakeHash).digest()
  return String(mac.readUInt32BE(0) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0')
}

export class Pairing<Link extends PairLink> {
  /** A phone waits, or waits no longer. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #clock: Clock
  #offer: Offer<Link> | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Makes the only link that counts. */
  begin(offered: PhoneOffer): { token: Uint8Array; expiresAt: number } {
    this.cancel()
    const token = randomBytes(TOKEN_BYTES)
    const expiresAt = this.#clock.now() + LINK_LIFE_MS
    const endsAtMs = this.#clock.monotonicMs() + LINK_LIFE_MS
    this.#offer = { ...offered, token, endsAtMs, expiresAt, wrongProofs: 0, state: 'open', candidate: null }
    this.#timer = setTimeout(() => this.cancel(), LINK_LIFE_MS).unref()
    return { token, expiresAt }
  }

  /** True while a device that nobody knows may show its proof, also if it is too late by then. */
  get isOffered(): boolean {
    return this.#current() !== null
  }

  /**
   * Checks the proof of a device. Null if it waits for its digits now. A second device with a right
   * proof ends both, because somebody else has seen the link.
   */
  prove(proof: Uint8Array, { link, name, browser }: Candidate<Link>): PairRefusal | null {
    const offer = this.#current()
    if (offer === null) return 'over'
    if (!equalSecrets(proof, pairProof(offer.token, link.handshakeHash))) return this.#countWrong(offer)
    if (offer.state !== 'open') return 'used'
    const { candidate } = offer
    offer.candidate = { link, name, browser }
    if (candidate !== null && !equalBytes(candidate.link.key, link.key)) {
      offer.state = 'doubled'
      candidate.link.refuse('used')
    }
    this.#tell()
    return offer.state === 'open' ? null : 'used'
  }

  #countWrong(offer: Offer<Link>): PairRefusal {
    offer.wrongProofs++
    if (offer.wrongProofs >= MAX_WRONG_PROOFS) this.#end('over')
    return 'wrong'
  }

  findWaiting(): Waiting<Link> | null {
    const offer = this.#current()
    if (offer === null || offer.candidate === null) return null
    return { ...offer.candidate, expiresAt: offer.expiresAt, isSecond: offer.state === 'doubled' }
  }

  /**
   * Takes the device whose digits were typed. There is one try.
   * @throws INVALID
   */
  take(typed: string): Candidate<Link> & PhoneOffer {
    const offer = this.#current()
    if (offer === null || offer.candidate === null || offer.state !== 'open')
      throw new EngineError('INVALID', 'No phone waits for its digits. Show a new code, and scan it again.')
    const { candidate, name, isReadOnly, token } = offer
    const digits = Buffer.from(typed.replace(/[\s-]/g, ''))
    if (!equalSecrets(digits, Buffer.from(pairCode(token, candidate.link.handshakeHash)))) {
      this.#end('wrong')
      throw new EngineError('INVALID', 'The digits are not those of the phone. Its code is over.')
    }
    offer.state = 'done'
    offer.candidate = null
    this.#tell()
    return { ...candidate, name: name ?? candidate.name, isReadOnly }
  }

  /** The device has left before its digits were typed. It may come again. */
  leave(link: Link): void {
    if (this.#offer?.state !== 'open' || this.#offer.candidate?.link !== link) return
    this.#offer.candidate = null
    this.#tell()
  }

  cancel(): void {
    this.#end('over')
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#offer = null
  }

  #current(): Offer<Link> | null {
    if (this.#offer !== null && this.#clock.monotonicMs() >= this.#offer.endsAtMs) this.#end('over')
    return this.#offer
  }

  #end(why: PairRefusal): void {
    clearTimeout(this.#timer)
    const offer = this.#offer
    this.#offer = null
    if (offer === null || offer.candidate === null) return
    if (offer.state === 'open') offer.candidate.link.refuse(why)
    this.#tell()
  }

  #tell(): void {
    this.events.emit('changed', null)
  }
}
