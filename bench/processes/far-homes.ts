// What a customer of a bench does for phones: it keeps routes open, echoes, and streams to whoever asks.
import { createHash } from 'node:crypto'
import { HeldBytes, type MessageLink } from '../../src/core/contract/message-link.ts'
import type { CoreChannel } from '../../src/core/cores/index.ts'
import { FAR_PROTOCOL, FarChannel } from '../../src/core/network/far-channel.ts'
import { openWireChannel } from '../../src/core/network/wire-channel.ts'

export const ROUTES_PER_HOME = 4
/** A phone that sends this gets a stream: 1 Mbit/s. */
export const STREAM = 'stream'
const STREAM_EVERY_MS = 100
const STREAM_BYTES = 12_500

const MIB = 1 << 20

/** Everybody in the bench knows the routes. */
export function routesOf(customer: number): Buffer[] {
  return Array.from({ length: ROUTES_PER_HOME }, (_, nth) =>
    createHash('sha256').update(`route ${customer} ${nth}`).digest().subarray(0, 16),
  )
}

/** Answers the links that the station opens on this wire. */
export function answerPhones({ mux }: CoreChannel): void {
  const held = new HeldBytes(64 * MIB)
  mux.pair({ protocol: FAR_PROTOCOL }, () => {
    FarChannel.open(
      { openChannel: (kind, listener) => openWireChannel(mux, kind, listener) },
      { held, maxHeldBytes: 8 * MIB, take: answer, onClose: () => undefined },
    )
  })
}

function answer(link: MessageLink): void {
  let streaming: NodeJS.Timeout | undefined
  link.onMessage((message) => {
    if (Buffer.from(message).toString() !== STREAM) return link.send(message)
    streaming = setInterval(() => link.send(Buffer.alloc(STREAM_BYTES)), STREAM_EVERY_MS)
  })
  link.onClose(() => clearInterval(streaming))
}
