// Limits how much memory the other end of a wire can make this end allocate. A frame is refused
// by its announced length, before it is read. Below "replicate": swarm and LAN create all their
// streams here. Both ends must follow these limits, so they are part of the protocol.
import type { Duplex } from 'node:stream'
import NoiseSecretStream, { type SecretStreamOptions } from '@hyperswarm/secret-stream'
import { Emitter } from '../../base/index.ts'
import { FrameMeter } from './frame-meter.ts'

/** A stranger's request has at most 24 KiB, and a batch 32 KiB. */
export const STRANGER_FRAME_BYTES = 64 * 1024
/**
 * The longest frame is a block of 65,536 bytes with tag, prefix and about 4 KiB of
 * proof, or an answer of 64 KiB. Batches are shorter (see `cores/frame-mux.ts`).
 */
export const PEER_FRAME_BYTES = 128 * 1024
/** Limit for the unfinished frames of all strangers together: 64 strangers with 64 KiB each. */
const MAX_UNFINISHED_BYTES = 4 * 1024 * 1024
const LOOK_EVERY_MS = 1_000
/**
 * Counts looks instead of time, because a machine that slept or was busy did not read meanwhile.
 */
const MAX_UNFINISHED_LOOKS = 10

export type FrameRefusal = 'frame-too-large' | 'frame-unfinished' | 'frames-too-many'

export interface RefusedFrame {
  reason: FrameRefusal
  /** Null if the other end has not proven a key yet. */
  device: Uint8Array | null
}

interface Guarded {
  guard: FrameGuard
  meter: FrameMeter
  limit: number
  isKnown: boolean
  looks: number
}

/**
 * A map instead of fields of the stream, because the constructor of a stream may
 * read before its fields exist.
 */
const guarded = new WeakMap<NoiseSecretStream, Guarded>()

class GuardedStream extends NoiseSecretStream {
  /** All bytes of the raw stream pass through this method, including the handshake. */
  override _onrawdata(data: Uint8Array): void {
    if (guarded.get(this)?.guard.admits(this, data) ?? true) super._onrawdata(data)
  }
}

export class FrameGuard {
  readonly events = new Emitter<{ refused: RefusedFrame }>()
  readonly #unfinished = new Map<NoiseSecretStream, Guarded>()
  #timer: NodeJS.Timeout | null = null

  /**
   * Creates a secret stream like the library, but with the frame limit for
   * strangers until `allowFrames` is called.
   */
  open(isInitiator: boolean, rawStream: Duplex | null, options: SecretStreamOptions): NoiseSecretStream {
    // autoStart: false, because bytes that arrived already must not be read before
    // the stream is registered here.
    const stream = new GuardedStream(isInitiator, rawStream, { ...options, autoStart: false })
    const limit = STRANGER_FRAME_BYTES
    guarded.set(stream, { guard: this, meter: new FrameMeter(), limit, isKnown: false, looks: 0 })
    stream.on('close', () => this.#finish(stream))
    if (options.autoStart !== false) stream.start(rawStream, options)
    return stream
  }

  /** Number of bytes that strangers have announced in unfinished frames. */
  get unfinishedBytes(): number {
    let sum = 0
    for (const { meter, isKnown } of this.#unfinished.values()) if (!isKnown) sum += meter.announced
    return sum
  }

  /** True if the stream may read these bytes. Otherwise the stream is destroyed. */
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

/**
 * Creates a guard for a source that shares none. The source emits the refusals as its own events.
 */
export function ownFrames(onRefused: (refused: RefusedFrame) => void): FrameGuard {
  const frames = new FrameGuard()
  frames.events.on('refused', onRefused)
  return frames
}

/**
 * Raises the frame limit of the stream to that of a peer. `isKnown`: the other end
 * belongs to a known person, not to a stranger.
 */
export function allowFrames(stream: NoiseSecretStream, isKnown: boolean): void {
  const state = guarded.get(stream)
  if (state === undefined) return
  state.limit = PEER_FRAME_BYTES
  state.isKnown ||= isKnown
}
