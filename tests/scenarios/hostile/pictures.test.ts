// Pictures that a contact sends beside their card. Only one that the card names is shown,
// all others are counted.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import type { FeedRecord } from '../../../src/core/feeds/index.ts'
import { encodeCard, hashPicture, MAX_PICTURE_BYTES, type Card } from '../../../src/core/identity/index.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createSigningKeyPair, sealRecord } from '../../../src/core/seal/index.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { asUrl, makePicture } from '../../support/pictures.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  mallory = await Mallory.pairWith(network, alice)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

const face = makePicture('png', 1)
const other = makePicture('png', 2)
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
const page = Buffer.from('<!doctype html><script>alert(1)</script>')

const picture = (bytes: Uint8Array): FeedRecord => ({ type: 'picture', bytes })
function card(number: number, named: Uint8Array | null, changes: Partial<Card> = {}): FeedRecord {
  const hash = named === null ? null : hashPicture(named)
  const signed = signCard(mallory.device, { ...mallory.identity.card, number, picture: hash, ...changes })
  return { type: 'card', card: encodeCard(signed) }
}

/** Writes records, and returns the contact as alice's home shows it after it has read them. */
async function showAfter(...records: FeedRecord[]) {
  await mallory.write(alice, ...records)
  return readToTheEnd()
}

async function readToTheEnd() {
  await mallory.sendHonestly(alice)
  const { feeds, ledger } = alice.home.parts
  const end = mallory.feedFor(alice).length
  await eventually(() => feeds.find(ledger, mallory.person)!.nextPosition === end, 'the feed is read')
  return (await alice.do.people.contacts({}, calling)).find(({ name }) => name === 'mallory')!
}

const kept = (): unknown[] => alice.home.parts.ledger.all('SELECT 1 FROM contact_pictures')

test('a picture that matches no card is never shown, and is counted when the next record names another', async () => {
  expect(await showAfter(picture(other))).toMatchObject({ picture: null })
  expect(await showAfter(picture(face), card(2, face))).toMatchObject({ picture: asUrl('png', face) })
  expect(await skippedBy(alice)).toEqual({ 'picture-unnamed': 1 })
  expect(await showAfter(picture(other), card(3, face))).toMatchObject({ picture: asUrl('png', face) })
  expect(await showAfter(picture(other), card(4, null))).toMatchObject({ picture: null })
  expect(await skippedBy(alice)).toEqual({ 'picture-unnamed': 3 })
  expect(kept()).toEqual([])
})

test('a card that names another picture than the received one shows none until the right one arrives', async () => {
  expect(await showAfter(picture(other), card(2, face))).toMatchObject({ picture: null })
  expect(await showAfter(picture(face))).toMatchObject({ picture: asUrl('png', face) })
  expect(await skippedBy(alice)).toEqual({ 'picture-unnamed': 1 })
})

test('an SVG or HTML page is not accepted as a picture, whatever the card names', async () => {
  for (const [i, bytes] of [svg, page].entries())
    expect(await showAfter(picture(bytes), card(2 + i, bytes), picture(bytes))).toMatchObject({
      picture: null,
    })
  expect(await skippedBy(alice)).toEqual({ 'feed-record-malformed': 4 })
  expect(kept()).toEqual([])
})

test('a picture over the size limit is not decoded, and later records are read', async () => {
  const bytes = makePicture('png', 1, MAX_PICTURE_BYTES + 1)
  const { feed, key } = mallory.victim(alice)
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(feed.length))
  const plain = Buffer.alloc(256 * 21)
  plain.set(Buffer.concat([Buffer.of(8, 1, 0xfd, bytes.length & 0xff, bytes.length >> 8), bytes]))
  await mallory.writeBlocks(alice, sealRecord(key, plain, Buffer.concat([feed.key, at])))
  expect(await showAfter(card(2, bytes))).toMatchObject({ picture: null })
  expect(await skippedBy(alice)).toEqual({ 'feed-record-malformed': 1 })
})

test('one picture of a flood is kept, and only for the person whose feed it is in', async () => {
  const bobs = makePicture('jpeg', 7)
  await bob.do.people.setPicture({ picture: asUrl('jpeg', bobs) }, calling)
  await showAfter(
    ...Array.from({ length: 100 }, (_, i) => picture(makePicture('webp', i, MAX_PICTURE_BYTES))),
  )
  await eventually(() => kept().length === 2, 'one of bob’s, and one that waits')
  expect(await showAfter(card(2, bobs))).toMatchObject({ picture: null })
  expect(await skippedBy(alice)).toEqual({ 'picture-unnamed': 100 })
})

test('an older card, or a rewritten one, brings no picture back', async () => {
  await showAfter(picture(face), card(2, face), card(3, null))
  expect(await showAfter(picture(face), card(2, face))).toMatchObject({ picture: null })
  expect(await showAfter(picture(other), card(3, other))).toMatchObject({ picture: null })
  expect(await skippedBy(alice)).toEqual({ 'card-rewritten': 1 })
  expect(await showAfter(card(4, face))).toMatchObject({ picture: null })
})

test('a device that consents is listed before it connects, an ended one is not, and the comparison stays', async () => {
  const root = await mallory.openRoot()
  const phone = createSigningKeyPair()
  const named = [...mallory.identity.card.devices.named, await root.nameDevice(phone)]
  const ended = [{ device: Buffer.alloc(32, 6), heir: phone.publicKey }]
  const devices = root.signEra({ era: 2, at: 2, named, ended })
  const [before] = await alice.do.people
    .setCompared({ person: 'mallory', same: true }, calling)
    .then((all) => all.filter(({ name }) => name === 'mallory'))
  const shown = await showAfter(card(2, null, { devices }))
  expect(before!.devices).toHaveLength(1)
  const added = { device: toText(phone.publicKey), online: false }
  expect(shown.devices).toHaveLength(2)
  expect(shown.devices).toEqual(expect.arrayContaining([...before!.devices, added]))
  expect(shown.comparedAt).toBe(before!.comparedAt)
})
