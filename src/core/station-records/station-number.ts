// The number of a station: 12 digits of its key, which the station and its customer both show. A
// person compares them when they add the station of a friend by a link that others passed on.
import { hash } from '../seal/index.ts'

const DIGITS = 12

/** Returns 12 decimal digits in three groups of four. */
export function stationNumber(station: Uint8Array): string {
  const wide = Buffer.from(hash('fumikura/station-number/1', station)).toString('hex')
  const digits = (BigInt(`0x${wide}`) % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0')
  return digits.match(/.{4}/g)!.join(' ')
}
