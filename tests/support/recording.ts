// What somebody records who reads all wires: their plain bytes, because a handshake is classical,
// and each request with its answer.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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

/** Returns all bytes of all files in a folder. */
export async function bytesIn(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))))
}
