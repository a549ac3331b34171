// The keys that this device proves to each device that it dials. They are its own, or fresh ones if
// the other end must not recognise it.
import { toHex } from '../../base/index.ts'
import type { DeviceKeyPair } from './wire.ts'

export class ProvenKeys {
  readonly #own: DeviceKeyPair
  readonly #fresh = new Map<string, DeviceKeyPair>()

  constructor(own: DeviceKeyPair) {
    this.#own = own
  }

  use(device: Uint8Array, keyPair: DeviceKeyPair | undefined): void {
    if (keyPair === undefined) this.forget(device)
    else this.#fresh.set(toHex(device), keyPair)
  }

  forget(device: Uint8Array): void {
    this.#fresh.delete(toHex(device))
  }

  of(device: Uint8Array): DeviceKeyPair {
    return this.#fresh.get(toHex(device)) ?? this.#own
  }
}
