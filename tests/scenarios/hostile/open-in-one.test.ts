// An author who answers a request for key and blocks with other blocks, and a contact who asks for
// blocks of letters to others.
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createReleaseRequest,
  releaseRequestForm,
  encodeReleaseAnswer,
} from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { carryBlocks, type CarriedBlocks } from '../../../src/core/cores/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { getRef, objectId, type Ref } from '../../../src/core/store/index.ts'
import { Mallory, type MadeObject } from '../../support/mallory.ts'
import { pair, Person } from '../../support/person.ts'
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

/** Answers with a genuine key and record, and with these blocks. */
function release(made: MadeObject, change: (carried: CarriedBlocks) => CarriedBlocks | null): void {
  mallory.answers.set('release', async (request) => {
    const { objectId: object, known } = releaseRequestForm.decode(request)
    const facts = { objectId: object, person: mallory.victim(alice).person, at: Date.now() }
    const wanted = { length: known?.length ?? 0, positions: [made.ref.start], maxBytes: 1 << 20 }
    const honest = (await carryBlocks(await mallory.objects(), wanted))!.carried
    return encodeReleaseAnswer({
      ...{ status: 'released', boxNumber: 1, grant: mallory.grantFor(alice, made) },
      record: releaseForm.encode(signRelease(facts, mallory.device)),
      blocks: known === null ? null : change(honest),
    })
  })
}

const announced = async (): Promise<MadeObject> => {
  const made = await mallory.make([alice], 'A letter', 'words')
  await mallory.announce(alice, made)
  await alice.arrival(made.refText)
  return made
}
const isStored = async ({ core, start }: Ref): Promise<boolean> =>
  (await alice.home.parts.foreignCores.openCore(core)).has(start)
const first = (carried: CarriedBlocks, change: object): CarriedBlocks => ({
  ...carried,
  blocks: [{ ...carried.blocks[0]!, ...change }],
})

test('blocks that come with the key are stored, and the letter opens', async () => {
  const made = await announced()
  release(made, (carried) => carried)
  expect(await alice.read(made.refText)).toMatchObject({ text: 'words' })
})

test.each<[string, (carried: CarriedBlocks) => CarriedBlocks | null]>([
  ['none', () => null],
  ['another block', (carried) => first(carried, { block: randomBytes(900) })],
  ['another position', (carried) => first(carried, { position: 5 })],
  ['another core', (carried) => ({ ...carried, core: randomBytes(32) })],
  ['a core of her own feed', (carried) => ({ ...carried, core: mallory.feedFor(alice).key })],
  ['too many', (carried) => ({ ...carried, blocks: [...carried.blocks, ...carried.blocks] })],
  [
    'a wrong signature',
    (carried) => ({
      ...carried,
      step: { ...carried.step!, signature: randomBytes(68) },
    }),
  ],
  ['a higher fork', (carried) => ({ ...carried, fork: 1 })],
  [
    'another namespace',
    (carried) => ({ ...carried, manifest: { ...carried.manifest!, namespace: randomBytes(32) } }),
  ],
])('an answer with blocks that are not asked for, %s, stores none of them', async (_, change) => {
  const made = await announced()
  release(made, change)
  // The letter itself is honest, so that ordinary replication brings it.
  expect(await alice.read(made.refText, 8_000)).toMatchObject({ text: 'words' })
  expect(await isStored(made.ref)).toBe(true)
  const core = await alice.home.parts.foreignCores.openCore(made.ref.core)
  expect(core.length).toBe((await mallory.objects()).length)
})

test('a contact who is no reader learns nothing by asking for blocks', async () => {
  const refs = [
    await alice.write(bob, 'Short', 'a secret'),
    await alice.write(bob, 'Long', 'x'.repeat(300_000)),
  ]
  const known = refs.map((ref) => ({ core: getRef(ref).core, fork: 0, length: 0 }))
  const objects = [...refs.map((ref) => objectId(getRef(ref))), randomBytes(32)]
  const answers = await Promise.all(
    objects.map(async (object, nth) => {
      const hash = mallory.handshakeHash(alice.device)
      const request = createReleaseRequest(object, hash, mallory.device, known[nth] ?? known[0]!)
      return toHex((await mallory.ask(alice.device, 'release', releaseRequestForm.encode(request)))!)
    }),
  )
  expect(new Set(answers)).toEqual(new Set([toHex(encodeReleaseAnswer({ status: 'NOT_A_READER' }))]))
})
