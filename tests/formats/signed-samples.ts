// Signatures of one device and one root key, with their keys, so that a test can verify them.
import { signWithdrawal } from '../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../src/core/access/release-record.ts'
import { withdrawalForm } from '../../src/core/access/withdrawal-record.ts'
import { signSuccession } from '../../src/core/feeds/index.ts'
import { signDeskWord } from '../../src/core/groups/desk-word.ts'
import { titleForm, foundingTitle, handOverTitle } from '../../src/core/groups/title.ts'
import { encodeCard, openPersonRoot } from '../../src/core/identity/index.ts'
import { createAddress } from '../../src/core/identity/address.ts'
import { createBoxKey, describeBoxKey } from '../../src/core/identity/box-keys.ts'
import { NO_KEEPERS } from '../../src/core/identity/keepers.ts'
import { signCard } from '../../src/core/identity/card.ts'
import { createSigningKeyPair } from '../../src/core/seal/index.ts'
import { toHex } from '../../src/core/base/index.ts'
import { AT, filled } from './sample-bytes.ts'

/** A published phrase that no real person uses. */
const words = [...Array.from({ length: 23 }, () => 'abandon'), 'art']
export const deviceSeed = filled(7)
export const device = createSigningKeyPair(deviceSeed)

/** Signed records by name: their bytes in hex; the address as its text. */
export async function makeSigned(): Promise<Record<string, string>> {
  const root = await openPersonRoot(words)
  const { person } = root
  const named = await root.nameDevice(device)
  const { attestation } = named
  const devices = root.signEra({ era: 1, at: AT, named: [named], ended: [] })
  const card = {
    ...{ person, number: 3, name: '文庫 alice', devices, at: AT },
    ...{ ...describeBoxKey(1, createBoxKey()), picture: null },
    desk: { device: device.publicKey, term: 1 },
    keepers: NO_KEEPERS,
  }
  root.wipe()
  const frozen = { frozen: filled(1), length: 9, treeHash: filled(2), next: filled(3), generation: 1 }
  const title = handOverTitle(foundingTitle(person, filled(4)), { device, attestation }, 7, filled(5))
  const word = {
    ...{ group: filled(6), path: attestation, term: 2, began: 131_072, after: 4, number: 12 },
    ...{ core: filled(8), generation: 65_536 },
  }
  const facts = { objectId: filled(9), person: filled(10), at: AT }
  const signed = {
    card: encodeCard(signCard(device, card)),
    pictured: encodeCard(signCard(device, { ...card, picture: filled(11) })),
    release: releaseForm.encode(signRelease(facts, device)),
    withdrawal: withdrawalForm.encode(signWithdrawal({ ...facts, kind: 'held' }, device)),
    succession: signSuccession(device, frozen),
    title: titleForm.encode(title),
    'desk word': signDeskWord(device, word),
  }
  const address = createAddress(person, device, attestation, filled(12, 16))
  const inHex = Object.entries(signed).map(([name, bytes]) => [name, toHex(bytes)])
  return { ...Object.fromEntries(inHex), address } as Record<string, string>
}
