// The next card of mallory's: newer than all before it, by her root and her device, with whatever she wants on it.
import { signCard, type Card } from '../../../src/core/identity/index.ts'
import type { Victims } from './victims.ts'

/** `device`: one that never agreed, which her root attests beside her own. */
export async function nextCard(
  victims: Victims,
  { name, device }: { name?: string; device?: Uint8Array },
): Promise<Card> {
  const { mallory } = victims
  const { card } = mallory.identity
  const number = victims.nextCard()
  const root = await mallory.openRoot()
  const entries = [...card.devices.devices]
  if (device !== undefined)
    entries.push({ device, attestation: await root.attestDevice(device), addedAt: number, revokedAt: null })
  const devices = root.signDevices(number, entries)
  root.wipe()
  return signCard(mallory.device, { ...card, number, devices, at: number, name: name ?? card.name })
}
