// Links of phones over the wire between a station and a home: order, turns, limits and the end.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HeldBytes, type MessageLink } from '../../../src/core/contract/message-link.ts'
import { FAR_PROTOCOL, FarChannel, type FarLink } from '../../../src/core/network/far-channel.ts'
import type { Peer } from '../../../src/core/network/peer.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { farPieceForm } from '../../../src/core/network/far-messages.ts'
import { eventually } from '../../support/person.ts'
import { peerOn } from '../../support/peer-on.ts'
import { createWirePair, type WirePair } from '../../support/wire.ts'

const ROUTE = randomBytes(16)
const MESSAGE = 65_535
const MIB = 1 << 20

let pair: WirePair
let peers: { station: Peer; home: Peer }
let station: FarChannel
let home: FarChannel
let held: HeldBytes
/** Called when the home serves a request. */
let onAsked: () => void
/** The home's ends, in the order in which they came. */
let came: { link: MessageLink; route: Uint8Array; from: string; got: Uint8Array[]; end: string | null }[]

beforeEach(async () => {
  came = []
  held = new HeldBytes(4 * MIB)
  pair = await createWirePair(createSigningKeyPair(), createSigningKeyPair())
  const handle = (): Uint8Array => {
    onAsked()
    return Buffer.alloc(1)
  }
  const asked = { name: 'asked', isForStrangers: true, maxRequestBytes: 1, handle }
  peers = { home: peerOn(pair.alice, [asked]), station: peerOn(pair.bob) }
  peers.home.offerChannel(FAR_PROTOCOL, () => {
    home = FarChannel.open(peers.home, {
      ...{ held: new HeldBytes(64 * MIB), maxHeldBytes: 8 * MIB, onClose: () => undefined },
      take(link, route, from) {
        const one: (typeof came)[number] = { link, route, from, got: [], end: null }
        link.onMessage((message) => one.got.push(message))
        link.onClose((reason) => (one.end = reason))
        came.push(one)
      },
    })
  })
  station = FarChannel.open(peers.station, { held, maxHeldBytes: MIB, onClose: () => undefined })
})

afterEach(() => pair.cut())

const counted = { bytes: 0 }
function dial(from = '203.0.113.0/24'): FarLink {
  return station.dial(ROUTE, from, (bytes) => (counted.bytes += bytes))!
}

async function dialled(): Promise<{ phone: FarLink; at: (typeof came)[number] }> {
  const phone = dial()
  const nth = came.length
  await eventually(() => came.length > nth, 'the home has the link')
  return { phone, at: came[nth]! }
}

function listen(link: MessageLink): { got: Uint8Array[]; end: string | null } {
  const heard = { got: [] as Uint8Array[], end: null as string | null }
  link.onMessage((message) => heard.got.push(message))
  link.onClose((reason) => (heard.end = reason))
  return heard
}

test('messages of every length arrive whole and in order, both ways, with where they came from', async () => {
  counted.bytes = 0
  const { phone, at } = await dialled()
  const heard = listen(phone)
  const sent = [0, 1, 32_767, 32_768, 32_769, MESSAGE].map((length) => Buffer.from(randomBytes(length)))
  for (const message of sent) phone.send(message)
  await eventually(() => at.got.length === sent.length)
  for (const message of at.got) at.link.send(message)
  await eventually(() => heard.got.length === sent.length)
  expect(heard.got.map((message) => Buffer.from(message))).toEqual(sent)
  expect([Buffer.from(at.route), at.from]).toEqual([Buffer.from(ROUTE), '203.0.113.0/24'])
  expect(counted.bytes).toBe(2 * sent.reduce((sum, { byteLength }) => sum + byteLength, 0))
})

test('links take turns: a short message passes a long queue of another link', async () => {
  const [busy, other] = [await dialled(), await dialled()]
  const order: string[] = []
  busy.at.link.onMessage(() => order.push('long'))
  other.at.link.onMessage(() => order.push('short'))
  for (let sent = 0; sent < 15; sent++) busy.phone.send(randomBytes(MESSAGE))
  other.phone.send(Buffer.from('now'))
  await eventually(() => order.length === 16)
  // What was on the wire already goes first: 256 KiB.
  expect(order.indexOf('short')).toBeLessThan(6)
})

test('a request passes the pieces of a link', async () => {
  const { phone, at } = await dialled()
  let before = 0
  onAsked = () => (before = at.got.length)
  for (let sent = 0; sent < 15; sent++) phone.send(randomBytes(MESSAGE))
  await peers.station.request('asked', Buffer.from('?'), 60_000)
  expect(before).toBeLessThan(3)
})

test('no more than 256 KiB are on the wire without having arrived', async () => {
  const sent: { bytes: number; arrived: () => void }[] = []
  const silent = {
    openChannel: () => ({
      send: (_type: number, bytes: Uint8Array) =>
        sent.push({ bytes: bytes.byteLength, arrived: () => undefined }),
      flush: () => new Promise<void>((resolve) => (sent.at(-1)!.arrived = resolve)),
      close: () => undefined,
    }),
  } as unknown as Peer
  const alone = FarChannel.open(silent, { held, maxHeldBytes: MIB, onClose: () => undefined })
  const link = alone.dial(ROUTE, '', () => undefined)!
  for (let count = 0; count < 15; count++) link.send(randomBytes(MESSAGE))
  // The first is the opening of the link.
  expect(sent.splice(0).length).toBe(1 + 8)
  expect(held.bytes).toBe(15 * MESSAGE - sumOf(8))
  alone.close()
  expect(held.bytes).toBe(0)
})

/** The bytes of the first pieces: each message has one of 32,768 and one of 32,767. */
const sumOf = (pieces: number): number => (pieces / 2) * MESSAGE

test('a link with more than 1 MiB unread is cut, and the others stay', async () => {
  const [cut, other] = [await dialled(), await dialled()]
  const heard = listen(cut.phone)
  pair.pause()
  for (let sent = 0; sent < 40 && heard.end === null; sent++) cut.phone.send(randomBytes(MESSAGE))
  expect(heard.end).toBe('too much is unread')
  expect(held.bytes).toBe(0)
  pair.resume()
  await eventually(() => cut.at.end !== null)
  other.phone.send(Buffer.from('still here'))
  await eventually(() => other.at.got.length === 1)
})

test('all links together hold no more than their limit, and who holds most is cut', async () => {
  const greedy = await Promise.all(Array.from({ length: 5 }, () => dialled()))
  const modest = await dialled()
  pair.pause()
  const ends = greedy.map(({ phone }) => listen(phone))
  for (let sent = 0; sent < 15; sent++) for (const { phone } of greedy) phone.send(randomBytes(MESSAGE))
  for (let sent = 0; sent < 8; sent++) modest.phone.send(randomBytes(MESSAGE))
  expect(held.bytes).toBeLessThanOrEqual(4 * MIB)
  expect(ends.filter(({ end }) => end === 'too much is unread').length).toBeGreaterThan(0)
  pair.resume()
  await eventually(() => modest.at.got.length === 8)
})

test('a home sends no more than 512 KiB ahead of what the phone has taken', async () => {
  const { phone, at } = await dialled()
  const heard = listen(phone)
  for (let sent = 0; sent < 40; sent++) at.link.send(randomBytes(MESSAGE))
  await eventually(() => heard.got.length >= 8)
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(heard.got.length * MESSAGE).toBeLessThanOrEqual(600_000)
  let taken = 0
  phone.onMessage(({ byteLength }) => {
    taken += byteLength
    phone.took(byteLength)
  })
  phone.took(heard.got.length * MESSAGE)
  await eventually(() => heard.got.length * MESSAGE + taken === 40 * MESSAGE)
})

test('a last word arrives before the end, and a long queue does not', async () => {
  const [polite, revoked] = [await dialled(), await dialled()]
  const [heard, cut] = [listen(polite.phone), listen(revoked.phone)]
  polite.at.link.send(Buffer.from('refused'))
  polite.at.link.close('revoked')
  for (let sent = 0; sent < 30; sent++) revoked.at.link.send(randomBytes(MESSAGE))
  revoked.at.link.close('revoked')
  await eventually(() => heard.end !== null && cut.end !== null)
  expect([heard.got.map(String), heard.end]).toEqual([['refused'], 'revoked'])
  expect(cut.got.length).toBeLessThan(30)
  expect([station.links, home.links]).toEqual([0, 0])
})

test('every link ends with the wire', async () => {
  const { phone, at } = await dialled()
  const heard = listen(phone)
  pair.cut()
  await eventually(() => heard.end !== null && at.end !== null)
  expect([heard.end, at.end, station.dial(ROUTE, '', () => undefined)]).toEqual([
    'the wire is closed',
    'the wire is closed',
    null,
  ])
})

test('a malformed message ends the channel with its links, and not the wire', async () => {
  const { phone } = await dialled()
  const heard = listen(phone)
  const wrong = farPieceForm.encode({ link: 1, isLast: false, bytes: Buffer.alloc(5) })
  sendRaw(peers.home, wrong)
  await eventually(() => heard.end !== null)
  expect([peers.home.isOpen, peers.station.isOpen]).toEqual([true, true])
})

/** Sends a message of the channel as another program would. */
function sendRaw(peer: Peer, bytes: Uint8Array): void {
  const { userData } = peer.wire.stream as unknown as { userData: RawMux }
  const channel = [...userData].find(({ protocol }) => protocol === FAR_PROTOCOL)!
  channel.messages[1]!.send(bytes)
}

type RawMux = Iterable<{ protocol: string; messages: { send(bytes: Uint8Array): void }[] }>
