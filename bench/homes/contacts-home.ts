// A home with a thousand contacts. Their cards are signed as everybody's are, and kept as pairing keeps them; only the
// thousand engines that would have paired are not there. Their devices follow from their numbers, so that a crowd can be them.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { silentLog, systemClock } from '../../src/core/base/index.ts'
import { HomeState } from '../../src/core/engine.ts'
import { lockHome } from '../../src/core/home/index.ts'
import { signCard, type Card } from '../../src/core/identity/card.ts'
import { createWords, openPersonRoot } from '../../src/core/identity/person.ts'
import { createBoxKeyPair, randomBytes } from '../../src/core/seal/index.ts'

const AT_ONCE = 100

/** The device of the contact with this number, from 0. */
export function deviceOf(number: number): { publicKey: Uint8Array; secretKey: Uint8Array } {
  const seed = Buffer.alloc(32)
  seed.writeUInt32LE(number + 1)
  return NoiseSecretStream.keyPair(seed)
}

export async function makeContactsHome(homeDir: string, contacts: number): Promise<void> {
  const options = { home: homeDir, network: false, log: silentLog, clock: systemClock }
  const state = new HomeState(options, await lockHome(homeDir))
  try {
    await state.create('alice', undefined)
    const { parts, newPair } = state.home
    for (let first = 0; first < contacts; first += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, contacts - first) }, (_, at) => first + at)
      const cards = await Promise.all(numbers.map(makeCard))
      await parts.ledger.write((tx) => {
        for (const card of cards)
          newPair.store(tx, { card, device: card.signedBy, pairSecret: randomBytes(32) })
      })
    }
  } finally {
    await state.close()
  }
}

async function makeCard(number: number): Promise<Card> {
  const device = deviceOf(number)
  const root = await openPersonRoot(createWords())
  const at = systemClock.now()
  const attestation = await root.attestDevice(device.publicKey)
  const card = signCard(device, {
    person: root.person,
    number: 1,
    name: `contact ${number + 1}`,
    devices: root.signDevices(1, [{ device: device.publicKey, attestation, addedAt: at, revokedAt: null }]),
    boxKeys: [{ number: 1, publicKey: createBoxKeyPair().publicKey }],
    releaser: { device: device.publicKey, term: 1 },
    at,
    picture: null,
  })
  root.wipe()
  return card
}
