// What waits on one link for its turn on the wire: messages in pieces, and then the end.
import { FAR_PIECE_BYTES } from './far-messages.ts'
import type { HeldBytes, HeldShare } from '../contract/message-link.ts'

export interface FarPiece {
  bytes: Uint8Array
  /** True if the message ends with it. */
  isLast: boolean
}

interface Options {
  held: HeldBytes
  maxHeldBytes: number
  /** How many bytes may be on their way to the phone. */
  ahead: number
  /** Other links need the room. */
  onCut: () => void
}

export class FarQueue {
  readonly #options: Options
  readonly #share: HeldShare
  #pieces: FarPiece[] = []
  /** Sent, and not taken by the phone. */
  #underWay = 0
  /** The reason of the end, which follows the pieces. */
  #end: string | null = null

  constructor(options: Options) {
    this.#options = options
    this.#share = options.held.open(options.onCut)
  }

  get bytes(): number {
    return this.#share.bytes
  }

  /** True if something may be sent now. */
  get isReady(): boolean {
    return this.#pieces.length > 0 ? this.#isWithin : this.#end !== null
  }

  /** What closes is sent in any case. It is little. */
  get #isWithin(): boolean {
    return this.#end !== null || this.#underWay < this.#options.ahead
  }

  /** False if too much waits; the message is then dropped. */
  add(message: Uint8Array): boolean {
    const { byteLength } = message
    if (this.bytes + byteLength > this.#options.maxHeldBytes || !this.#share.add(byteLength)) return false
    let start = 0
    do {
      const bytes = message.subarray(start, (start += FAR_PIECE_BYTES))
      this.#pieces.push({ bytes, isLast: start >= byteLength })
    } while (start < byteLength)
    return true
  }

  finish(reason: string): void {
    this.#end = reason
  }

  /** Returns the next piece, or the reason of the end. Null if nothing may be sent now. */
  next(): FarPiece | string | null {
    if (!this.isReady) return null
    const piece = this.#pieces.shift()
    if (piece === undefined) return this.#takeEnd()
    const { byteLength } = piece.bytes
    this.#share.remove(byteLength)
    this.#underWay += byteLength
    return piece
  }

  #takeEnd(): string | null {
    const reason = this.#end
    this.#end = null
    return reason
  }

  took(bytes: number): void {
    this.#underWay = Math.max(0, this.#underWay - bytes)
  }

  clear(): void {
    this.#share.remove(this.bytes)
    this.#pieces = []
    this.#end = null
  }
}
