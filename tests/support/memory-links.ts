// Message links within a process, with a relay between the ends that a test may let misbehave.
import { importDhKey, makeDhKey, type DhKey } from '../../src/core/contract/noise.ts'
import { acceptFar, dialFar } from '../../src/core/contract/tunnel-handshake.ts'
import type { AcceptedPhone, AcceptOptions } from '../../src/core/contract/tunnel-handshake.ts'
import type { FarAnswer, FarHello, Tunnel } from '../../src/core/contract/index.ts'
import { LinkEnd, type MessageLink } from '../../src/core/contract/message-link.ts'

/** Passes the messages of one direction on by `pass`, at once or later, changed or not at all. */
export type Relay = (message: Uint8Array, pass: (message: Uint8Array) => void) => void

export interface Links {
  phone: MessageLink
  home: MessageLink
  /** Cuts the line, as a lost network does. */
  cut(): void
}

/** Two ends of a link: messages arrive as tasks of their own, as those of a socket do. */
export function makeLinks({ up = pass, down = pass }: { up?: Relay; down?: Relay } = {}): Links {
  const [phone, home] = [new LinkEnd(), new LinkEnd()]
  const cut = (reason: string): void => {
    phone.end(reason)
    home.end(reason)
  }
  const join = (end: LinkEnd, other: LinkEnd, relay: Relay): MessageLink =>
    end.link(
      (message) => setImmediate(() => relay(message, (passed) => other.receive(passed))),
      (reason) => {
        if (end.end(reason)) setImmediate(() => other.end(reason))
      },
    )
  return { phone: join(phone, home, up), home: join(home, phone, down), cut: () => cut('the line was cut') }
}

const pass: Relay = (message, on) => on(message)

const clock = { monotonicMs: () => performance.now() }
export const COMMON = { route: new Uint8Array(16).fill(7), clock }
export const HELLO: FarHello = { version: 1, calls: [] }
export const KNOWN: FarAnswer = { kind: 'known' }

export interface FarKeys {
  phone: DhKey
  home: DhKey
}

export async function drawFarKeys(): Promise<FarKeys> {
  return { phone: await makeDhKey(), home: await importDhKey(crypto.getRandomValues(new Uint8Array(32))) }
}

export interface OpenedTunnel {
  near: Tunnel
  far: Tunnel
  answer: FarAnswer
  accepted: AcceptedPhone
}

/** Opens a tunnel over `links`. `onAccepted` runs in the turn in which home has its end. */
export async function openTunnel(
  { phone, home }: FarKeys,
  links: Links,
  {
    hello = HELLO,
    answer = KNOWN,
    onAccepted = () => undefined,
    ...limits
  }: {
    hello?: FarHello
    answer?: FarAnswer
    onAccepted?: (accepted: AcceptedPhone) => void
  } & Pick<AcceptOptions, 'maxFrameFromPhone'> = {},
): Promise<OpenedTunnel> {
  const accepting = acceptFar(links.home, { ...COMMON, key: home, decide: () => answer, ...limits })
  const heard = accepting.then((accepted) => {
    if (accepted === null) throw new Error('Home did not accept.')
    onAccepted(accepted)
    return accepted
  })
  const dialled = dialFar(links.phone, {
    key: phone,
    ...COMMON,
    homeKey: home.publicKey,
    hello,
    ...limits,
  })
  const [accepted, { tunnel, answer: told }] = await Promise.all([heard, dialled])
  return { near: tunnel, far: accepted.tunnel, answer: told, accepted }
}
