// Whether a device uses the local network, by the choice of its user.
import type { DhtAddress } from 'hyperdht'

/**
 * `auto`: on, unless the DHT is a private one on this machine, which has no other devices on the
 * LAN.
 */
export type LanChoice = 'auto' | 'on' | 'off'

export function choosesLan({
  lan = 'auto',
  bootstrap,
}: {
  lan?: LanChoice
  bootstrap?: DhtAddress[]
}): boolean {
  if (lan !== 'auto') return lan === 'on'
  return (
    bootstrap === undefined ||
    !bootstrap.every(({ host }) => host === 'localhost' || host.startsWith('127.') || host === '::1')
  )
}
