// Contacts who are never online. Their cards are signed and stored as usual,
// but they have no engines.
import { systemClock } from '../../src/core/base/index.ts'
import type { NewContact } from '../../src/core/contacts/new-pair.ts'
import { signCard, type Card } from '../../src/core/identity/card.ts'
import { createBoxKey, describeBoxKey, type NewBoxKey } from '../../src/core/identity/box-keys.ts'
import { NO_KEEPERS, type Keepers } from '../../src/core/identity/keepers.ts'
import { createWords, openPersonRoot } from '../../src/core/identity/person.ts'
import { createSigningKeyPair, randomBytes } from '../../src/core/seal/index.ts'
import type { Person } from './person.ts'

/**
 * Adds `count` contacts to this person and returns their names.
 * @param keepersOf the stations on the card of the contact with this number, from 0
 */
export async function addAbsentContacts(
  person: Person,
  count: number,
  keepersOf: (at: number) => Keepers = () => NO_KEEPERS,
): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `absent ${at + 1}`)
  const contacts = await Promise.all(
    names.map((name, at) => makeAbsentContact(createSigningKeyPair(), name, keepersOf(at))),
  )
  const { parts, newPair } = person.home
  await parts.ledger.write((tx) => {
    for (const contact of contacts) newPair.store(tx, contact)
  })
  return names
}

/** A contact with a new pair secret, as `newPair.store` takes it. */
export async function makeAbsentContact(
  device: { publicKey: Uint8Array; secretKey: Uint8Array },
  name: string,
  keepers: Keepers = NO_KEEPERS,
): Promise<NewContact> {
  const box = createBoxKey()
  const card = await makeAbsentCard(device, name, keepers, box)
  return { card, kemKey: box.kemKey, device: card.signedBy, pairSecret: randomBytes(32) }
}

export async function makeAbsentCard(
  device: { publicKey: Uint8Array; secretKey: Uint8Array },
  name: string,
  keepers: Keepers = NO_KEEPERS,
  box: NewBoxKey = createBoxKey(),
): Promise<Card> {
  const root = await openPersonRoot(createWords())
  const at = systemClock.now()
  const named = [await root.nameDevice(device)]
  const card = signCard(device, {
    person: root.person,
    number: 1,
    name,
    devices: root.signEra({ era: 1, at, named, ended: [] }),
    ...describeBoxKey(1, box),
    desk: { device: device.publicKey, term: 1 },
    keepers,
    at,
    picture: null,
  })
  root.wipe()
  return card
}
