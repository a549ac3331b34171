// A person who lost a device appears on another one, by a backup or by bare keys.
// For tests about who owns a device.
import { join } from 'node:path'
import { makeBackup } from '../../src/core/backup/make-backup.ts'
import { openPersonRoot, type Card } from '../../src/core/identity/index.ts'
import { signCard } from '../../src/core/identity/card.ts'
import { createSigningKeyPair, type KeyPair } from '../../src/core/seal/index.ts'
import { calling, Person } from './person.ts'
import type { MemoryNetwork } from './memory-network.ts'

export interface LostDevice {
  words: string[]
  backup: string
  /** The lost device's keys, which a thief has. */
  keys: KeyPair
}

/** Makes a backup, then deletes the home. */
export async function loseDevice(person: Person, folder: string): Promise<LostDevice> {
  const lost = await backUpDevice(person, folder)
  await person.remove()
  return lost
}

/** Makes a backup and leaves the home running. */
export async function backUpDevice(person: Person, folder: string): Promise<LostDevice> {
  const words = await person.do.home.words({}, calling)
  const { identity } = person.home.parts
  const keys = {
    publicKey: Buffer.from(identity.device.publicKey),
    secretKey: Buffer.from(identity.device.secretKey),
  }
  const backup = join(folder, `${person.name}.backup`)
  await makeBackup({ ...person.home.parts, ownCores: person.home.ownCores, device: person.device }, backup, {
    others: true,
    files: true,
  })
  return { words, backup, keys }
}

/** Recovers the person in a new home, by words and backup. */
export async function comeBack(
  name: string,
  { words, backup }: LostDevice,
  folder: string,
  network: MemoryNetwork,
): Promise<Person> {
  const again = Person.at(name, join(folder, `${name}-again`), network)
  await again.start()
  await again.recover(words, { backup })
  return again
}

/** Makes a new device of the person with these words, and a card that names only this device. */
export async function attestOther(words: string[], card: Card): Promise<{ device: KeyPair; card: Card }> {
  const root = await openPersonRoot(words)
  const device = createSigningKeyPair()
  const named = [await root.nameDevice(device)]
  const devices = root.signEra({ era: card.devices.era + 1, at: 2, named, ended: [] })
  root.wipe()
  const desk = { device: device.publicKey, term: 2 }
  return { device, card: signCard(device, { ...card, number: card.number + 1, devices, desk, at: 2 }) }
}
