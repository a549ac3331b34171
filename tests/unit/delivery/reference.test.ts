// reference: what a reader may open, which peer is asked, and what is believed and kept of the
// answer.
import { expect, test } from 'vitest'
import { decodeReleases, encodeReleaseAnswer } from '../../../src/core/access/index.ts'
import type { ReleaseRefusal } from '../../../src/core/access/decide.ts'
import { equalBytes } from '../../../src/core/base/index.ts'
import { Reference, ReleaseDesk, hold, recall } from '../../../src/core/delivery/index.ts'
import type { ReferenceParts } from '../../../src/core/delivery/reference.ts'
import type { Peer, Peers } from '../../../src/core/network/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, storeFile, type MadeLetter } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { hearAll, noticesTo, receive } from './said.ts'

type Answer = (request: Uint8Array) => Promise<Uint8Array | null> | null

interface Reading {
  reference: Reference
  /** The number of requests for a key. */
  asked: () => number
  open: (letter: Pick<MadeLetter, 'ref'>) => ReturnType<Reference['open']>
}

/** Bob reads over a connection to Alice, whose desk answers; blocks come from her store. */
function readFrom(alice: PlainHome, bob: PlainHome, answer?: Answer): Reading {
  let asked = 0
  const handshakeHash = randomBytes(32)
  const handles: Parameters<Peers['respond']>[0]['handle'][] = []
  new ReleaseDesk(alice.parts, { respond: (method) => void handles.push(method.handle) })
  const { person, device } = bob.identity
  const asks = { person, device: device.publicKey, handshakeHash } as unknown as Peer
  const { identity } = alice
  const request: Peer['request'] = async (_method, bytes) => {
    asked++
    return answer === undefined ? handles[0]!(asks, bytes) : answer(bytes)
  }
  const wire = {
    person: identity.person,
    device: identity.device.publicKey,
    handshakeHash,
    isOpen: true,
    request,
  }
  const peer = wire as unknown as Peer
  const peers = { waitFor: () => Promise.resolve(peer), find: () => peer, list: () => [peer] }
  bob.parts.store.readBlocks = (ref) => alice.parts.store.readBlocks(ref, 0)
  const parts: ReferenceParts = { ...bob.parts, peers: peers as unknown as Peers }
  const reference = new Reference(parts)
  return { reference, asked: () => asked, open: ({ ref }) => reference.open(ref, { waitMs: 100 }) }
}

const received = ({ parts, ledger }: PlainHome, { object }: MadeLetter) => parts.inbox.find(ledger, object)

test('open: a controlled letter is released once; later reads use the kept copy', async () => {
  const { alice, bob } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  const { open, asked } = readFrom(alice, bob)
  for (let i = 0; i < 2; i++) expect((await open(letter)).header.title).toBe('A letter')
  expect(asked()).toBe(1)
  expect(received(bob, letter)!.openedAt).toBe(bob.clock.now())
  expect(bob.parts.store.findKept(bob.ledger, letter.object)!.contentKey).toEqual(letter.contentKey)
})

test('open: an open letter needs no request for a key', async () => {
  const { alice, bob } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience], mode: 'open' })
  hearAll(bob, alice)
  const { open, asked } = readFrom(alice, bob)
  await open(letter)
  expect([asked(), received(bob, letter)!.openedAt]).toEqual([0, bob.clock.now()])
})

test('open: records the attached files and lets the other readers fetch their cores', async () => {
  const { alice, bob, carol } = await openCircle()
  const link = await storeFile(alice)
  const letter = await giveLetter(alice, { to: [bob.audience, carol.audience], links: [link] })
  hearAll(bob, alice)
  await readFrom(alice, bob).open(letter)
  expect(bob.ledger.all('SELECT letter, author FROM attached')).toEqual([
    { letter: letter.object, author: alice.identity.person },
  ])
  const sql = 'SELECT core FROM core_readers WHERE person = ? AND is_own = 0'
  const cores = bob.ledger.all<{ core: Uint8Array }>(sql, carol.identity.person)
  expect(cores.some(({ core }) => equalBytes(core, link.ref.core))).toBe(true)
})

test('refused: remembers a recall, but not a hold', async () => {
  const { alice, bob } = await openCircle()
  const [held, recalled] = [
    await giveLetter(alice, { to: [bob.audience] }),
    await giveLetter(alice, { to: [bob.audience] }),
  ]
  hearAll(bob, alice)
  await hold(alice.parts, held.object)
  await recall(alice.parts, recalled.object)
  const { open, asked } = readFrom(alice, bob)
  for (const [letter, code] of [
    [held, 'HELD'],
    [recalled, 'RECALLED'],
  ] as const) {
    await expect(open(letter)).rejects.toEqual(refused(code))
    await expect(open(letter)).rejects.toEqual(refused(code))
  }
  expect([received(bob, held)!.withdrawn, received(bob, recalled)!.withdrawn]).toEqual([null, 'recalled'])
  expect(asked()).toBe(3)
  expect(bob.parts.store.findKept(bob.ledger, held.object)).toBeNull()
})

test('refused: each answer of a releaser has its own code, and only final ones are remembered', async () => {
  const { alice, bob } = await openCircle()
  const statuses: ReleaseRefusal[] = ['NOT_A_READER', 'NOT_YET', 'QUOTA', 'EXPIRED']
  for (const status of statuses) {
    const letter = await giveLetter(alice, { to: [bob.audience] })
    hearAll(bob, alice)
    const { open } = readFrom(alice, bob, () => Promise.resolve(encodeReleaseAnswer({ status })))
    await expect(open(letter)).rejects.toEqual(refused(status))
    expect(received(bob, letter)!.withdrawn).toBe(status === 'EXPIRED' ? 'expired' : null)
  }
})

test('altered: a letter that differs from its notice is not kept', async () => {
  const { alice, bob } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  const [notice] = noticesTo(alice, bob.audience)
  receive(bob, alice, { type: 'notice', notice: { ...notice!, size: notice!.size + 1 } })
  await expect(readFrom(alice, bob).open(letter)).rejects.toEqual(refused('ALTERED'))
  expect([bob.counted, bob.parts.store.findKept(bob.ledger, letter.object)]).toEqual([
    ['object-altered'],
    null,
  ])
  expect(received(bob, letter)!.openedAt).toBeNull()
})

test('altered: a release for another letter, or one that the reader cannot open, is not believed', async () => {
  const { alice, bob } = await openCircle()
  const [one, other] = [
    await giveLetter(alice, { to: [bob.audience] }),
    await giveLetter(alice, { to: [bob.audience] }),
  ]
  hearAll(bob, alice)
  await readFrom(alice, bob).open(other)
  const evidence = bob.ledger.get<{ r: Uint8Array }>(
    'SELECT release_evidence AS r FROM received WHERE object = ?',
    other.object,
  )!.r
  const [record = evidence] = decodeReleases(evidence)
  const others = encodeReleaseAnswer({ status: 'released', boxNumber: 1, grant: randomBytes(80), record })
  const lying = readFrom(alice, bob, () => Promise.resolve(others))
  await expect(lying.open(one)).rejects.toEqual(refused('ALTERED'))
  const nonsense = readFrom(alice, bob, () => Promise.resolve(randomBytes(5)))
  await expect(nonsense.open(one)).rejects.toEqual(refused('UNREACHABLE'))
  expect(bob.counted).toEqual(['release-record', 'object-altered', 'release-answer'])
  expect(received(bob, one)!.openedAt).toBeNull()
})

test('blocked: an object of a blocked author is not opened, and no peer is asked', async () => {
  const { alice, bob } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  bob.ledger.transact((tx) => bob.parts.addressBook.block(tx, alice.identity.person))
  const { open, asked } = readFrom(alice, bob)
  await expect(open(letter)).rejects.toEqual(refused('BLOCKED'))
  expect(asked()).toBe(0)
})

test('unknown: a ref of a stranger causes no request; a ref of a contact waits for its notice', async () => {
  const { alice, bob, carol } = await openCircle()
  const letter = await giveLetter(alice, { to: [carol.audience] })
  const { open, asked } = readFrom(alice, bob)
  const strangers = { ref: { ...letter.ref, device: randomBytes(32) } }
  await expect(open(strangers)).rejects.toEqual(refused('NOT_A_READER'))
  await expect(open(letter)).rejects.toEqual(refused('UNREACHABLE'))
  expect(asked()).toBe(0)
})
