// Requests for keys without a right, and false keys.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type Policy } from '../../../src/core/contract/index.ts'
import {
  createReleaseRequest,
  releaseRequestForm,
  encodeReleaseAnswer,
  type ReleaseAnswerRecord,
} from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { agreeOnce, createSigningKeyPair, randomBytes, sealSmallBox } from '../../../src/core/seal/index.ts'
import { formatRef, objectId, parseRef } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { RawPeer } from '../../support/raw-peer.ts'
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

const refused = (code: string): unknown => expect.objectContaining({ code })
const answerOf = (status: Exclude<ReleaseAnswerRecord['status'], 'released'>) =>
  toHex(encodeReleaseAnswer({ status }))
const NOTHING = ''
const objectOf = (ref: string): Uint8Array => objectId(parseRef(ref)!)

const requestFor = (object: Uint8Array): Uint8Array =>
  releaseRequestForm.encode(createReleaseRequest(object, mallory.handshakeHash(alice.device), mallory.device))

/** Returns the answer to mallory for an object, byte for byte. */
async function answerFor(object: Uint8Array): Promise<string | null> {
  const answer = await mallory.ask(alice.device, 'release', requestFor(object), 20_000)
  return answer === null ? null : toHex(answer)
}

async function write(to: string[], policy: Partial<Policy> = {}): Promise<string> {
  const { ref } = await alice.do.letters.send(
    { to, subject: 'A letter', text: 'words', policy: { ...PLAIN_POLICY, ...policy } },
    calling,
  )
  return ref
}

const soon = (ms: number) => new Date(Date.now() + ms).toISOString()
const releases = () => alice.home.parts.ledger.all('SELECT 1 FROM access_releases').length

test('a reader without a key gets the reason: recalled, held or expired', async () => {
  const [recalled, held, expired, good] = [
    await write(['mallory']),
    await write(['mallory']),
    await write(['mallory'], { expires: soon(300) }),
    await write(['mallory']),
  ]
  await alice.do.letters.recall({ ref: recalled }, calling)
  await alice.do.letters.hold({ ref: held }, calling)
  await eventually(async () => (await alice.status(expired))[0]!.state === 'expired')
  const answers = await Promise.all([recalled, held, expired].map((ref) => answerFor(objectOf(ref))))
  expect(answers).toEqual([answerOf('RECALLED'), answerOf('HELD'), answerOf('EXPIRED')])
  expect(releases()).toBe(0)
  const released = await answerFor(objectOf(good))
  expect([releases(), await answerFor(objectOf(good))]).toEqual([1, released])
})

test('a request counts only on the connection that it was made for, and only from its signer', async () => {
  const toMallory = objectOf(await write(['mallory']))
  const toBob = objectOf(await write(['bob']))
  const captured = requestFor(toMallory)
  network.cut(alice.device, mallory.device.publicKey)
  await eventually(() => !mallory.isConnected(alice.device))
  await mallory.dial(alice.device)
  const { device: bobsKeys } = bob.home.parts.identity
  const signedByBob = releaseRequestForm.encode(
    createReleaseRequest(toBob, mallory.handshakeHash(alice.device), bobsKeys),
  )
  const stranger = createSigningKeyPair()
  const signedByStranger = releaseRequestForm.encode(
    createReleaseRequest(toMallory, mallory.handshakeHash(alice.device), stranger),
  )
  const answers = []
  for (const request of [captured, signedByBob, signedByStranger])
    answers.push(toHex((await mallory.ask(alice.device, 'release', request))!))
  expect(answers).toEqual([NOTHING, NOTHING, NOTHING])
  expect(releases()).toBe(0)
  expect(await skippedBy(alice)).toMatchObject({ 'request-release': 3 })
})

test('malformed requests get an empty answer and are counted', async () => {
  const whole = requestFor(randomBytes(32))
  const malformed = [
    new Uint8Array(0),
    randomBytes(1),
    randomBytes(129),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.of(0)]),
    randomBytes(60_000),
  ]
  const answers = await Promise.all(malformed.map((request) => mallory.ask(alice.device, 'release', request)))
  expect(answers.map((answer) => toHex(answer!))).toEqual(malformed.map(() => NOTHING))
  expect(await skippedBy(alice)).toMatchObject({ 'request-release': malformed.length })
})

test('every request of a stranger gets an empty answer', async () => {
  const ref = await write(['bob'])
  const device = createSigningKeyPair()
  const stranger = await RawPeer.join(network, device)
  try {
    await stranger.dial(alice.device)
    const hash = stranger.handshakeHash(alice.device)
    const ask = (object: Uint8Array) =>
      stranger.ask(
        alice.device,
        'release',
        releaseRequestForm.encode(createReleaseRequest(object, hash, device)),
      )
    const answers = [await ask(objectOf(ref)), await ask(randomBytes(32))]
    expect(answers.map((answer) => toHex(answer!))).toEqual([NOTHING, NOTHING])
    expect(await skippedBy(alice)).toMatchObject({ 'request-release': 2 })
  } finally {
    await stranger.remove()
  }
})

test('a flood of requests writes nothing; other readers are served meanwhile, and requests over the limit are refused and counted', async () => {
  const ref = await write(['bob'])
  await bob.arrival(ref)
  const commits = () =>
    alice.home.parts.ledger.get<{ counter: number }>('SELECT max(counter) AS counter FROM commits')!.counter
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = commits()
  const answers: (string | null)[] = []
  const served = () => answers.filter((answer) => answer === answerOf('NOT_A_READER')).length
  const flood = Array.from({ length: 5000 }, async () => answers.push(await answerFor(randomBytes(32))))
  await eventually(() => served() > 0)
  expect(await bob.read(ref, 20_000)).toMatchObject({ text: 'words' })
  const servedBeforeBob = served()
  await Promise.all(flood)
  expect(servedBeforeBob).toBeLessThan(served())
  expect(answers.filter((answer) => answer === NOTHING || answer === null)).toHaveLength(5000 - served())
  await eventually(async () => (await skippedBy(alice))['too-many-release'] === 5000 - served())
  // Commits for bob's release, its deferred records and the counts of refusals, but not for each
  // request.
  expect(commits() - before).toBeLessThan(30)
})

/** Puts a controlled letter from mallory into alice's inbox. */
async function announceSealed(): Promise<MadeObject> {
  const made = await mallory.make([alice], 'Open me', 'the honest words')
  await mallory.announce(alice, made)
  await alice.arrival(made.refText)
  return made
}

function honestAnswer(
  made: MadeObject,
  changes: { record?: Uint8Array; grant?: Uint8Array; boxNumber?: number } = {},
): Uint8Array {
  const person = alice.home.parts.identity.person
  const record = releaseForm.encode(
    signRelease({ objectId: made.object, person, at: Date.now() }, mallory.device),
  )
  return encodeReleaseAnswer({
    status: 'released',
    boxNumber: 1,
    grant: mallory.grantFor(alice, made),
    record,
    ...changes,
  })
}

const signed = (objectName: Uint8Array, person: Uint8Array, signer = mallory.device) =>
  releaseForm.encode(signRelease({ objectId: objectName, person, at: Date.now() }, signer))

const lies: [string, string, string, (made: MadeObject, person: Uint8Array) => Uint8Array][] = [
  [
    'a record of another object',
    'ALTERED',
    'release-record',
    (made, person) => honestAnswer(made, { record: signed(randomBytes(32), person) }),
  ],
  [
    'a record of another person',
    'ALTERED',
    'release-record',
    (made) => honestAnswer(made, { record: signed(made.object, randomBytes(32)) }),
  ],
  [
    'a record signed by another device',
    'ALTERED',
    'release-record',
    (made, person) => honestAnswer(made, { record: signed(made.object, person, createSigningKeyPair()) }),
  ],
  [
    'a malformed record',
    'ALTERED',
    'release-record',
    (made) => honestAnswer(made, { record: randomBytes(100) }),
  ],
  [
    'a grant that does not open',
    'ALTERED',
    'release-grant',
    (made) => honestAnswer(made, { grant: randomBytes(80) }),
  ],
  ['a grant for another box', 'ALTERED', 'release-grant', (made) => honestAnswer(made, { boxNumber: 9 })],
  [
    'a grant that opens to no key',
    'ALTERED',
    'release-grant',
    (made) => honestAnswer(made, { grant: sealShortKey() }),
  ],
  [
    'a grant that opens to another key',
    'ALTERED',
    'object-altered',
    (made) =>
      honestAnswer(made, { grant: mallory.grantFor(alice, { ...made, contentKey: randomBytes(32) }) }),
  ],
  ['an answer of no known form', 'UNREACHABLE', 'release-answer', () => randomBytes(50)],
  [
    'a refusal with a grant in it',
    'UNREACHABLE',
    'release-answer',
    (made) => Buffer.from(honestAnswer(made)).fill(2, 1, 2),
  ],
  ['an oversized answer', 'UNREACHABLE', '', () => randomBytes(100_000)],
  ['an empty answer', 'UNREACHABLE', '', () => new Uint8Array(0)],
]

function sealShortKey(): Uint8Array {
  const { publicKey } = alice.home.parts.identity.boxKeys.pair(1)!
  const key = { domain: 'fumikura/pair-box/1', second: randomBytes(32), place: [] }
  return sealSmallBox(agreeOnce(publicKey), key, randomBytes(31))
}

test('a false answer of a releaser is refused and counted, and the letter stays sealed until a true one arrives', async () => {
  const made = await announceSealed()
  const person = alice.home.parts.identity.person
  for (const [what, code, kind, lie] of lies) {
    const before = (await skippedBy(alice))[kind] ?? 0
    mallory.answers.set('release', () => lie(made, person))
    await expect(alice.read(made.refText), what).rejects.toEqual(refused(code))
    expect((await alice.list())[0], what).toMatchObject({ state: 'sealed' })
    if (kind !== '') expect((await skippedBy(alice))[kind], what).toBe(before + 1)
  }
  mallory.answers.set('release', () => honestAnswer(made))
  expect(await alice.read(made.refText)).toMatchObject({ text: 'the honest words' })
})

test('a reader waits for a silent releaser no longer than the given time', async () => {
  const made = await announceSealed()
  mallory.answers.set('release', () => new Promise(() => undefined))
  await expect(alice.read(made.refText, 1000)).rejects.toEqual(refused('UNREACHABLE'))
  const ref = await bob.write(alice, 'From bob', 'all is well')
  await alice.arrival(ref)
  expect(await alice.read(ref)).toMatchObject({ text: 'all is well' })
})

test('an author who never sends the ciphertext is not asked for a key alone', async () => {
  const made = await mallory.make([alice], 'Nowhere', 'words')
  const ref = { ...made.ref, core: randomBytes(32) }
  await mallory.announce(alice, made, { ref })
  await alice.arrival(formatRef(ref))
  const alone: Uint8Array[] = []
  mallory.answers.set('release', (request) => {
    const { known } = releaseRequestForm.decode(request)
    if (known === null) alone.push(request)
    return known === null ? new Uint8Array(0) : encodeReleaseAnswer({ status: 'APART' })
  })
  await expect(alice.read((await alice.list())[0]!.ref!, 1000)).rejects.toEqual(refused('UNREACHABLE'))
  expect(alone).toEqual([])
})
