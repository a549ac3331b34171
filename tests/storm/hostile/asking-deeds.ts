// Requests against the rules: for keys of others, unsigned, signed by others, or malformed; from a
// contact and from an unknown person.
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
} from '../../../src/core/access/index.ts'
import { signSuccession } from '../../../src/core/feeds/index.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../../../src/core/seal/index.ts'
import { mutate } from '../decode/mutate.ts'
import { must } from '../trial.ts'
import type { Deed } from './deeds.ts'
import type { Victims } from './victims.ts'

const METHODS = ['release', 'succession', 'pair', 'knock', 'welcome']
const ASK_MS = 3000

export const askingDeeds: Record<string, Deed> = {
  /** Well-signed requests, for letters to her and for letters to others. */
  async 'asks for a key'(victims, random) {
    const { aliceLetters } = victims.book
    if (aliceLetters.length === 0) return
    const letter = random.pick(aliceLetters)
    const bytes = await ask(victims, requestFor(victims, letter.object, victims.mallory.device))
    if (isNothing(bytes)) return
    const { status } = decodeReleaseAnswer(bytes!)
    if (status !== 'released') return
    must(letter.isForMallory, 'a key is answered that is not hers')
    must(!letter.isRecalled || letter.isReleased, 'a key is answered after an acknowledged recall')
    letter.isReleased = true
  },

  async 'asks in a false way'(victims, random) {
    const { mallory, bob, alice } = victims
    const object = objectToAskFor(victims, random.below(1000))
    const hash = mallory.handshakeHash(alice.device)
    const signer = random.pick([bob.home.parts.identity.device, createSigningKeyPair()])
    const forged = releaseRequestForm.encode(createReleaseRequest(object, hash, signer))
    const elsewhere = releaseRequestForm.encode(createReleaseRequest(object, randomBytes(64), mallory.device))
    const forAnother = releaseRequestForm.encode({
      ...createReleaseRequest(randomBytes(32), hash, mallory.device),
      objectId: object,
    })
    for (const request of [forged, elsewhere, forAnother])
      must(isNothing(await ask(victims, request)), 'a request that is not genuine is answered')
  },

  async 'a stranger asks'(victims, random) {
    const stranger = await victims.stranger()
    const { device } = victims.alice
    if (!stranger.isConnected(device)) return
    const object = objectToAskFor(victims, random.below(1000))
    const request = createReleaseRequest(object, stranger.handshakeHash(device), stranger.device)
    const bytes = await stranger.ask(device, 'release', releaseRequestForm.encode(request), ASK_MS)
    must(isNothing(bytes), 'a stranger who asks for a key is answered')
  },

  async 'asks nonsense'(victims, random) {
    const { mallory, alice } = victims
    const request = Buffer.from(requestFor(victims, randomBytes(32), mallory.device))
    const bytes = random.isSo(0.5) ? mutate(request, request, random) : random.bytes(random.below(2000))
    await mallory.ask(alice.device, random.pick(METHODS), bytes, ASK_MS)
  },

  /** Signed by a key without the right, or by her but for a wrong successor core. */
  async 'false succession'({ mallory, alice }, random) {
    const { feed } = mallory.victim(alice)
    const generation = random.between(1, 3)
    const facts = { frozen: feed.key, length: random.below(9), treeHash: randomBytes(32), generation }
    const next = mallory.feedKeyOf(alice)(generation)
    const records = [
      signSuccession(createSigningKeyPair(), { ...facts, next }),
      signSuccession(mallory.device, { ...facts, next: randomBytes(32) }),
    ]
    for (const record of records) await mallory.ask(alice.device, 'succession', record, ASK_MS)
  },

  async 'hangs up'({ mallory, alice }) {
    mallory.hangUp(alice.device)
    await mallory.dial(alice.device)
  },
}

const isNothing = (bytes: Uint8Array | null): boolean => bytes === null || bytes.byteLength === 0

function objectToAskFor({ book }: Victims, nth: number): Uint8Array {
  const { aliceLetters } = book
  return aliceLetters[nth % Math.max(1, aliceLetters.length)]?.object ?? randomBytes(32)
}

function requestFor({ mallory, alice }: Victims, object: Uint8Array, signer: KeyPair): Uint8Array {
  return releaseRequestForm.encode(createReleaseRequest(object, mallory.handshakeHash(alice.device), signer))
}

function ask({ mallory, alice }: Victims, request: Uint8Array): Promise<Uint8Array | null> {
  return mallory.ask(alice.device, 'release', request, ASK_MS)
}
