// The digits that open a phone without a passkey. They are stretched, because there are few of them; that
// there are few tries is what protects them.
import { fromHex, toHex } from '../base/index.ts'
import {
  drawStretching,
  equalSecrets,
  hash,
  stretchPassphrase,
  wipe,
  type Stretching,
} from '../seal/index.ts'

/** Bytes are in hex. Persisted as JSON. */
export interface Pin {
  kind: 'pin'
  salt: string
  opsLimit: number
  memLimitBytes: number
  hash: string
}

/** Blocks the thread for some tenths of a second. */
export function keepPin(digits: string): Pin {
  const stretching = drawStretching('interactive')
  const { salt, opsLimit, memLimitBytes } = stretching
  return { kind: 'pin', salt: toHex(salt), opsLimit, memLimitBytes, hash: toHex(hashPin(digits, stretching)) }
}

/** Blocks the thread as `keepPin`. */
export function isPin({ salt, opsLimit, memLimitBytes, hash: kept }: Pin, digits: string): boolean {
  return equalSecrets(hashPin(digits, { salt: fromHex(salt), opsLimit, memLimitBytes }), fromHex(kept))
}

function hashPin(digits: string, stretching: Stretching): Uint8Array {
  const stretched = stretchPassphrase(digits, stretching)
  const hashed = hash('fumikura/phone-pin/1', stretched)
  wipe(stretched)
  return hashed
}
