// The networks this machine stands in right now: one address per interface, IPv4, loopback left out.
// Interfaces come and go with cables, Wi-Fi and sleep; lan-wires looks again every few seconds.
import { networkInterfaces } from 'node:os'

export interface LanInterface {
  name: string
  address: string
  netmask: string
}

/** The interfaces in use. @param names only these, and then loopback too when it is named */
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

/** Whether an IPv4 address lies in the interface's own network: nobody on a LAN may send us elsewhere. */
export function isOnLink(address: string, { address: own, netmask }: LanInterface): boolean {
  const mask = toNumber(netmask)
  return (toNumber(address) & mask) === (toNumber(own) & mask)
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => (number << 8) | Number(part), 0)
}
