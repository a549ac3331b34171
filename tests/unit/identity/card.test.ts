// Cards against fixtures and against changed bytes, and which of two cards is valid.
import { describe, expect, test } from 'vitest'
import { equalBytes, fromHex, MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import {
  type Card,
  compareCards,
  decodeCard,
  decodeStoredCard,
  encodeCard,
} from '../../../src/core/identity/index.ts'
import { createBoxKey, describeBoxKey } from '../../../src/core/identity/box-keys.ts'
import { endDevices } from '../../../src/core/identity/device-era.ts'
import { NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createWords, openPersonRoot } from '../../../src/core/identity/person.ts'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import cards from '../../fixtures/formats/signed.json'
import { device } from '../../formats/signed-samples.ts'

const plain = fromHex(cards.card)
const pictured = fromHex(cards.pictured)
const isMalformed = (bytes: Uint8Array): boolean => {
  try {
    decodeCard(bytes)
    return false
  } catch (error) {
    return error instanceof MalformedRecord
  }
}

test.each([
  ['without a picture', plain, null],
  ['with a picture', pictured, Buffer.alloc(32, 11)],
])('a card %s is read, written and signed as in the fixture', (_name, bytes, picture) => {
  const card = decodeCard(bytes)
  expect([card.name, card.number]).toEqual(['文庫 alice', 3])
  expect(card.picture).toEqual(picture)
  expect(toHex(encodeCard(card))).toBe(toHex(bytes))
  expect(toHex(encodeCard(signCard(device, card)))).toBe(toHex(bytes))
  expect(decodeStoredCard(bytes)).toEqual(card)
})

test('only the signer can add, change or remove the picture of a card', () => {
  const [bare, named] = [decodeCard(plain), decodeCard(pictured)]
  const forged: Card[] = [
    { ...bare, picture: named.picture },
    { ...named, picture: Buffer.alloc(32, 9) },
    { ...named, picture: null },
  ]
  expect(forged.map((card) => isMalformed(encodeCard(card)))).toEqual([true, true, true])
})

test.each([
  ['plain', plain],
  ['pictured', pictured],
])('a %s card that is cut, longer, or of another version is malformed', (_name, bytes) => {
  for (let length = 0; length < bytes.byteLength; length++)
    expect([length, isMalformed(bytes.subarray(0, length))]).toEqual([length, true])
  expect(isMalformed(Buffer.concat([bytes, Buffer.of(0)]))).toBe(true)
  for (const version of [0, 2, 255])
    expect(isMalformed(Buffer.concat([Buffer.of(version), bytes.subarray(1)]))).toBe(true)
})

test('compareCards() gives rewritten for two cards of one number with different pictures', () => {
  const [bare, named] = [decodeCard(plain), decodeCard(pictured)]
  const other = signCard(device, { ...named, picture: Buffer.alloc(32, 9) })
  expect([compareCards(named, named), compareCards(named, other), compareCards(named, bare)]).toEqual([
    'same',
    'rewritten',
    'rewritten',
  ])
  expect(equalBytes(named.devices.signature, bare.devices.signature)).toBe(true)
})

test('a checked card is cached by all its bytes, so any change is checked again, and an unusable box key is refused', () => {
  const again = Buffer.from(plain)
  expect(decodeCard(again)).toEqual(decodeCard(plain))
  for (let at = 1; at < plain.byteLength; at += 7) {
    const changed = Buffer.from(plain)
    changed[at]! ^= 1
    expect(isMalformed(changed), `byte ${at}`).toBe(true)
    expect(isMalformed(changed), `byte ${at}, once more`).toBe(true)
  }
  const known = decodeCard(plain)
  const useless = signCard(device, { ...known, boxKeys: [{ number: 9, publicKey: Buffer.alloc(32) }] })
  expect(isMalformed(encodeCard(useless))).toBe(true)
})

describe('the desk', () => {
  const [old, next, stolen] = [createSigningKeyPair(), createSigningKeyPair(), createSigningKeyPair()]

  async function person() {
    const root = await openPersonRoot(createWords())
    const box = createBoxKey()
    const named = [await root.nameDevice(old), await root.nameDevice(next)] as const
    const ended = endDevices([old.publicKey], next.publicKey)
    const first = root.signEra({ era: 1, at: 1, named: [...named], ended: [] })
    const restored = root.signEra({ era: 2, at: 2, named: [named[1]], ended })
    const make = (signer: KeyPair, number: number, desk: Card['desk'], devices = first): Card =>
      signCard(signer, {
        ...{ person: root.person, number, name: 'Ada', devices, desk, at: 1, picture: null },
        ...describeBoxKey(1, box),
        keepers: NO_KEEPERS,
      })
    return { make, restored, root, named }
  }

  test('moves by one term within an era, and never jumps', async () => {
    const { make } = await person()
    const known = make(old, 5, { device: old.publicKey, term: 3 })
    const compared = [
      { device: old.publicKey, term: 3 },
      { device: next.publicKey, term: 4 },
      { device: old.publicKey, term: 4 },
      { device: next.publicKey, term: 3 },
      { device: next.publicKey, term: 5 },
      { device: next.publicKey, term: 60_000 },
    ].map((desk) => compareCards(known, make(next, 6, desk)))
    expect(compared).toEqual(['newer', 'newer', 'older', 'older', 'older', 'older'])
  })

  test('a desk of a later era is valid, whatever a device of the earlier era signed', async () => {
    const { make, restored } = await person()
    const home = make(next, 6, { device: next.publicKey, term: 2 }, restored)
    const thief = make(old, 2 ** 40, { device: old.publicKey, term: 60_000 })
    expect([compareCards(home, thief), compareCards(thief, home)]).toEqual(['older', 'newer'])
  })

  test('makes a card malformed if its device is not named or its term is impossible', async () => {
    const { make, restored } = await person()
    const bad = [
      make(next, 2, { device: stolen.publicKey, term: 2 }),
      make(next, 2, { device: old.publicKey, term: 2 }, restored),
      make(next, 2, { device: next.publicKey, term: 0 }),
      make(next, 2, { device: next.publicKey, term: 65_535 }),
    ]
    expect(bad.map((card) => isMalformed(encodeCard(card)))).toEqual([true, true, true, true])
  })

  test('is the same for every device if two eras have one number', async () => {
    const { make, root, named } = await person()
    const eras = named.map((one) => root.signEra({ era: 7, at: 1, named: [one], ended: [] }))
    const [one, other] = [
      make(old, 2, { device: old.publicKey, term: 2 }, eras[0]),
      make(next, 2, { device: next.publicKey, term: 2 }, eras[1]),
    ]
    expect([compareCards(one, other), compareCards(other, one)].sort()).toEqual(['newer', 'older'])
  })
})
