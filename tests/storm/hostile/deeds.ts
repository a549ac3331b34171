// Everything a malicious contact can do with real keys: one function for each rule that she breaks.
// What she writes is well sealed, because she can; what she asks is well signed, unless that is the rule she breaks.
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  encodeRelease,
  encodeReleaseAnswer,
  encodeReleaseRequest,
  encodeWithdrawal,
  signRelease,
  signWithdrawal,
} from '../../../src/core/access/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import {
  sealFeedRecord,
  signSuccession,
  STATE_VALUES,
  type FeedRecord,
  type Notice,
} from '../../../src/core/feeds/index.ts'
import {
  createSigningKeyPair,
  openRecord,
  randomBytes,
  sealRecord,
  type KeyPair,
} from '../../../src/core/seal/index.ts'
import type { MadeObject } from '../../support/mallory.ts'
import { calling } from '../../support/person.ts'
import { mutate } from '../decode/mutate.ts'
import { feedRecords } from '../decode/samples.ts'
import type { Random } from '../random.ts'
import { must } from '../trial.ts'
import type { AliceLetter, Victims } from './victims.ts'

export type Deed = (victims: Victims, random: Random) => Promise<void>

const MAX_NOISE_BYTES = 6000
const METHODS = ['release', 'succession', 'pair', 'knock', 'welcome']
const ASK_MS = 3000
const READ_MS = 300

export const deeds: Record<string, Deed> = {
  noise: async ({ mallory, alice }, random) =>
    mallory.writeBlocks(alice, random.bytes(random.below(MAX_NOISE_BYTES))),

  async 'spoiled record'(victims, random) {
    const { mallory, alice } = victims
    const plains = await plainRecords(victims)
    await writePlain(victims, mutate(random.pick(plains), random.pick(plains), random))
    await mallory.write(alice, random.pick(feedRecords(mallory.person, mallory.device.publicKey)))
  },

  async 'record of another place'({ mallory, alice }, random) {
    const { feed, key } = mallory.victim(alice)
    const record: FeedRecord = { type: 'kept', objects: [randomBytes(32)] }
    await mallory.writeBlocks(
      alice,
      sealFeedRecord(key, feed.key, feed.length + random.between(1, 5), record),
    )
  },

  async 'notice that breaks a rule'(victims, random) {
    const made = await victims.make()
    await victims.mallory.announce(victims.alice, made, changeNotice(victims, made, random))
  },

  async 'second notice'(victims, random) {
    const made = await victims.make()
    const { mallory, alice } = victims
    await mallory.announce(alice, made, openTo(victims, made))
    await mallory.announce(alice, made, { ...openTo(victims, made), ...changeNotice(victims, made, random) })
    await tryToRead(victims, made)
  },

  async 'altered object'(victims, random) {
    const made = await victims.make((block) => mutate(block, block, random))
    await victims.mallory.announce(victims.alice, made, openTo(victims, made))
    await tryToRead(victims, made)
  },

  async 'false key'(victims) {
    const made = await victims.make()
    const grant = victims.mallory.grantFor(victims.alice, randomBytes(32))
    await victims.mallory.announce(victims.alice, made, { mode: 'open', grant })
    await tryToRead(victims, made)
  },

  async 'false answer'(victims, random) {
    const made = await victims.make()
    await victims.mallory.announce(victims.alice, made)
    const honest = Buffer.from(answerFor(victims, made))
    const lie = random.isSo(0.3) ? random.bytes(random.below(400)) : mutate(honest, honest, random)
    victims.mallory.answers.set('release', () => lie)
    await tryToRead(victims, made)
    victims.mallory.answers.delete('release')
  },

  async 'forged withdrawal'(victims, random) {
    const { mallory, alice } = victims
    const objects = alice.home.parts.inbox.listObjects(alice.home.parts.ledger)
    if (objects.length === 0) return
    const facts = { objectId: random.pick(objects), kind: random.pick(WITHDRAWALS), at: Date.now() }
    if (victims.isOfMallory(facts.objectId)) return
    const signer = random.isSo(0.5) ? mallory.device : createSigningKeyPair()
    await mallory.write(alice, {
      type: 'withdrawal',
      record: encodeWithdrawal(signWithdrawal(facts, signer)),
    })
  },

  async 'words about letters of others'(victims, random) {
    const { mallory, alice } = victims
    const object =
      victims.aliceLetters.length > 0 ? random.pick(victims.aliceLetters).object : randomBytes(32)
    const words: FeedRecord[] = [
      {
        type: 'state',
        object,
        n: random.below(4),
        value: random.pick(STATE_VALUES),
        at: Date.now(),
        note: 'ha',
      },
      { type: 'arrived', objects: [object, randomBytes(32)], at: random.seed() },
      { type: 'kept', objects: Array.from({ length: random.between(1, 99) }, () => object) },
      { type: 'released', boxNumber: random.below(3), sealed: random.bytes(random.below(300)) },
      { type: 'card', card: random.bytes(random.below(900)) },
      { type: 'picture', bytes: random.bytes(random.below(900)) },
    ]
    await mallory.write(alice, random.pick(words))
  },

  /** Signed as it should be, for what she may have and for what she may not. */
  async 'asks for a key'(victims, random) {
    if (victims.aliceLetters.length === 0) return
    const letter = random.pick(victims.aliceLetters)
    const bytes = await ask(victims, requestFor(victims, letter.object, victims.mallory.device))
    if (bytes === null || bytes.byteLength === 0) return
    const { status } = decodeReleaseAnswer(bytes)
    if (status !== 'released') return
    must(letter.isForMallory, 'a key is answered that is not hers')
    must(!letter.isRecalled || letter.isReleased, 'a key is answered after an acknowledged recall')
    letter.isReleased = true
  },

  async 'asks in a false way'(victims, random) {
    const { mallory, bob, aliceLetters } = victims
    const object = aliceLetters.length > 0 ? random.pick(aliceLetters).object : randomBytes(32)
    const signer = random.pick([bob.home.parts.identity.device, createSigningKeyPair()])
    const forged = encodeReleaseRequest(
      createReleaseRequest(object, mallory.handshakeHash(victims.alice.device), signer),
    )
    const elsewhere = encodeReleaseRequest(createReleaseRequest(object, randomBytes(64), mallory.device))
    const bytes = await ask(victims, random.pick([forged, elsewhere]))
    must(bytes === null || bytes.byteLength === 0, 'a request that is not genuine is answered')
  },

  async 'asks nonsense'(victims, random) {
    const { mallory, alice } = victims
    const request = Buffer.from(requestFor(victims, randomBytes(32), mallory.device))
    const bytes = random.isSo(0.5) ? mutate(request, request, random) : random.bytes(random.below(2000))
    await mallory.ask(alice.device, random.pick(METHODS), bytes, ASK_MS)
  },

  async 'false succession'(victims, random) {
    const { mallory, alice } = victims
    const { feed } = mallory.victim(alice)
    const facts = {
      frozen: feed.key,
      length: random.below(9),
      treeHash: randomBytes(32),
      next: randomBytes(32),
    }
    const record = signSuccession(createSigningKeyPair(), { ...facts, generation: random.between(1, 3) })
    mallory.answers.set('succession', () => record)
  },

  async 'hangs up'({ mallory, alice }) {
    mallory.hangUp(alice.device)
    await mallory.dial(alice.device, 20_000)
  },

  // The honest ones, between which all of it happens.
  async 'alice writes'(victims, random) {
    await victims.writeAsAlice(random.isSo(0.5))
  },

  async 'alice recalls'(victims, random) {
    const open = victims.aliceLetters.filter(({ isRecalled }) => !isRecalled)
    if (open.length === 0) return
    await recall(victims, random.pick(open))
  },

  'bob writes': (victims) => victims.writeAsBob(),

  async 'mallory is honest'(victims) {
    const made = await victims.make()
    await victims.mallory.announce(victims.alice, made, openTo(victims, made))
  },
}

const WITHDRAWALS = ['recalled', 'expired', 'held', 'let-go'] as const

async function recall({ alice, mallory }: Victims, letter: AliceLetter): Promise<void> {
  const { readers } = await alice.do.letters.recall({ ref: letter.ref }, calling)
  const hers = readers.find(({ person }) => person === mallory.id)
  if (hers === undefined) return
  must(
    (hers.outcome === 'too-late') === letter.isReleased,
    `recall is ${hers.outcome}, and the key was ${letter.isReleased ? '' : 'not '}answered`,
  )
  letter.isRecalled = true
}

function openTo({ mallory, alice }: Victims, { contentKey }: MadeObject): Partial<Notice> {
  return { mode: 'open', grant: mallory.grantFor(alice, contentKey) }
}

function changeNotice(
  { bob, mallory }: Victims,
  { ref, header }: MadeObject,
  random: Random,
): Partial<Notice> {
  const changes: Partial<Notice>[] = [
    { ref: { ...ref, person: bob.home.parts.identity.person } },
    { ref: { ...ref, device: bob.device } },
    { ref: { ...ref, chunkCount: random.pick([0, 2, 1000, 2 ** 40]) } },
    { ref: { ...ref, start: random.pick([1, 99, 2 ** 40]) } },
    { ref: { ...ref, cipherRoot: randomBytes(32) } },
    { ref: { ...ref, keyCommit: randomBytes(32) } },
    { ref: { ...ref, core: randomBytes(32) } },
    { to: random.pick([[], [bob.home.parts.identity.person], [...header.to, mallory.person]]) },
    { title: random.pick(['Two\nlines', 'Nice \u001b[2J', 'Another', null]) },
    { size: random.pick([0, 1, 2 ** 40]) },
    { at: random.pick([0, 8.64e15]) },
    { kind: 'task' },
    { urgent: true },
    { expiresAt: random.pick([0, Date.now() + 1e6]) },
    { boxNumber: random.pick([0, 7]) },
    { releaser: { device: bob.device, term: 1 } },
    { reply: { ...ref, person: bob.home.parts.identity.person } },
    { mode: 'open', grant: random.bytes(random.below(81)) },
  ]
  return random.pick(changes)
}

function answerFor({ mallory, alice }: Victims, made: MadeObject): Uint8Array {
  const facts = { objectId: made.object, person: alice.home.parts.identity.person, at: Date.now() }
  return encodeReleaseAnswer({
    status: 'released',
    boxNumber: 1,
    grant: mallory.grantFor(alice, made.contentKey),
    record: encodeRelease(signRelease(facts, mallory.device)),
  })
}

/** What is shown of it is judged later; here it only has to be asked for. */
async function tryToRead({ alice, made }: Victims, { refText }: MadeObject): Promise<void> {
  try {
    const { text } = await alice.read(refText, READ_MS)
    must(text === made.get(refText), `an altered body is shown: ${text}`)
  } catch (error) {
    if (!isEngineError(error) || error.code === 'INTERNAL') throw error
  }
}

function requestFor({ mallory, alice }: Victims, object: Uint8Array, signer: KeyPair): Uint8Array {
  return encodeReleaseRequest(createReleaseRequest(object, mallory.handshakeHash(alice.device), signer))
}

function ask({ mallory, alice }: Victims, request: Uint8Array): Promise<Uint8Array | null> {
  return mallory.ask(alice.device, 'release', request, ASK_MS)
}

async function plainRecords({ mallory, alice }: Victims): Promise<Buffer[]> {
  const { feed, key } = mallory.victim(alice)
  const at = placeOf(feed.key, 0)
  return feedRecords(mallory.person, mallory.device.publicKey).map((record) =>
    Buffer.from(openRecord(key, sealFeedRecord(key, feed.key, 0, record), at)!),
  )
}

async function writePlain({ mallory, alice }: Victims, plain: Uint8Array): Promise<void> {
  const { feed, key } = mallory.victim(alice)
  const cut = plain.subarray(0, MAX_NOISE_BYTES)
  await mallory.writeBlocks(alice, sealRecord(key, cut, placeOf(feed.key, feed.length)))
}

function placeOf(core: Uint8Array, position: number): Uint8Array {
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  return Buffer.concat([core, at])
}
