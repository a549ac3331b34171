// Makes a home with a thousand contacts. Their cards are signed and stored as after a real pairing,
// but their engines do not exist.
// Each device key follows from the contact's number, so that a crowd process can act as these
// devices.
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { silentLog, systemClock } from '../../src/core/base/index.ts'
import { HomeState } from '../../src/core/home-state.ts'
import { lockHome } from '../../src/core/home/index.ts'
import { makeAbsentContact } from '../../tests/support/absent-contacts.ts'

const AT_ONCE = 100

/** Returns the device key of the contact with this number, from 0. */
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
      const made = await Promise.all(
        numbers.map((number) => makeAbsentContact(deviceOf(number), `contact ${number + 1}`)),
      )
      await parts.ledger.write((tx) => {
        for (const contact of made) newPair.store(tx, contact)
      })
    }
  } finally {
    await state.close()
  }
}
