// Channels on a connection whose batches end before they are long: by default a batch may have eight megabytes, and a receiver would have to
// allocate as much for anybody. Both ends of every wire of ours keep to it.
import Protomux from 'protomux'

/** A batch holds small messages; a block of 64 KiB goes alone. */
export const MAX_BATCH_BYTES = 32 * 1024
/** Channels at one time; a core has one, and strangers are given 128 cores. */
const MAX_STRANGER_CHANNELS = 256
const MAX_CHANNELS = 16_384

export class FrameMux extends Protomux {
  /** Set once the other end is known. */
  isKnown = false

  override _pushBatch(localId: number, buffer: Uint8Array): void {
    const { _batch: batch, _batchState: state } = this
    if (
      batch !== null &&
      state !== null &&
      batch.length > 0 &&
      state.end + buffer.byteLength > MAX_BATCH_BYTES
    ) {
      this._sendBatch(batch, state)
      this._batch = []
      this._batchState = { buffer: null, start: 0, end: 1 }
    }
    super._pushBatch(localId, buffer)
  }

  override _onopensession(state: unknown): unknown {
    if (this._remote.length > (this.isKnown ? MAX_CHANNELS : MAX_STRANGER_CHANNELS))
      throw new Error('too many channels')
    return super._onopensession(state)
  }
}
