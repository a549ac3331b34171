// A restored home acts on letters that the lost device may have released.
// It answers unknown until the reader has reported, and then shows the reader's true state.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { findContentKey } from '../../../src/core/access/index.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { ReleaseDesk } from '../../../src/core/delivery/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { foundGroup, untilAgreed, untilIn } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let folder: string
let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person
let again: Person
let words: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-doubt-'))
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  words = await alice.do.home.words({}, calling)
  await pair(alice, bob)
  await pair(alice, carol)
  again = Person.at('alice', join(folder, 'again'), network)
})

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all([alice.remove(), bob.remove(), carol.remove(), again.remove()])
  await rm(folder, { recursive: true, force: true })
})

async function backUp(): Promise<string> {
  const path = join(folder, 'alice.fumikura-backup')
  const { parts, ownCores } = alice.home
  const device = parts.identity.device.publicKey
  await makeBackup({ ...parts, ownCores, device }, path, { others: true, files: true })
  return path
}

async function comeBack(backup: string): Promise<void> {
  await alice.remove()
  await again.start()
  await again.recover(words, { backup })
}

const stateOf = async (ref: RefText, name = 'bob'): Promise<string | undefined> =>
  (await again.status(ref)).find((reader) => reader.name === name)?.state

const untilState = (ref: RefText, state: string, name = 'bob'): Promise<void> =>
  eventually(async () => (await stateOf(ref, name)) === state, `${name} is ${state}`)

const untilHeard = (): Promise<void> =>
  eventually(() => again.home.returnNotifier.listWaiting().length === 0, 'all readers were heard')

const acts = {
  recall: (ref: RefText) => again.do.letters.recall({ ref }, calling),
  hold: (ref: RefText) => again.do.letters.hold({ ref }, calling),
  withdraw: (ref: RefText) => again.do.letters.withdraw({ ref, from: 'bob' }, calling),
}

const outcomeOf = async (act: keyof typeof acts, ref: RefText, name = 'bob'): Promise<string | undefined> =>
  (await acts[act](ref)).readers.find((reader) => reader.name === name)?.outcome

/** Lets bob open a letter after the backup, by the lost device. The new device cannot reach him. */
async function openedAfterBackup(more = {}): Promise<RefText> {
  const ref = await alice.write(bob, 'A mistake', 'read before it is recalled', more)
  await bob.arrival(ref)
  const path = await backUp()
  await bob.read(ref)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'referenced')
  await bob.stop()
  await comeBack(path)
  return ref
}

test.each(['recall', 'hold', 'withdraw'] as const)(
  '%s answers unknown for a reader who has not reported, and too-late after their report',
  async (act) => {
    const ref = await openedAfterBackup()
    expect(await outcomeOf(act, ref)).toBe('unknown')
    expect(await stateOf(ref)).toBe('unknown')
    expect(await outcomeOf(act, ref)).toBe('unknown')
    expect(await stateOf(ref)).toBe('unknown')
    await bob.start()
    await untilState(ref, 'referenced')
    expect(await outcomeOf(act, ref)).toBe('too-late')
    expect((await again.list('sent')).find((entry) => entry.ref === ref)?.state).toBe('referenced')
    // The author keeps a letter that a reader has.
    expect((await again.read(ref)).text).toBe('read before it is recalled')
    expect((await bob.read(ref)).text).toBe('read before it is recalled')
  },
)

test('a recall in doubt becomes recalled when its reader reports no release; the text returns as a draft', async () => {
  const ref = await alice.write(bob, 'A mistake', 'nobody reads this')
  await bob.arrival(ref)
  const path = await backUp()
  await bob.stop()
  await comeBack(path)
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  await bob.start()
  await untilState(ref, 'recalled')
  await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED' })
  expect(await outcomeOf('recall', ref)).toBe('recalled')
  await eventually(() => findContentKey(again.home.parts.ledger, objectId(parseRef(ref)!)) === null)
  expect(await again.do.drafts.list({}, calling)).toMatchObject([{ text: 'nobody reads this' }])
})

test('the reader’s report counts if the lost device’s feed does not contain the release', async () => {
  const ref = await alice.write(bob, 'A mistake', 'read before it is recalled')
  await bob.arrival(ref)
  const path = await backUp()
  // The device is lost before its periodic tasks run.
  vi.spyOn(ReleaseDesk.prototype, 'appendReleases').mockResolvedValue(null)
  await bob.read(ref)
  await bob.stop()
  await comeBack(path)
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  await bob.start()
  await untilHeard()
  expect(await stateOf(ref)).toBe('referenced')
  expect(await outcomeOf('recall', ref)).toBe('too-late')
})

test('a letter that waited at the backup may have been announced since, so recall answers unknown', async () => {
  const ref = await alice.write(bob, 'Tomorrow', 'later', { policy: { ...PLAIN_POLICY, hold: true } })
  const path = await backUp()
  await alice.do.letters.letGo({ ref }, calling)
  await bob.arrival(ref)
  await bob.read(ref)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'referenced')
  await bob.stop()
  await comeBack(path)
  expect(await stateOf(ref)).toBe('held')
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  await bob.start()
  await untilState(ref, 'referenced')
})

test('letGo() allows requests again and ends no doubt, so a later recall answers unknown', async () => {
  const ref = await openedAfterBackup()
  await again.do.letters.letGo({ ref }, calling)
  expect(await stateOf(ref)).toBe('unknown')
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  await bob.start()
  await untilState(ref, 'referenced')
})

test('a letter that expires in doubt is unknown until its reader reports', async () => {
  const ref = await openedAfterBackup({ expires: new Date(Date.now() + 60_000).toISOString() })
  const object = objectId(parseRef(ref)!)
  await again.home.parts.ledger.write((tx) =>
    tx.run('UPDATE access_audiences SET expires_at = ? WHERE object = ?', Date.now() - 1, object),
  )
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  expect(await stateOf(ref)).toBe('unknown')
  await bob.start()
  await untilState(ref, 'referenced')
})

test('a deleted letter in doubt cannot be read here, and its reader’s report is still filed', async () => {
  const ref = await openedAfterBackup()
  await again.do.space.delete({ ref }, calling)
  await bob.start()
  await untilHeard()
  expect((await bob.read(ref)).text).toBe('read before it is recalled')
})

test('a letter that was withdrawn in doubt and shared again is still in doubt', async () => {
  const ref = await openedAfterBackup()
  expect(await outcomeOf('withdraw', ref)).toBe('unknown')
  await again.do.letters.share({ ref, to: 'bob' }, calling)
  expect(await outcomeOf('recall', ref)).toBe('unknown')
  await bob.start()
  await untilState(ref, 'referenced')
})

test('a group post is in doubt for each member until a report: opened is too-late, unopened is recalled, a member who is no contact stays unknown', async () => {
  const dave = await Person.create('dave', network)
  try {
    await pair(bob, carol)
    await pair(bob, dave)
    await foundGroup(bob, 'Choir', [alice, carol, dave])
    await untilAgreed(bob, 'Choir', [alice, carol, dave])
    const { ref } = await alice.do.letters.send(
      { to: ['Choir'], subject: 'Here', text: 'group post', policy: { ...PLAIN_POLICY, mode: 'controlled' } },
      calling,
    )
    await Promise.all([bob, carol, dave].map((one) => one.arrival(ref)))
    const path = await backUp()
    await bob.read(ref)
    await eventually(async () => (await alice.status(ref)).some(({ state }) => state === 'referenced'))
    await Promise.all([bob.stop(), carol.stop(), dave.stop()])
    await comeBack(path)
    const first = await again.do.letters.recall({ ref }, calling)
    expect(first.readers.map(({ name, outcome }) => `${name} ${outcome}`).sort()).toEqual([
      'bob unknown',
      'carol unknown',
      'dave unknown',
    ])
    expect(first.audiences).toMatchObject([{ outcome: 'unknown' }])
    await Promise.all([bob.start(), carol.start(), dave.start()])
    await untilIn(again, 'Choir')
    await untilHeard()
    const told = await again.do.letters.recall({ ref }, calling)
    expect(told.readers.map(({ name, outcome }) => `${name} ${outcome}`).sort()).toEqual([
      'bob too-late',
      'carol recalled',
      'dave unknown',
    ])
    expect([await stateOf(ref), await stateOf(ref, 'carol'), await stateOf(ref, 'dave')]).toEqual([
      'referenced',
      'recalled',
      'unknown',
    ])
    expect((await bob.read(ref)).text).toBe('group post')
  } finally {
    await dave.remove()
  }
})

test('a member who was removed from the group meanwhile is in doubt until their report, then keeps opened posts', async () => {
  await pair(bob, carol)
  await foundGroup(bob, 'Choir', [alice, carol])
  await untilAgreed(bob, 'Choir', [alice, carol])
  const { ref } = await alice.do.letters.send(
    { to: ['Choir'], subject: 'Here', text: 'group post', policy: { ...PLAIN_POLICY, mode: 'controlled' } },
    calling,
  )
  await carol.arrival(ref)
  const path = await backUp()
  await carol.read(ref)
  await alice.remove()
  await carol.stop()
  await bob.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)
  await comeBack(path)
  await untilIn(again, 'Choir')
  expect(await outcomeOf('recall', ref, 'carol')).toBe('unknown')
  await carol.start()
  await untilHeard()
  expect(await outcomeOf('recall', ref, 'carol')).toBe('too-late')
  expect(await stateOf(ref, 'carol')).toBe('referenced')
})
