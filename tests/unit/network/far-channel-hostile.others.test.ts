// A relay that sends a home anything: whole and broken messages, in any order, a million of them. The
// links end or go on, nothing throws, and each costs the home little.
import { expect, test } from 'vitest'
import { HeldBytes, type MessageLink } from '../../../src/core/contract/message-link.ts'
import { FarChannel } from '../../../src/core/network/far-channel.ts'
import {
  farEndForm,
  farLinkForm,
  farPieceForm,
  farTakenForm,
} from '../../../src/core/network/far-messages.ts'
import type { ChannelListener } from '../../../src/core/network/wire-channel.ts'
import { seededRandom } from '../../support/link.ts'

const MESSAGES = 1_000_000
const MAX_MS = 5
const MIB = 1 << 20
const ROUTE = Buffer.alloc(16, 1)

const seed = Date.now() % 1_000_000
const random = seededRandom(seed)
const upTo = (most: number): number => Math.floor(random() * most)

function randomBytes(most: number): Buffer {
  const bytes = Buffer.alloc(upTo(most))
  for (let at = 0; at < bytes.byteLength; at++) bytes[at] = upTo(256)
  return bytes
}

/** The home's end of a channel on which somebody else writes. */
class HostileWire {
  listener!: ChannelListener
  isClosed = false
  readonly held = new HeldBytes(64 * MIB)
  ended = 0
  came = 0
  readonly links: MessageLink[] = []
  readonly channel = FarChannel.open(
    {
      openChannel: (_kind, listener) => {
        this.listener = listener
        return { send: () => true, flush: () => Promise.resolve(), close: () => (this.isClosed = true) }
      },
    },
    {
      ...{ held: this.held, maxHeldBytes: 8 * MIB, onClose: () => undefined },
      take: (link) => {
        this.came++
        this.links.push(link)
        link.onMessage((message) => link.send(message.subarray(0, 100)))
        link.onClose(() => this.ended++)
      },
    },
  )
}

const makers: (() => [type: number, bytes: Uint8Array])[] = [
  () => [0, farLinkForm.encode({ link: upTo(40), route: ROUTE, from: 'x'.repeat(upTo(64)) })],
  () => [1, farPieceForm.encode({ link: upTo(40), isLast: upTo(4) > 0, bytes: randomBytes(64) })],
  () => [1, farPieceForm.encode({ link: upTo(40), isLast: upTo(2) > 0, bytes: Buffer.alloc(32_768) })],
  () => [2, farEndForm.encode({ link: upTo(40), reason: '' })],
  () => [3, farTakenForm.encode({ link: upTo(40), bytes: upTo(2 ** 50) })],
  () => [upTo(4), randomBytes(64)],
]

/** What a relay may do with a message: pass, flip, cut, repeat. */
function spoil([type, bytes]: [number, Uint8Array], earlier: [number, Uint8Array]): [number, Uint8Array] {
  const dice = upTo(20)
  if (dice === 0) return earlier
  if (dice === 1) return [upTo(4), bytes]
  const changed = Buffer.from(bytes)
  if (dice === 2 && changed.byteLength > 0) changed[upTo(changed.byteLength)]! ^= 1 << upTo(8)
  return [type, dice === 3 ? changed.subarray(0, upTo(changed.byteLength + 1)) : changed]
}

test(`a million random messages end links or the channel, and no more (seed ${seed})`, async () => {
  let wire = new HostileWire()
  let earlier: [number, Uint8Array] = [0, Buffer.alloc(0)]
  let [channels, links, slow] = [1, 0, 0]
  for (let count = 0; count < MESSAGES; count++) {
    const [type, bytes] = (earlier = spoil(makers[upTo(makers.length)]!(), earlier))
    const startedAt = performance.now()
    wire.listener.onMessage(type, bytes)
    if (performance.now() - startedAt > MAX_MS) slow++
    // What was sent arrives in turns of the event loop.
    if (count % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
    if (!wire.isClosed) continue
    links += wire.came
    expect([wire.ended, wire.held.bytes]).toEqual([wire.came, 0])
    wire = new HostileWire()
    channels++
  }
  expect(channels).toBeGreaterThan(100)
  expect(links).toBeGreaterThan(100)
  // The collector of the machine's memory may fall into a message.
  expect(slow).toBeLessThan(MESSAGES / 10_000)
}, 300_000)
