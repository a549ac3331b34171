// Records against the rules in a feed: noise, records for other positions, withdrawals and states
// about letters of others.
import { withdrawalForm, signWithdrawal, type WithdrawalKind } from '../../../src/core/access/index.ts'
import { ANSWERS } from '../../../src/core/contract/reader-states.ts'
import type { FeedRecord } from '../../../src/core/feeds/index.ts'
import { sealFeedRecord } from '../../../src/core/feeds/feed-record.ts'
import { encodeCard } from '../../../src/core/identity/index.ts'
import { createSigningKeyPair, openRecord, randomBytes, sealRecord } from '../../../src/core/seal/index.ts'
import { getRef, objectId, type Ref } from '../../../src/core/store/index.ts'
import { makeIdentity } from '../../support/raw-peer.ts'
import { mutate } from '../decode/mutate.ts'
import { feedRecords, refOf } from '../decode/samples.ts'
import type { Deed } from './deeds.ts'
import { tryToRead } from './notice-deeds.ts'
import type { Victims } from './victims.ts'

const MAX_NOISE_BYTES = 6000
const WITHDRAWALS: readonly WithdrawalKind[] = ['recalled', 'expired', 'held', 'let-go']
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

export const wordDeeds: Record<string, Deed> = {
  noise: async ({ mallory, alice }, random) =>
    mallory.writeBlocks(alice, random.bytes(random.below(MAX_NOISE_BYTES))),

  async 'spoiled record'(victims, random) {
    const { mallory, alice } = victims
    const plains = await plainRecords(victims)
    await writePlain(victims, mutate(random.pick(plains), random.pick(plains), random))
    const harmless = feedRecords(mallory.person, mallory.device.publicKey).filter(
      ({ type }) => type !== 'notice',
    )
    await mallory.write(alice, random.pick(harmless))
  },

  async 'record of another position'({ mallory, alice }, random) {
    const { feed, key } = mallory.victim(alice)
    const record: FeedRecord = { type: 'kept', objects: [randomBytes(32)] }
    await mallory.writeBlocks(
      alice,
      sealFeedRecord(key, feed.key, feed.length + random.between(1, 5), record),
    )
  },

  async 'withdrawal of a letter of bob'(victims, random) {
    const unread = [...victims.book.bobLetters].filter(([, { isToBeRead }]) => !isToBeRead)
    if (unread.length === 0) return
    const { mallory } = victims
    const [ref] = random.pick(unread)
    await victims.arrival(victims.alice, ref)
    for (const signer of [mallory.device, createSigningKeyPair()])
      await withdraw(victims, random.pick(WITHDRAWALS.slice(0, 3)), getRef(ref), signer)
  },

  async 'withdrawal without a signature'(victims, random) {
    const made = await victims.make()
    await victims.announce(made)
    await withdraw(victims, random.pick(WITHDRAWALS.slice(0, 3)), made.ref, createSigningKeyPair())
  },

  async 'recall, and something after it'(victims, random) {
    const made = await victims.make()
    const entry = await victims.announce(made)
    entry.isRecalledUnopened = true
    entry.withdrawn.add('recalled')
    await withdraw(victims, 'recalled', made.ref)
    await withdraw(victims, random.pick(WITHDRAWALS.slice(2)), made.ref)
  },

  async 'recall of what was opened'(victims, random) {
    const made = await victims.make()
    await victims.announce(made, victims.openTo(made))
    await victims.arrival(victims.alice, made.refText)
    await tryToRead(victims, made)
    if (!victims.book.findObject(made.object)!.isOpened) return
    await withdraw(victims, random.pick(WITHDRAWALS.slice(0, 3)), made.ref)
  },

  async 'words about letters'(victims, random) {
    const { mallory, alice, book } = victims
    const object = book.aliceLetters.length > 0 ? random.pick(book.aliceLetters).object : randomBytes(32)
    const words: FeedRecord[] = [
      {
        type: 'state',
        object,
        n: random.below(4),
        value: random.pick(ANSWERS),
        at: Date.now(),
        note: '',
      },
      { type: 'arrived', objects: [object, randomBytes(32)], at: random.seed() },
      { type: 'kept', objects: Array.from({ length: random.between(1, 99) }, () => object) },
      { type: 'released', boxNumber: random.below(3), sealed: random.bytes(random.below(300)) },
      { type: 'card', card: random.bytes(random.below(900)) },
      { type: 'picture', bytes: random.isSo(0.5) ? PNG : random.bytes(random.below(900)) },
    ]
    await mallory.write(alice, random.pick(words))
  },

  async 'words about letters that she may not open'({ mallory, alice, book }, random) {
    for (const { object } of book.aliceLetters)
      await mallory.write(alice, {
        type: 'state',
        object,
        n: random.between(1, 9),
        value: random.pick(ANSWERS),
        at: Date.now(),
        note: '',
      })
  },

  /** A valid card that is not hers: that of a stranger, or bob's with another name. */
  async 'card of another'({ mallory, alice, bob }, random) {
    const { cardBytes } = await makeIdentity('eve')
    const forged = encodeCard({ ...bob.home.parts.identity.card, number: 9, name: 'mallory' })
    await mallory.write(alice, { type: 'card', card: random.isSo(0.5) ? cardBytes : forged })
  },

  async 'asks about a letter to others'({ mallory, alice, book }) {
    const known = [...book.bobLetters.keys(), ...book.aliceLetters.map(({ ref }) => ref)].map(getRef)
    for (const ref of [refOf(mallory.person, mallory.device.publicKey), ...known.slice(0, 9)])
      await mallory.write(alice, { type: 'ask', ref, via: null, text: 'Mine?', at: 1 })
  },
}

async function withdraw(
  { mallory, alice }: Victims,
  kind: WithdrawalKind,
  ref: Ref,
  signer = mallory.device,
): Promise<void> {
  const record = withdrawalForm.encode(
    signWithdrawal({ objectId: objectId(ref), kind, at: Date.now() }, signer),
  )
  await mallory.write(alice, { type: 'withdrawal', record })
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
