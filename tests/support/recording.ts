// What somebody records who reads all wires: their plain bytes, because a handshake is classical,
// and each request with its answer.
import { Peer } from '../../src/core/network/peer.ts'

export interface RecordedCall {
  method: string
  request: Uint8Array
  answer: Uint8Array
}

export class Recording {
  readonly calls: RecordedCall[] = []
  readonly #chunks: Uint8Array[] = []
  readonly #request = Peer.prototype.request

  readonly tap = (bytes: Uint8Array): void => void this.#chunks.push(bytes)

  /** Call `end` afterwards. */
  begin(): void {
    const { calls } = this
    const original = this.#request
    Peer.prototype.request = async function (...args: Parameters<Peer['request']>) {
      const answer = await original.apply(this, args)
      if (answer !== null)
        calls.push({ method: args[0], request: Buffer.from(args[1]), answer: Buffer.from(answer) })
      return answer
    }
  }

  end(): void {
    Peer.prototype.request = this.#request
  }

  callsOf(method: string): RecordedCall[] {
    return this.calls.filter((call) => call.method === method)
  }

  get wires(): Buffer {
    return Buffer.concat(this.#chunks)
  }
}

const PREFIX_BYTES = 4

/** Returns those that occur in the bytes. It goes through the bytes once, because both are many. */
export function findPlain(all: Buffer, wanted: readonly Uint8Array[]): Uint8Array[] {
  const byPrefix = new Map<number, Buffer[]>()
  for (const one of wanted) {
    const bytes = Buffer.from(one)
    const prefix = bytes.readUInt32LE()
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), bytes])
  }
  const found = new Set<Uint8Array>()
  for (let at = 0; at <= all.byteLength - PREFIX_BYTES; at++)
    for (const one of byPrefix.get(all.readUInt32LE(at)) ?? [])
      if (all.subarray(at, at + one.byteLength).equals(one)) found.add(one)
  return [...found]
}
