// The networks that this machine is connected to now: one IPv4 address per
// interface, without loopback. Interfaces change with cables, Wi-Fi and sleep, so
// lan-wires lists them every few seconds.
import { networkInterfaces } from 'node:os'

export interface LanInterface {
  name: string
  address: string
  netmask: string
}

/**
 * The interfaces in use.
 * @param names if given, only these; loopback is possible only in this case
 */
export function listLanInterfaces(names?: readonly string[]): LanInterface[] {
  const found: LanInterface[] = []
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    if (names !== undefined && !names.includes(name)) continue
    const usable = addresses?.find(
      ({ family, internal }) => family === 'IPv4' && (!internal || names !== undefined),
    )
    if (usable !== undefined) found.push({ name, address: usable.address, netmask: usable.netmask })
  }
  return found
}

/**
 * True if an IPv4 address is in the interface's network. Otherwise a device on the
 * LAN could make us call a host elsewhere.
 */
export function isOnLink(address: string, { address: own, netmask }: LanInterface): boolean {
  const mask = toNumber(netmask)
  return (toNumber(address) & mask) === (toNumber(own) & mask)
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => (number << 8) | Number(part), 0)
}
