// The safety number of two persons: 60 digits that both see. They compare them by voice or
// side by side. A person between them cannot make both see the same digits for other keys.
import { concatBytes } from '../base/index.ts'
import { hash } from '../seal/index.ts'
import { sortPersons } from './identity.ts'

const DIGITS = 60

/** Returns 60 decimal digits in twelve groups of five. */
export function safetyNumber(a: Uint8Array, b: Uint8Array): string {
  const [first, second] = sortPersons(a, b)
  const wide = concatBytes(
    hash('fumikura/safety-number/1', first, second, Uint8Array.of(0)),
    hash('fumikura/safety-number/1', first, second, Uint8Array.of(1)),
  )
  const digits = (BigInt('0x' + Buffer.from(wide).toString('hex')) % 10n ** BigInt(DIGITS))
    .toString()
    .padStart(DIGITS, '0')
  return digits.match(/.{5}/g)!.join(' ')
}
