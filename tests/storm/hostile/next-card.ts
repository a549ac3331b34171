// The next card of mallory: newer than all earlier ones, signed by her root and her device, with
// any content.
import type { Card } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import type { Victims } from './victims.ts'

/**
 * `device`: a device without consent, which her root attests beside her own. `ended`: a device that
 * the card lists among her ended ones.
 */
export async function nextCard(
  victims: Victims,
  { name, device, ended }: { name?: string; device?: Uint8Array; ended?: Uint8Array },
): Promise<Card> {
  const { mallory } = victims
  const { card } = mallory.identity
  const number = victims.nextCard()
  const root = await mallory.openRoot()
  const [own] = card.devices.named
  const named = [own!]
  if (device !== undefined)
    named.push({ device, attestation: await root.attestDevice(device), consent: own!.consent })
  const heirs = ended === undefined ? [] : [{ device: ended, heir: own!.device }]
  const devices = root.signEra({ era: number, at: number, named, ended: heirs })
  root.wipe()
  return signCard(mallory.device, { ...card, number, devices, at: number, name: name ?? card.name })
}
