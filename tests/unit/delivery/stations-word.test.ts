// Whatever any number of stations answer, the reader's home writes down nothing about the end of a
// letter, and the author's device opens it later.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/core/base/index.ts'
import { keeperSetHash, signReaderReceipt } from '../../../src/core/station-records/index.ts'
import { OPEN_STATUSES } from '../../../src/core/station-records/gate-open.ts'
import { Reference, ReleaseDesk } from '../../../src/core/delivery/index.ts'
import type { ReferenceParts } from '../../../src/core/delivery/reference.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import type { Peer, Peers } from '../../../src/core/network/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { giveLetter, isoOf, type MadeLetter } from './made-objects.ts'
import { DAY_MS } from '../../support/nouns.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { noticesTo, receive } from './said.ts'

interface Story {
  need: number
  /** What each station answers, and the time that it claims. Null: nothing. */
  answers: { status: (typeof OPEN_STATUSES)[number] | null; at: number }[]
  doesExpire: boolean
}

const anyStory = fc
  .record({
    need: fc.integer({ min: 1, max: 7 }),
    answers: fc.array(
      fc.record({
        status: fc.oneof(
          fc.constantFrom('RECALLED' as const, 'EXPIRED' as const),
          fc.constantFrom(...OPEN_STATUSES, null),
        ),
        at: fc.constantFrom(0, Date.UTC(2031, 0, 1), 8.64e15),
      }),
      { minLength: 1, maxLength: 7 },
    ),
    doesExpire: fc.boolean(),
  })
  .map(({ need, ...story }): Story => ({ ...story, need: 1 + (need % story.answers.length) }))

/** A letter of Alice with these stations, and what they will answer to Bob. */
async function give(alice: PlainHome, bob: PlainHome, { need, answers, doesExpire }: Story, id: number) {
  const set: KeeperSet = { id, need, distrust: 0, devices: answers.map(() => randomBytes(32)) }
  const expires = doesExpire ? isoOf(alice.clock.now() + DAY_MS) : null
  const letter = await giveLetter(alice, { to: [bob.audience], expires })
  const notice = noticesTo(alice, bob.audience).at(-1)!
  const hashes = answers.map(() => randomBytes(16))
  const gate = { number: 1, set: keeperSetHash(set), need, until: 8.64e15, hashes }
  receive(bob, alice, { type: 'notice', notice: { ...notice, gate } })
  return { letter, set, answers }
}

/** Bob reads. While Alice is away, only her stations answer. */
function read(alice: PlainHome, bob: PlainHome, given: Awaited<ReturnType<typeof give>>[]) {
  const home = { isHere: false }
  const handshakeHash = randomBytes(32)
  const handles: Parameters<Peers['respond']>[0]['handle'][] = []
  new ReleaseDesk(alice.parts, { respond: (method) => void handles.push(method.handle) })
  const asks = { person: bob.identity.person, device: bob.identity.device.publicKey, handshakeHash }
  const { person, device } = alice.identity
  const peer = {
    ...{ person, device: device.publicKey, handshakeHash, isOpen: true },
    request: async (_method: string, bytes: Uint8Array) => handles[0]!(asks as unknown as Peer, bytes),
  }
  const peers = {
    waitFor: () => Promise.resolve(home.isHere ? peer : null),
    find: () => (home.isHere ? peer : null),
    list: () => [],
  }
  const answerOf = (station: Uint8Array): { answer: unknown } | null => {
    const { set, answers } = given.find(({ set: { devices } }) => devices.includes(station))!
    const { status, at } = answers[set.devices.indexOf(station)]!
    if (status === null) return null
    const liar = createSigningKeyPair()
    const facts = { account: randomBytes(32), handle: randomBytes(32), key: liar.publicKey, at }
    const isSigned = status === 'RECALLED' || status === 'EXPIRED' || status === 'released'
    const receipt = isSigned ? signReaderReceipt({ ...facts, answer: status }, liar) : null
    return { answer: { status, share: status === 'released' ? randomBytes(81) : null, receipt } }
  }
  bob.parts.store.readBlocks = (ref) => alice.parts.store.readBlocks(ref, 0)
  const parts = {
    ...{ ...bob.parts, clock: systemClock, peers },
    acquaintances: { findCard: () => ({ keepers: { sets: given.map(({ set }) => set), mailboxes: [] } }) },
    authorStations: {
      isNear: () => true,
      readFeeds: () => undefined,
      visit: (station: Uint8Array) => Promise.resolve(answerOf(station)),
    },
  }
  const reference = new Reference(parts as unknown as ReferenceParts)
  const open = ({ ref }: MadeLetter) => reference.open(ref, { waitMs: 20 })
  return { home, open }
}

test('no answers of stations end a letter, and its author opens it afterwards', async () => {
  const stories = fc.sample(anyStory, { numRuns: 60, seed: Number(process.env.FUMIKURA_SEED ?? 1) })
  const { alice, bob } = await openCircle()
  const given = []
  for (const [i, story] of stories.entries()) given.push(await give(alice, bob, story, i))
  const { home, open } = read(alice, bob, given)
  const early = await Promise.allSettled(given.map(({ letter }) => open(letter)))
  expect(early.filter(({ status }) => status === 'fulfilled')).toEqual([])
  const codes = new Set(early.map((one) => (one as { reason: { code: string } }).reason.code))
  expect([...codes]).toEqual(expect.arrayContaining(['RECALLED', 'EXPIRED', 'KEEPERS_AWAY']))
  const ended = 'SELECT object FROM received WHERE withdrawn IS NOT NULL OR withdrawn_at IS NOT NULL'
  expect(bob.ledger.all(ended)).toEqual([])
  home.isHere = true
  for (const { letter } of given) expect((await open(letter)).header.title).toBe('A letter')
})
