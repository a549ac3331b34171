// The KEM key beside a card: what a peer may get wrong about it, and what a box of one pairing
// gives in another place.
import { beforeAll, describe, expect, it } from 'vitest'
import { concatBytes, fromHex, MalformedRecord } from '../../../src/core/base/index.ts'
import { decodeKnock, knockForm, sealKnock } from '../../../src/core/contacts/knock.ts'
import {
  decodeOffer,
  pairOfferForm,
  hashAsked,
  openAnswer,
  sealAnswer,
} from '../../../src/core/contacts/pair-agreement.ts'
import { encodeCard } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { hashKemKey, openKemBox, randomBytes } from '../../../src/core/seal/index.ts'
import vectors from '../../fixtures/seal/kem.json'
import { makeIdentity, type RawIdentity } from '../../support/raw-peer.ts'
import { LOW_ORDER } from '../seal/low-order.ts'

let alice: RawIdentity
let bob: RawIdentity

beforeAll(async () => {
  alice = await makeIdentity('alice')
  bob = await makeIdentity('bob')
})

/** An offer with a card that names exactly this key. */
function offerWith({ card, device }: RawIdentity, kemKey: Uint8Array): Uint8Array {
  const named = signCard(device, { ...card, kemKey: hashKemKey(kemKey) })
  return pairOfferForm.encode({ card: encodeCard(named), kemKey, nonce: randomBytes(32), known: null })
}

describe('an offer', () => {
  it('is malformed with a key of another card, an unreduced one, or one of low order', () => {
    const ml = alice.kemKey.subarray(0, 1184)
    const bad = [
      ...vectors.mlKem.unreducedKeys.map((key) => concatBytes(fromHex(key), alice.kemKey.subarray(1184))),
      ...LOW_ORDER.map((point) => concatBytes(ml, point)),
    ]
    const { cardBytes: card, device } = alice
    const foreign = pairOfferForm.encode({ card, kemKey: bob.kemKey, nonce: randomBytes(32), known: null })
    for (const offer of [foreign, ...bad.map((key) => offerWith(alice, key))])
      expect(() => decodeOffer(offer, device.publicKey)).toThrow(MalformedRecord)
    expect(decodeOffer(offerWith(alice, alice.kemKey), device.publicKey).kemKey).toEqual(alice.kemKey)
  })

  it('is malformed without a key, or with one of another length', () => {
    const whole = offerWith(alice, alice.kemKey)
    const at = whole.byteLength - 1216 - 32 - 2
    const without = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1216)])
    const short = Buffer.concat([whole.subarray(0, at), whole.subarray(at + 1)])
    for (const bytes of [without, short])
      expect(() => decodeOffer(bytes, alice.device.publicKey)).toThrow(MalformedRecord)
  })
})

describe('an answer', () => {
  it('opens for the offer that it answers, and for no other offer, knock or device', () => {
    const asked = hashAsked(offerWith(alice, alice.kemKey))
    const offer = { card: bob.cardBytes, kemKey: bob.kemKey, nonce: randomBytes(32), known: null }
    const { sealed, exchange } = sealAnswer(alice.kemKey, asked, offer)
    const boxKeys = { openKem: (_: number, ...rest: [never, never]) => openKemBox(alice.box.seed, ...rest) }
    const open = (at: Uint8Array, device: Uint8Array, bytes = sealed): unknown =>
      openAnswer({ boxKeys } as never, { card: alice.card, asked: at }, bytes, device)
    expect(open(asked, bob.device.publicKey)).toMatchObject({ exchange, nonce: offer.nonce })
    const knock = sealKnock(alice.kemKey, randomBytes(16), pairOfferForm.encode(offer))
    const wrong = [
      () => open(randomBytes(32), bob.device.publicKey),
      () => open(asked, alice.device.publicKey),
      () => open(asked, bob.device.publicKey, knock.subarray(17)),
    ]
    for (const opening of wrong) expect(opening).toThrow(MalformedRecord)
  })
})

describe('a knock', () => {
  it('is malformed with the KEM key of another card', () => {
    const { cardBytes: card, device } = alice
    const knock = { card, nonce: randomBytes(32), text: 'hello', at: 1 }
    const bad = knockForm.encode({ ...knock, kemKey: bob.kemKey })
    expect(() => decodeKnock(bad, device.publicKey)).toThrow(MalformedRecord)
    const good = knockForm.encode({ ...knock, kemKey: alice.kemKey })
    expect(decodeKnock(good, device.publicKey).text).toBe('hello')
  })
})
