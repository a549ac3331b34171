// Shortens an address to its network, which is all that a home shows and limits count by.
import { isIP } from 'node:net'

/** Returns the class that a home shows: `203.0.113.0/24`, `2001:db8:1::/48`. */
export function addressClass(address: string): string {
  const plain = withoutMapping(address)
  if (isIP(plain) === 4) return `${plain.split('.').slice(0, 3).join('.')}.0/24`
  return isIP(plain) === 6 ? `${startOf(plain, 3)}::/48` : 'unknown'
}

/** Returns what counts as one address for a limit. Who has one IPv6 address has a whole /64. */
export function addressForLimits(address: string): string {
  const plain = withoutMapping(address)
  return isIP(plain) === 6 ? startOf(plain, 4) : plain
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** The first groups of an IPv6 address, with `::` written out. */
function startOf(address: string, groups: number): string {
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
    .slice(0, groups)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')
}
