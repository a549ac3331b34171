// A protomux whose batches are small. By default a batch may have 8 MB, and a receiver would
// have to allocate that for any sender. Both ends of each of our connections follow this limit.
import Protomux from 'protomux'

/** The limit of a batch of small messages. A block of 64 KiB is sent alone. */
export const MAX_BATCH_BYTES = 32 * 1024
/**
 * What the other end is to this device: nobody yet, one that has shown a key of something that is
 * kept here, or a device of a known person.
 */
export type PeerRole = 'stranger' | 'reader' | 'known'

/** Limits of open channels. A core needs one. An album that a station keeps has hundreds. */
const MAX_CHANNELS: Record<PeerRole, number> = { stranger: 256, reader: 4_096, known: 16_384 }

export class FrameMux extends Protomux {
  role: PeerRole = 'stranger'

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
    if (this._remote.length > MAX_CHANNELS[this.role]) throw new Error('too many channels')
    return super._onopensession(state)
  }
}
