// One connection of a browser that came by a tunnel: it is paired, or it is served as the phone that it
// has proven to be. Closing it ends its calls, files and messages at once.
import type { PhoneId } from '../../../core/contract/index.ts'
import type { Channel } from '../../../core/contract/channel.ts'
import type { MessageLink } from '../../../core/contract/message-link.ts'
import { parseFrame } from '../../../core/contract/frames.ts'
import type { AcceptedPhone } from '../../../core/contract/tunnel-handshake.ts'
import type { FarHello, Tunnel } from '../../../core/contract/tunnel.ts'
import type { PhoneLink, PhoneRow, Phones } from '../../../core/index.ts'
import { readsHere } from './rights-table.ts'

const PROOF_BYTES = 32
/** A name and the description of a browser. */
const MAX_PAIR_BYTES = 4096

export interface SessionOptions {
  link: MessageLink
  key: Uint8Array
  from: string
  phones: Phones
  /** Serves the contract and the files. */
  serve: (session: FarSession, phone: PhoneRow, channel: Channel) => void
  /** What a phone learns about itself once it is paired. */
  describe: (phone: PhoneRow) => Promise<object>
}

export class FarSession implements PhoneLink {
  readonly key: Uint8Array
  readonly from: string
  readonly #options: SessionOptions
  #tunnel: Tunnel | null = null
  #isEnded = false
  #isServed = false
  #hasProven = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.key = options.key
    this.from = options.from
  }

  get handshakeHash(): Uint8Array {
    if (this.#tunnel === null) throw new Error('There is no tunnel yet.')
    return this.#tunnel.handshakeHash
  }

  get tunnel(): Tunnel {
    return this.#tunnel!
  }

  /** The handshake is done. Call this in the same turn. */
  begin({ tunnel }: AcceptedPhone, phone: PhoneRow | null): void {
    this.#tunnel = tunnel
    tunnel.onClose(() => this.#options.phones.leave(this))
    // It was ended between message 1 and now.
    if (this.#isEnded) return tunnel.close('revoked')
    if (phone !== null) return this.#serve(phone)
    tunnel.onControl((kind, body) => {
      if (kind === 'pair') this.#prove(body)
    })
  }

  accept(phone: PhoneRow): void {
    this.#serve(phone)
    void this.#options.describe(phone).then(
      (told) => this.#say(told),
      () => this.close('the home is closing'),
    )
  }

  refuse(why: string): void {
    this.#say({ refused: why })
    this.close(why)
  }

  close(reason: string): void {
    this.#isEnded = true
    if (this.#tunnel === null) this.#options.link.close(reason)
    else this.#tunnel.close(reason)
  }

  #prove(body: Uint8Array): void {
    const { phones } = this.#options
    const said =
      body.length > MAX_PAIR_BYTES || this.#isServed || this.#hasProven
        ? null
        : parseSaid(body.subarray(PROOF_BYTES))
    if (said === null) return this.close('malformed')
    this.#hasProven = true
    const refusal = phones.prove(body.slice(0, PROOF_BYTES), this, said)
    if (refusal !== null) this.refuse(refusal)
  }

  #serve(phone: PhoneRow): void {
    this.#isServed = true
    const { phones, serve } = this.#options
    this.tunnel.onHeard(() => void phones.see(this).catch(() => undefined))
    serve(this, phone, this.tunnel.channel)
  }

  #say(words: object): void {
    this.#tunnel?.send('paired', new TextEncoder().encode(JSON.stringify(words)))
  }
}

/** True if the calls may come again by somebody who copied them: they read, and nobody learns of it. */
export function mayBeCopied({ calls }: FarHello): boolean {
  return calls.every((text) => {
    const frame = parseFrame(text)
    return frame?.subscribe === 'events' || (typeof frame?.call === 'string' && readsHere(frame.call))
  })
}

function parseSaid(bytes: Uint8Array): { name: string; browser: string } | null {
  try {
    const { name, browser } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    return typeof name === 'string' && typeof browser === 'string' ? { name, browser } : null
  } catch {
    return null
  }
}

/** What a phone is called on a channel. */
export const phoneId = (id: Uint8Array): PhoneId => Buffer.from(id).toString('hex') as PhoneId
