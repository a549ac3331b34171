// Frames of the contract as messages of a tunnel: pressed, padded and cut into pieces.
// Before it is cut, a frame is its length (u32, little endian), its bytes, and zeros up to a padded
// size.
import { concat } from './noise-state.ts'
import { encodeMessage, KIND, MAX_PIECE_BYTES, paddedSize } from './tunnel-messages.ts'

const LENGTH_BYTES = 4
const LEAST_DEFLATED_BYTES = 512
/** What is inflated at a time. A browser makes the whole output of one input, of up to 1,032 times. */
const SLICE_BYTES = 4096

/** Returns the messages that carry a frame. */
export async function packFrame(text: string): Promise<Uint8Array[]> {
  const plain = new TextEncoder().encode(text)
  const deflated = plain.length > LEAST_DEFLATED_BYTES ? await deflate(plain) : plain
  const isDeflated = deflated.length < plain.length
  const content = isDeflated ? deflated : plain
  const whole = new Uint8Array(paddedSize(LENGTH_BYTES + content.length))
  new DataView(whole.buffer).setUint32(0, content.length, true)
  whole.set(content, LENGTH_BYTES)
  const messages: Uint8Array[] = []
  for (let at = 0; at < whole.length; at += MAX_PIECE_BYTES) {
    const isLast = at + MAX_PIECE_BYTES >= whole.length
    const piece = whole.subarray(at, at + MAX_PIECE_BYTES)
    messages.push(encodeMessage(isLast ? KIND.frame : KIND.part, isDeflated ? 1 : 0, piece))
  }
  return messages
}

/** Joins the pieces of one frame after the other. */
export class FrameJoiner {
  readonly #maxBytes: number
  #pieces: Uint8Array[] = []
  #bytes = 0

  /** @param maxBytes of a frame, before it was pressed */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @throws Error if the frame is too large */
  add(piece: Uint8Array): void {
    // Empty pieces would cost memory and count for nothing.
    if (piece.length === 0) throw new Error('A piece is empty.')
    this.#bytes += piece.length
    if (this.#bytes > paddedSize(LENGTH_BYTES + this.#maxBytes)) throw new Error('The frame is too large.')
    this.#pieces.push(piece)
  }

  /**
   * Returns the frame of the pieces, and begins the next.
   * @throws Error if it is malformed, or too large once inflated
   */
  async finish(isDeflated: boolean): Promise<string> {
    const whole = concat(...this.#pieces)
    this.#pieces = []
    this.#bytes = 0
    const length = new DataView(whole.buffer).getUint32(0, true)
    const content = whole.subarray(LENGTH_BYTES, LENGTH_BYTES + length)
    if (content.length !== length || length > this.#maxBytes) throw new Error('The frame is malformed.')
    const plain = isDeflated ? await inflate(content, this.#maxBytes) : content
    return new TextDecoder('utf-8', { fatal: true }).decode(plain)
  }
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return run(new CompressionStream('deflate-raw'), [bytes], Infinity)
}

/** @throws Error if there are more than `maxBytes`, of which no more are made, or it is not deflated */
async function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array> {
  const slices = []
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) slices.push(bytes.subarray(at, at + SLICE_BYTES))
  return run(new DecompressionStream('deflate-raw'), slices, maxBytes)
}

async function run(
  { readable, writable }: CompressionStream | DecompressionStream,
  input: Uint8Array<ArrayBuffer>[],
  maxBytes: number,
): Promise<Uint8Array> {
  const writer = writable.getWriter()
  async function write(): Promise<void> {
    for (const slice of input) await writer.write(slice)
    await writer.close()
  }
  // The reader sees the same error.
  write().catch(() => undefined)
  const reader = readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
  const output: Uint8Array[] = []
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
    if (bytes > maxBytes) {
      void reader.cancel().catch(() => undefined)
      throw new Error('The frame is too large.')
    }
    output.push(next.value)
  }
  return concat(...output)
}
