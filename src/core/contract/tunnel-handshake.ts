// Begins a tunnel: the phone dials, home accepts.
// Message 1 can be copied by a relay, so home remembers the keys of those it heard.
import { FAR_VERSION, decodeFarAnswer, decodeHello, encodeFarAnswer, encodeHello } from './far-hello.ts'
import { MAX_MESSAGE_BYTES, type MessageLink } from './message-link.ts'
import { concat } from './noise-state.ts'
import { hearNoise, startNoise, type DhKey } from './noise.ts'
import { TunnelEnd } from './tunnel-end.ts'
import type { FarAnswer, FarHello, Tunnel, TunnelClock } from './tunnel.ts'

/** A frame from a phone: more than its letters need, far less than an engine takes at a desk. */
export const MAX_FRAME_FROM_PHONE_BYTES = 1024 * 1024
/** How long home remembers a message 1, and how many. A home hears 60 a minute. */
const REMEMBER_MS = 10 * 60_000
const MAX_REMEMBERED = 4096
/** What may arrive at the phone while it still reads message 2. */
const MAX_EARLY_BYTES = 4 * 1024 * 1024

interface Common {
  /** 16 bytes. */
  route: Uint8Array
  clock: TunnelClock
  /** In bytes; `MAX_FRAME_FROM_PHONE_BYTES` if left out. Equal at both ends. */
  maxFrameFromPhone?: number
}

/**
 * Sends message 1 on a link that was just opened, and waits for message 2. A refused phone gets a
 * tunnel that home closes.
 * @throws Error if the link closes before, or the other end is not home
 */
export async function dialFar(
  link: MessageLink,
  {
    key,
    route,
    homeKey,
    clock,
    hello,
    maxFrameFromPhone,
  }: Common & { key: DhKey; homeKey: Uint8Array; hello: FarHello },
): Promise<{ tunnel: Tunnel; answer: FarAnswer }> {
  const start = new LinkStart(link)
  try {
    const { payload, callsLeft } = encodeHello(hello)
    const noise = await startNoise({ key, remoteKey: homeKey, prologue: prologueOf(route), payload })
    start.send(noise.message)
    const { payload: told, session } = await noise.finish(await start.next())
    const answer = decodeFarAnswer(told)
    const tunnel = new TunnelEnd({
      side: 'phone',
      session,
      link: start.rest(),
      clock,
      maxFrameFromPhone: maxFrameFromPhone ?? MAX_FRAME_FROM_PHONE_BYTES,
      firstFrames: [],
    })
    if (answer.kind === 'known') for (const frame of callsLeft) tunnel.channel.send(frame)
    return { tunnel, answer }
  } catch (error) {
    link.close('the handshake failed')
    throw error
  }
}

export interface AcceptedPhone {
  tunnel: Tunnel
  /** 32 bytes. It has proven its key once its first frame, stream or control message arrives. */
  phoneKey: Uint8Array
  hello: FarHello
}

export interface AcceptOptions extends Common {
  /** Home's own. The link is listened to while it is being read. */
  key: DhKey | Promise<DhKey>
  /**
   * Decides in one step with the registration of the link, so that a phone that is revoked
   * meanwhile loses its link too. Null ends the link without an answer. Once there is a tunnel, end
   * it by `Tunnel.close`: it then reads nothing that arrived before.
   */
  decide: (phoneKey: Uint8Array, hello: FarHello) => FarAnswer | null
}

/**
 * Waits for message 1 of a phone and answers it. Resolves to null, and the link is closed, if the
 * message is malformed, a copy, or refused. The calls of `hello` are the first frames of the
 * channel: set its listener in the same turn.
 */
export async function acceptFar(link: MessageLink, options: AcceptOptions): Promise<AcceptedPhone | null> {
  const { route, clock, decide, maxFrameFromPhone = MAX_FRAME_FROM_PHONE_BYTES } = options
  const start = new LinkStart(link)
  try {
    const key = await options.key
    const noise = await hearNoise({ key, prologue: prologueOf(route) }, await start.next())
    if (!isNew(key, noise.ephemeralKey, clock.monotonicMs())) throw new Error('A copy of an earlier message.')
    const hello = decodeHello(noise.payload)
    const phoneKey = noise.remoteKey
    const answer = hello === null ? UPDATE : decide(phoneKey, hello)
    if (answer === null) throw new Error('Not accepted.')
    const { message, session } = await noise.answer(encodeFarAnswer(answer))
    start.send(message)
    if (answer.kind === 'refused' || hello === null) {
      link.close('refused')
      return null
    }
    const firstFrames = answer.kind === 'known' ? hello.calls : []
    const rest = start.rest()
    const tunnel = new TunnelEnd({ side: 'home', session, link: rest, clock, maxFrameFromPhone, firstFrames })
    return { tunnel, phoneKey, hello }
  } catch {
    link.close('the handshake failed')
    return null
  }
}

const UPDATE: FarAnswer = { kind: 'refused', why: 'update' }

const prologueOf = (route: Uint8Array): Uint8Array =>
  concat(new TextEncoder().encode(`fumikura/far/${FAR_VERSION}`), route)

/** For each key of a home: when each ephemeral key was heard, in this order. */
const heard = new WeakMap<DhKey, Map<string, number>>()

/** Remembers the key. False if it was heard before. */
function isNew(key: DhKey, ephemeralKey: Uint8Array, now: number): boolean {
  const known = heard.get(key) ?? new Map<string, number>()
  heard.set(key, known)
  for (const [old, at] of known)
    if (now - at > REMEMBER_MS || known.size >= MAX_REMEMBERED) known.delete(old)
    else break
  const name = String.fromCharCode(...ephemeralKey)
  if (known.has(name)) return false
  known.set(name, now)
  return true
}

/**
 * The beginning of a link. It listens at once, before anything is awaited, and keeps what arrives
 * until somebody asks for it.
 */
class LinkStart {
  readonly #link: MessageLink
  readonly #early: Uint8Array[] = []
  #earlyBytes = 0
  #closed: string | null = null
  #wake: () => void = () => undefined
  #listener: ((message: Uint8Array) => void) | null = null

  constructor(link: MessageLink) {
    this.#link = link
    link.onMessage((message) => this.#receive(message))
    link.onClose((reason) => {
      this.#closed = reason
      this.#wake()
    })
  }

  send(message: Uint8Array): void {
    this.#link.send(message)
  }

  /** @throws Error if the link closes before */
  async next(): Promise<Uint8Array> {
    while (this.#early.length === 0) {
      if (this.#closed !== null) throw new Error(`The link closed: ${this.#closed}.`)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#early.shift()!
  }

  /** The link from the next message on. */
  rest(): MessageLink {
    return {
      send: (message) => this.#link.send(message),
      onMessage: (listener) => {
        this.#listener = listener
        for (const message of this.#early.splice(0)) listener(message)
      },
      onClose: (listener) => this.#link.onClose(listener),
      close: (reason) => this.#link.close(reason),
    }
  }

  #receive(message: Uint8Array): void {
    if (message.length > MAX_MESSAGE_BYTES) return this.#link.close('a message is too long')
    if (this.#listener !== null) return this.#listener(message)
    this.#earlyBytes += message.length
    if (this.#earlyBytes > MAX_EARLY_BYTES) return this.#link.close('too much at once')
    this.#early.push(message)
    this.#wake()
  }
}
