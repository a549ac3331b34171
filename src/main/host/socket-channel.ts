// A channel over a local socket: each frame is its length (4 bytes, little-endian), followed by its
// UTF-8 text.
// Both ends use it. A command does not use WebSocket, because loading it takes longer than the
// whole call.
import type { Socket } from 'node:net'
import { ChannelEnd, MAX_FRAME_BYTES, type Channel } from '../../core/contract/index.ts'

const LENGTH_BYTES = 4
/** If more bytes than this are unread, the other side counts as gone. */
const MAX_UNREAD_BYTES = 2 * MAX_FRAME_BYTES

export function createSocketChannel(socket: Socket, maxFrameBytes = MAX_FRAME_BYTES): Channel {
  const end = new ChannelEnd()
  const reader = createFrameReader(maxFrameBytes)

  function close(reason: string): void {
    if (end.end(reason)) socket.destroy()
  }

  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => {
    for (const frame of reader(chunk)) {
      if (frame === null) return close('frame too large')
      end.receive(frame)
    }
  })
  // An error is always followed by `close`, and has the better message.
  socket.on('error', (error) => close(error.message))
  socket.on('close', () => close('the other side closed it'))

  return end.channel((frame) => {
    if (socket.writableLength > MAX_UNREAD_BYTES) return close('the other side does not read')
    const body = Buffer.from(frame, 'utf8')
    const head = Buffer.allocUnsafe(LENGTH_BYTES)
    head.writeUInt32LE(body.byteLength)
    socket.cork()
    socket.write(head)
    socket.write(body)
    socket.uncork()
  }, close)
}

/**
 * Splits a byte stream into frames. Yields null for a frame above the limit, and nothing after it.
 */
export function createFrameReader(maxFrameBytes: number): (chunk: Buffer) => Generator<string | null> {
  let chunks: Buffer[] = []
  let heldBytes = 0
  let neededBytes = LENGTH_BYTES
  let isHead = true

  /** Returns the next `neededBytes`; joins the chunks only when all have arrived. */
  function readNeeded(): Buffer {
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
    const taken = all.subarray(0, neededBytes)
    chunks = all.byteLength > neededBytes ? [all.subarray(neededBytes)] : []
    heldBytes -= neededBytes
    return taken
  }

  return function* read(chunk) {
    chunks.push(chunk)
    heldBytes += chunk.byteLength
    while (heldBytes >= neededBytes) {
      const taken = readNeeded()
      if (!isHead) yield taken.toString('utf8')
      else if (taken.readUInt32LE() > maxFrameBytes) {
        yield null
        return
      }
      neededBytes = isHead ? taken.readUInt32LE() : LENGTH_BYTES
      isHead = !isHead
    }
  }
}
