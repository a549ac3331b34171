// Bounds what the other end of a wire can make this one allocate: frames are refused by the length they announce, before they are read.
// Below "replicate": swarm and LAN make all their streams here. The numbers are part of the protocol, since both ends keep to them.
import type { Duplex } from 'node:stream'
import NoiseSecretStream, { type SecretStreamOptions } from '@hyperswarm/secret-stream'
import { Emitter } from '../../base/index.ts'
import { FrameMeter } from './frame-meter.ts'

/** Requests of strangers have at most 24 KiB, and batches 32. */
export const STRANGER_FRAME_BYTES = 64 * 1024
/**
 * A block of 65,536 bytes with its tag and prefix, some 4 KiB of proof, or an answer of 64 KiB: no frame of ours is longer, because batches end
 * before (see `cores/frame-mux.ts`).
 */
export const PEER_FRAME_BYTES = 128 * 1024
/** What strangers may have unfinished at one time, in all: 64 places of 64 KiB. */
const MAX_UNFINISHED_BYTES = 4 * 1024 * 1024
const LOOK_EVERY_MS = 1_000
/** Looks are counted, not time: a machine that slept or was busy has not listened meanwhile. */
const MAX_UNFINISHED_LOOKS = 10

export type FrameRefusal = 'frame-too-large' | 'frame-unfinished' | 'frames-too-many'

export interface RefusedFrame {
  reason: FrameRefusal
  /** Null before the other end has proven a key. */
  device: Uint8Array | null
}

interface Guarded {
  guard: FrameGuard
  meter: FrameMeter
  limit: number
  isKnown: boolean
  looks: number
}

/** By stream, not in fields of it: the constructor of a stream may read before its fields are there. */
const guarded = new WeakMap<NoiseSecretStream, Guarded>()

class GuardedStream extends NoiseSecretStream {
  /** Everything that comes from the raw stream passes here, the handshake too. */
  override _onrawdata(data: Uint8Array): void {
    if (guarded.get(this)?.guard.admits(this, data) ?? true) super._onrawdata(data)
  }
}

export class FrameGuard {
  readonly events = new Emitter<{ refused: RefusedFrame }>()
  readonly #unfinished = new Map<NoiseSecretStream, Guarded>()
  #timer: NodeJS.Timeout | null = null

  /** A secret stream, as the library makes it, whose frames are limited to those of a stranger until `allowFrames`. */
  open(isInitiator: boolean, rawStream: Duplex | null, options: SecretStreamOptions): NoiseSecretStream {
    // What is there already is read only when the stream is known here.
    const stream = new GuardedStream(isInitiator, rawStream, { ...options, autoStart: false })
    const limit = STRANGER_FRAME_BYTES
    guarded.set(stream, { guard: this, meter: new FrameMeter(), limit, isKnown: false, looks: 0 })
    stream.on('close', () => this.#finish(stream))
    if (options.autoStart !== false) stream.start(rawStream, options)
    return stream
  }

  /** Bytes that strangers have announced and not sent. */
  get unfinishedBytes(): number {
    let sum = 0
    for (const { meter, isKnown } of this.#unfinished.values()) if (!isKnown) sum += meter.announced
    return sum
  }

  /** Whether the stream may read this; otherwise it is ended. */
  admits(stream: NoiseSecretStream, data: Uint8Array): boolean {
    const state = guarded.get(stream)
    if (state === undefined) return true
    const isWithin = state.meter.read(data, state.limit)
    state.looks = 0
    if (!isWithin) return this.#refuse(stream, 'frame-too-large')
    if (!state.meter.isUnfinished) {
      this.#finish(stream)
      return true
    }
    this.#unfinished.set(stream, state)
    if (!state.isKnown && this.unfinishedBytes > MAX_UNFINISHED_BYTES)
      return this.#refuse(stream, 'frames-too-many')
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
    return true
  }

  #look(): void {
    for (const [stream, state] of [...this.#unfinished])
      if (!state.isKnown && ++state.looks >= MAX_UNFINISHED_LOOKS) this.#refuse(stream, 'frame-unfinished')
  }

  #finish(stream: NoiseSecretStream): void {
    this.#unfinished.delete(stream)
    if (this.#unfinished.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }

  #refuse(stream: NoiseSecretStream, reason: FrameRefusal): false {
    this.#finish(stream)
    this.events.emit('refused', { reason, device: stream.remotePublicKey })
    stream.destroy()
    return false
  }
}

/** For a source that shares none: what is refused is one of its own events. */
export function ownFrames(onRefused: (refused: RefusedFrame) => void): FrameGuard {
  const frames = new FrameGuard()
  frames.events.on('refused', onRefused)
  return frames
}

/** From now on the other end may send what peers send; `isKnown`: it is somebody known here, and no stranger any more. */
export function allowFrames(stream: NoiseSecretStream, isKnown: boolean): void {
  const state = guarded.get(stream)
  if (state === undefined) return
  state.limit = PEER_FRAME_BYTES
  state.isKnown ||= isKnown
}
