// A pair of wires between two devices, without a network: real secret streams over a link that a
// test controls.
import type { SigningKeys } from '../../src/core/seal/index.ts'
import { FrameGuard } from '../../src/core/network/wires/frame-guard.ts'
import { toWire } from '../../src/core/network/wires/wire.ts'
import type { DeviceKeyPair, Wire } from '../../src/core/network/wires/wire.ts'
import { Link } from './link.ts'
import type { Delay } from './link.ts'

export interface WirePair {
  alice: Wire
  bob: Wire
  /** Nothing arrives at both ends, or at one, until `resume`; nothing is lost. */
  pause(end?: 'alice' | 'bob'): void
  resume(): void
  /** Drops all bytes in transit and closes both ends. */
  cut(): void
  /** Milliseconds for everything sent from now on (random with `jitter`). Keeps the order. */
  delay(delay: Delay): void
  /** Encrypted bytes that have arrived at each end. */
  bytes(): { toAlice: number; toBob: number }
}

/** Opens both ends of one wire; alice is the initiator. Rejects if cut during the handshake. */
export async function createWirePair(
  alice: SigningKeys,
  bob: DeviceKeyPair,
  options: {
    delay?: Delay
    onLink?: (link: Link) => void
    frames?: { near: FrameGuard; far: FrameGuard }
    /** Gets what is written, before the wire encrypts it. */
    tap?: (bytes: Uint8Array) => void
  } = {},
): Promise<WirePair> {
  const link = new Link()
  if (options.delay !== undefined) link.delay(options.delay)
  options.onLink?.(link)
  const { near: nearFrames = new FrameGuard(), far: farFrames = new FrameGuard() } = options.frames ?? {}
  const near = nearFrames.open(true, link.left, {
    keyPair: alice,
    remotePublicKey: bob.publicKey,
    pattern: 'IK',
  })
  const far = farFrames.open(false, link.right, { keyPair: bob, pattern: 'IK' })
  for (const stream of [near, far]) stream.on('error', () => undefined)
  if (options.tap !== undefined) for (const stream of [near, far]) tapWrites(stream, options.tap)
  const opened = await Promise.all([near.opened, far.opened])
  if (opened.includes(false)) throw new Error('cut before it was open')
  return {
    alice: toWire(near, 'memory'),
    bob: toWire(far, 'memory'),
    pause: (end) => link.pause(end === undefined ? 'both' : end === 'alice' ? 'left' : 'right'),
    resume: () => link.resume(),
    cut: () => link.cut(),
    delay: (delay) => link.delay(delay),
    bytes: () => ({ toAlice: link.bytes.toLeft, toBob: link.bytes.toRight }),
  }
}

/** A quantum computer reads a recorded wire: its handshake is classical. */
function tapWrites(stream: { write(bytes: Buffer): boolean }, tap: (bytes: Uint8Array) => void): void {
  const write = stream.write.bind(stream)
  stream.write = (bytes) => {
    tap(Buffer.from(bytes))
    return write(bytes)
  }
}
