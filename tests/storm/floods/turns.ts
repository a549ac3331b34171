// Counts the requests that a release desk serves between an honest reader's request and its own
// answer. Both ends are counted where readers ask and where the desk is called, so that every queue
// in between is included.
import { releaseRequestForm } from '../../../src/core/access/index.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { Peer } from '../../../src/core/network/peer.ts'
import { Peers } from '../../../src/core/network/peers.ts'

export class Turns {
  served = 0
  /** The most requests served between an engine's request and its answer. */
  longest = 0
  /** By object: the value of `served` when an engine asked for it. */
  readonly #asked = new Map<string, number>()

  /** Counts in every engine that opens in this process. The returned function ends the counting. */
  watch(): () => void {
    const { respond } = Peers.prototype
    const { request } = Peer.prototype
    const onServed = (bytes: Uint8Array): void => this.#serve(bytes)
    const onAsked = (bytes: Uint8Array): void => void this.#asked.set(nameOf(bytes), this.served)
    Peers.prototype.respond = function (method) {
      if (method.name !== 'release') return respond.call(this, method)
      respond.call(this, {
        ...method,
        async handle(peer, bytes) {
          try {
            return await method.handle(peer, bytes)
          } finally {
            onServed(bytes)
          }
        },
      })
    }
    Peer.prototype.request = function (method, bytes, timeoutMs) {
      if (method === 'release') onAsked(bytes)
      return request.call(this, method, bytes, timeoutMs)
    }
    return () => {
      Peers.prototype.respond = respond
      Peer.prototype.request = request
    }
  }

  #serve(bytes: Uint8Array): void {
    const name = nameOf(bytes)
    const asked = this.#asked.get(name)
    this.#asked.delete(name)
    if (asked !== undefined) this.longest = Math.max(this.longest, this.served - asked)
    this.served++
  }
}

/** Empty for malformed bytes, because they are not from an engine. */
function nameOf(bytes: Uint8Array): string {
  try {
    return toHex(releaseRequestForm.decode(bytes).objectId)
  } catch {
    return ''
  }
}
