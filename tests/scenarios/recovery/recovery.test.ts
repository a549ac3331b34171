// A person loses all but their words and a backup: the whole story, with their contacts.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { makeBackup, type MadeBackup } from '../../../src/core/backup/make-backup.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let folder: string
let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person
let words: string[]
let again: Person
let made: MadeBackup

const everything = { others: true, files: true }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-recovery-'))
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
  await Promise.all([alice.remove(), bob.remove(), carol.remove(), again.remove()])
  await rm(folder, { recursive: true, force: true })
})

async function backUp(): Promise<string> {
  const path = join(folder, 'alice.fumikura-backup')
  const { parts, ownCores } = alice.home
  made = await makeBackup({ ...parts, ownCores, device: parts.identity.device.publicKey }, path, everything)
  return path
}

async function comeBack(backup?: string) {
  await alice.remove()
  await again.start()
  return again.recover(words, backup === undefined ? { name: 'alice' } : { backup })
}

test('words and a backup restore its whole content, and contacts hear of the new device', async () => {
  const toBob = await alice.write(bob, 'First', 'to bob alone')
  await bob.arrival(toBob)
  await bob.read(toBob)
  const toBoth = await alice.write([bob, carol], 'Second', 'to both, not opened yet')
  await Promise.all([bob.arrival(toBoth), carol.arrival(toBoth)])
  const fromBob = await bob.write(alice, 'Hello', 'to alice')
  await alice.arrival(fromBob)
  await alice.read(fromBob)
  const told = await bob.write(alice, 'Soon', 'in its notice', { policy: { ...PLAIN_POLICY, mode: 'open' } })
  await alice.arrival(told)
  await alice.read(told)
  await alice.arrival(await bob.write(alice, 'Later', 'still sealed'))
  const oldDevice = toHex(alice.device)
  const path = await backUp()

  const report = await comeBack(path)
  expect(report).toMatchObject({ letters: 5, contacts: 2, lost: {}, held: 0 })
  expect(made.letters).toBe(report.letters)
  expect((await again.read(told)).text).toBe('in its notice')
  expect(toHex(again.device)).not.toBe(oldDevice)
  expect((await again.read(toBob)).text).toBe('to bob alone')
  expect((await again.read(fromBob)).text).toBe('to alice')

  await eventually(() => bob.home.parts.whoIs(again.device) !== null, 'bob hears of the new device')
  const people = await bob.do.people.contacts({}, calling)
  expect(people.find(({ name }) => name === 'alice')?.newDeviceAt).not.toBeNull()

  const fresh = await bob.write(again, 'Welcome', 'back')
  await again.arrival(fresh)
  expect((await again.read(fresh)).text).toBe('back')
  const answer = await again.write(bob, 'Thanks', 'from here')
  await bob.arrival(answer)
  expect((await bob.read(answer)).text).toBe('from here')

  // Opens the old letter only now. Its ref is the same, its blocks come from the new device.
  await eventually(() => again.home.returnNotifier.listWaiting().length === 0, 'all readers were heard')
  expect((await carol.read(toBoth)).text).toBe('to both, not opened yet')
  expect((await again.status(toBoth)).map(({ name, state }) => [name, state])).toEqual(
    expect.arrayContaining([
      ['carol', 'referenced'],
      ['bob', 'notified'],
    ]),
  )
})

test('authors announce letters again that arrived after the backup, also opened ones', async () => {
  const path = await backUp()
  const later = await bob.write(alice, 'Later', 'after the backup')
  await alice.arrival(later)
  await alice.read(later)
  await comeBack(path)
  await again.arrival(later)
  expect((await again.read(later)).text).toBe('after the backup')
})

test('a letter that was recalled after the backup is not released by the restored home', async () => {
  const ref = await alice.write(bob, 'A mistake', 'nobody should read this')
  await bob.arrival(ref)
  const path = await backUp()
  await alice.do.letters.recall({ ref }, calling)
  await eventually(async () =>
    (await bob.list()).some((entry) => entry.ref === ref && entry.state === 'recalled'),
  )
  await bob.stop()
  await comeBack(path)
  expect(await again.status(ref)).toMatchObject([{ name: 'bob', state: 'unknown' }])
  await bob.start()
  await eventually(async () => (await again.status(ref))[0]?.state === 'recalled', 'the recall is read back')
  await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED' })
})

test('a letter that was not yet announced at the backup waits for its author', async () => {
  const ref = await alice.write(bob, 'Tomorrow', 'later', {
    policy: { ...PLAIN_POLICY, at: new Date(Date.now() + 3_600_000).toISOString() },
  })
  const path = await backUp()
  const report = await comeBack(path)
  expect(report.held).toBe(1)
  expect(await again.status(ref)).toMatchObject([{ name: 'bob', state: 'held' }])
})

test('the words alone restore the person, and contacts recognise them at the next meeting', async () => {
  const before = await alice.do.people.whoami({}, calling)
  const ref = await bob.write(alice, 'Keep this', 'from bob')
  await alice.arrival(ref)
  await alice.read(ref)
  await comeBack()
  expect((await again.do.people.whoami({}, calling)).person).toBe(before.person)
  await pair(again, bob)
  expect(await bob.do.people.contacts({}, calling)).toHaveLength(1)
  await again.arrival(ref)
  expect((await again.read(ref)).text).toBe('from bob')
})

test('a contact’s group admits its member again from the new device', async () => {
  const { group } = await bob.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await bob.do.groups.add({ group, persons: ['alice'], history: false }, calling)
  await eventually(async () => (await alice.do.groups.list({}, calling)).length === 1)
  const path = await backUp()
  await comeBack(path)
  await eventually(
    async () => (await again.do.groups.list({}, calling))[0]?.membership === 'member',
    'alice is in the group again',
  )
  const { ref } = await again.do.letters.send(
    { to: ['Choir'], subject: 'Here', text: 'from the new device', policy: PLAIN_POLICY },
    calling,
  )
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('from the new device')
})

test('the lost device is a stranger once its person writes from another', async () => {
  const path = await backUp()
  await alice.stop()
  await again.start()
  await again.recover(words, { backup: path })
  await eventually(() => bob.home.parts.whoIs(again.device) !== null)
  await alice.start()
  await expect(alice.write(bob, 'From the thief', 'x')).resolves.toBeDefined()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await bob.list()).toEqual([])
})

test('the words of another person open nothing', async () => {
  const path = await backUp()
  await again.start()
  const wrong = await bob.do.home.words({}, calling)
  await expect(again.recover(wrong, { backup: path })).rejects.toMatchObject({ code: 'BAD_PASSPHRASE' })
})
