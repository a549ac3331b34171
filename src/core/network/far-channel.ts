// The links of phones between a station and a customer's home, on the customer's wire. Both ends use
// this class. Requests, feeds and blocks share the wire: relay bytes wait for their turn, one piece
// at a time. What a link contains, neither end of the wire looks at.
import { MalformedRecord } from '../base/index.ts'
import {
  LinkEnd,
  MAX_MESSAGE_BYTES,
  type HeldBytes,
  type MessageLink,
  type TakeLink,
} from '../contract/message-link.ts'
import {
  cutReason,
  FAR_PIECE_BYTES,
  farEndForm,
  farLinkForm,
  farPieceForm,
  farTakenForm,
} from './far-messages.ts'
import { FarQueue, type FarPiece } from './far-queue.ts'
import type { Peer } from './peer.ts'
import type { WireChannel } from './wire-channel.ts'

/** A link whose other end is a phone that takes what it can. */
export interface FarLink extends MessageLink {
  /** So many bytes have left for the phone. */
  took(bytes: number): void
}

export interface FarChannelOptions {
  /** What waits on all links of this end. */
  held: HeldBytes
  /** What may wait on one link; a link with more is cut. */
  maxHeldBytes: number
  /** At a home: receives the links. A station opens them. */
  take?: TakeLink
  onClose: () => void
}

interface Carried {
  readonly id: number
  readonly end: LinkEnd
  readonly queue: FarQueue
  /** The pieces of a message that has not come whole. */
  parts: Uint8Array[]
  /** Taken by the phone and not told yet. */
  untold: number
  onBytes: (bytes: number) => void
}

export const FAR_PROTOCOL = 'fumikura/far'
const LINK = 0
const PIECE = 1
const END = 2
const TAKEN = 3
const TYPES = 4

/** Relay bytes that are on a wire and not with its other end. */
const MAX_UNSENT_BYTES = 256 * 1024
/** What a home sends ahead of a phone, so that the station never holds more of a link. */
const AHEAD_BYTES = 512 * 1024
const TELL_TAKEN_BYTES = 64 * 1024
/** A link that closes with more than one message waiting drops it. */
const FAREWELL_BYTES = 64 * 1024
const UNREAD = 'too much is unread'
/** Four routes with eight links each. */
const MAX_LINKS = 32

export class FarChannel {
  readonly #options: FarChannelOptions
  readonly #channel: WireChannel
  readonly #links = new Map<number, Carried>()
  /** The links with something to send, in the order of their turns. */
  readonly #turns: Carried[] = []
  #lastId = 0
  #unsentBytes = 0
  #isDrained = true
  #isClosed = false

  private constructor(options: FarChannelOptions, open: (channel: FarChannel) => WireChannel | null) {
    this.#options = options
    const channel = open(this)
    if (channel === null) throw new Error('the wire is closed, or has the channel')
    this.#channel = channel
  }

  /** @throws Error if the wire is closed, or has such a channel */
  static open(peer: Pick<Peer, 'openChannel'>, options: FarChannelOptions): FarChannel {
    return new FarChannel(options, (far) =>
      peer.openChannel(
        { protocol: FAR_PROTOCOL, types: TYPES },
        {
          onMessage: (type, bytes) => far.#receive(type, bytes),
          onDrain: () => far.#drained(),
          onClose: () => far.#closed(),
        },
      ),
    )
  }

  get links(): number {
    return this.#links.size
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /**
   * At a station: opens a link to the home. Null if the wire has too many.
   * `onBytes` is called with the bytes that went either way.
   */
  dial(route: Uint8Array, from: string, onBytes: (bytes: number) => void): FarLink | null {
    if (this.#isClosed || this.#links.size >= MAX_LINKS) return null
    const carried = this.#add(++this.#lastId, { ahead: Infinity, onBytes })
    this.#channel.send(LINK, farLinkForm.encode({ link: carried.id, route, from }))
    return { ...this.#linkOf(carried), took: (bytes) => this.#tellTaken(carried, bytes) }
  }

  close(): void {
    this.#channel.close()
    this.#closed()
  }

  #add(
    id: number,
    { ahead, onBytes = () => undefined }: { ahead: number; onBytes?: Carried['onBytes'] },
  ): Carried {
    const { held, maxHeldBytes } = this.#options
    const onCut = (): void => this.#close(carried, UNREAD, true)
    const queue = new FarQueue({ held, maxHeldBytes, ahead, onCut })
    const carried: Carried = { id, end: new LinkEnd(), queue, parts: [], untold: 0, onBytes }
    this.#links.set(id, carried)
    return carried
  }

  #linkOf(carried: Carried): MessageLink {
    return carried.end.link(
      (message) => this.#send(carried, message),
      (reason) => this.#close(carried, reason),
    )
  }

  #send(carried: Carried, message: Uint8Array): void {
    if (!carried.queue.add(message)) return this.#close(carried, UNREAD, true)
    this.#takeTurn(carried)
    this.#pump()
  }

  #close(carried: Carried, reason: string, isCut = false): void {
    if (!carried.end.end(reason)) return
    if (isCut || carried.queue.bytes > FAREWELL_BYTES) carried.queue.clear()
    carried.queue.finish(reason)
    this.#takeTurn(carried)
    this.#pump()
  }

  #takeTurn(carried: Carried): void {
    if (carried.queue.isReady && !this.#turns.includes(carried)) this.#turns.push(carried)
  }

  /** Sends one piece of each link in turn, as long as the wire takes them at once. */
  #pump(): void {
    while (!this.#isClosed && this.#isDrained && this.#unsentBytes + FAR_PIECE_BYTES <= MAX_UNSENT_BYTES) {
      const carried = this.#turns.shift()
      if (carried === undefined) return
      const next = carried.queue.next()
      if (next === null) continue
      if (typeof next === 'string') this.#sendEnd(carried, next)
      else this.#sendPiece(carried, next)
      this.#takeTurn(carried)
    }
  }

  #sendPiece({ id, onBytes }: Carried, { bytes, isLast }: FarPiece): void {
    const { byteLength } = bytes
    this.#isDrained = this.#channel.send(PIECE, farPieceForm.encode({ link: id, isLast, bytes }))
    onBytes(byteLength)
    this.#unsentBytes += byteLength
    const sent = (): void => {
      this.#unsentBytes -= byteLength
      this.#pump()
    }
    this.#channel.flush().then(sent, sent)
  }

  #sendEnd({ id }: Carried, reason: string): void {
    this.#links.delete(id)
    this.#channel.send(END, farEndForm.encode({ link: id, reason: cutReason(reason) }))
  }

  #tellTaken(carried: Carried, bytes: number): void {
    carried.untold += bytes
    if (carried.untold < TELL_TAKEN_BYTES || carried.end.isClosed) return
    this.#channel.send(TAKEN, farTakenForm.encode({ link: carried.id, bytes: carried.untold }))
    carried.untold = 0
  }

  #drained(): void {
    this.#isDrained = true
    this.#pump()
  }

  /** A wrong message ends the channel with all its links. The wire stays. */
  #receive(type: number, bytes: Uint8Array): void {
    try {
      if (type === LINK) this.#receiveLink(bytes)
      else if (type === PIECE) this.#receivePiece(bytes)
      else if (type === END) this.#receiveEnd(bytes)
      else this.#receiveTaken(bytes)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.close()
    }
  }

  #receiveLink(bytes: Uint8Array): void {
    const { link: id, route, from } = farLinkForm.decode(bytes)
    const { take } = this.#options
    if (take === undefined || id <= this.#lastId) throw new MalformedRecord('a link out of order')
    this.#lastId = id
    const carried = this.#add(id, { ahead: AHEAD_BYTES })
    const link = this.#linkOf(carried)
    if (this.#links.size > MAX_LINKS) link.close('too many links')
    else take(link, route, from)
  }

  #receivePiece(bytes: Uint8Array): void {
    const { link: id, isLast, bytes: piece } = farPieceForm.decode(bytes)
    // This end may have closed the link meanwhile.
    const carried = this.#links.get(id)
    if (carried === undefined || carried.end.isClosed) return
    carried.onBytes(piece.byteLength)
    carried.parts.push(piece)
    const length = carried.parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
    if (length > MAX_MESSAGE_BYTES || (!isLast && piece.byteLength < FAR_PIECE_BYTES))
      throw new MalformedRecord('no piece of a message')
    if (!isLast) return
    const [only, ...more] = carried.parts
    carried.parts = []
    carried.end.receive(more.length === 0 ? only! : Buffer.concat([only!, ...more]))
  }

  #receiveEnd(bytes: Uint8Array): void {
    const { link: id, reason } = farEndForm.decode(bytes)
    const carried = this.#links.get(id)
    if (carried === undefined) return
    this.#links.delete(id)
    carried.queue.clear()
    carried.end.end(reason)
  }

  #receiveTaken(bytes: Uint8Array): void {
    const { link: id, bytes: taken } = farTakenForm.decode(bytes)
    const carried = this.#links.get(id)
    if (carried === undefined) return
    carried.queue.took(taken)
    this.#takeTurn(carried)
    this.#pump()
  }

  #closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const { queue, end } of this.#links.values()) {
      queue.clear()
      end.end('the wire is closed')
    }
    this.#links.clear()
    this.#options.onClose()
  }
}
