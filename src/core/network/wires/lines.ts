// A line: a device that is dialled, and the keys that are proven to it. This device has one line to
// another under its own keys, and one more for each pair of fresh keys. Each line has its own wire.
import { concatBytes, KEY_BYTES, toHex } from '../../base/index.ts'
import type { SigningKeys } from '../../seal/index.ts'
import type { DeviceKeyPair, Wire } from './wire.ts'

/** The key of the other device. With fresh keys, their public key follows. */
export type Line = Uint8Array

/** @param keyPair fresh keys; absent for the device's own */
export function lineTo(device: Uint8Array, keyPair?: SigningKeys): Line {
  return keyPair === undefined ? device : concatBytes(device, keyPair.publicKey)
}

export function lineOf({ remoteDevice, freshKey }: Wire): Line {
  return freshKey === null ? remoteDevice : concatBytes(remoteDevice, freshKey)
}

export function deviceOf(line: Line): Uint8Array {
  return line.subarray(0, KEY_BYTES)
}

/** The fresh key that is proven on a line. Null on a line under the device's own keys. */
export function freshKeyOf(line: Line): Uint8Array | null {
  return line.byteLength === KEY_BYTES ? null : line.subarray(KEY_BYTES)
}

/** The lines that are dialled, with their keys. */
export class WantedLines {
  readonly #own: DeviceKeyPair
  readonly #lines = new Map<string, { line: Line; keyPair: SigningKeys }>()

  constructor(own: DeviceKeyPair) {
    this.#own = own
  }

  add(device: Uint8Array, keyPair?: SigningKeys): Line {
    const line = lineTo(device, keyPair)
    this.#lines.set(toHex(line), { line, keyPair: keyPair ?? this.#own })
    return line
  }

  remove(line: Line): void {
    this.#lines.delete(toHex(line))
  }

  listTo(device: Uint8Array): Line[] {
    const id = toHex(device)
    return [...this.#lines].flatMap(([key, { line }]) => (key.startsWith(id) ? [line] : []))
  }

  /** Null for a line that is not dialled any longer. Its fresh keys are forgotten. */
  keysOf(line: Line): SigningKeys | null {
    return this.#lines.get(toHex(line))?.keyPair ?? null
  }
}
