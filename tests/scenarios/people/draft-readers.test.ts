// A draft addresses persons and groups, not names.
// A person who takes a name gets none of its letters.
// Of the attachments of a recalled letter, the draft keeps the
// locations that the letter kept, and no others.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type Draft, type RefText } from '../../../src/core/contract/index.ts'
import { foundGroup, untilAgreed } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

/** Nobody is told, so the draft of the recalled letter keeps its readers. */
const HELD = { ...PLAIN_POLICY, hold: true }
let network: MemoryNetwork
let folder: string
const made: Person[] = []

const person = async (name: string): Promise<Person> => {
  const one = await Person.create(name, network)
  made.push(one)
  return one
}

beforeEach(async () => {
  network = new MemoryNetwork()
  folder = await mkdtemp(join(tmpdir(), 'fumikura-drafts-'))
})

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
  await rm(folder, { recursive: true, force: true })
})

const namesAt = async (one: Person) => (await one.do.people.contacts({}, calling)).map(({ name }) => name)

async function draftOf(one: Person, ref: RefText): Promise<Draft> {
  await one.do.letters.recall({ ref }, calling)
  const [draft] = await one.do.drafts.list({}, calling)
  return draft!
}

/** Sends a draft without changes, and ends the hold of its letter. */
async function sendUnchanged(one: Person, { draft }: Draft) {
  const sent = await one.do.drafts.send({ draft }, calling)
  await one.do.letters.letGo({ ref: sent.ref }, calling)
  return sent
}

/** Sends a draft to alice again, with these attachments instead of its own. */
async function sendWith(one: Person, { draft, subject, text, policy }: Draft, attachments: string[]) {
  const to = ['alice']
  await one.do.drafts.save({ draft, to, subject, text, tags: [], policy, attachments }, calling)
  return one.do.drafts.send({ draft }, calling)
}

test('the draft of a letter recalled before its notice keeps its reader, although another person took their name', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  await pair(bob, mallory)
  const draft = await draftOf(bob, await bob.write(alice, 'private', 'for alice alone', { policy: HELD }))
  await alice.do.people.rename({ name: 'alice at work' }, calling)
  await mallory.do.people.rename({ name: 'alice' }, calling)
  await eventually(async () => {
    const names = await namesAt(bob)
    return names.includes('alice at work') && names.includes('alice')
  })
  const [shown] = await bob.do.drafts.list({}, calling)
  expect(shown!.readers.map(({ name }) => name)).toEqual(['alice at work'])
  expect((await bob.list('drafts'))[0]!.to.map(({ name }) => name)).toEqual(['alice at work'])
  const { ref } = await sendUnchanged(bob, draft)
  await alice.arrival(ref)
  expect((await alice.read(ref)).text).toBe('for alice alone')
  expect(await mallory.list()).toEqual([])
})

test('the draft of a post keeps its group, and has no reader once the group is unknown', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  await pair(bob, mallory)
  await foundGroup(bob, 'Choir', [alice])
  await untilAgreed(bob, 'Choir', [alice])
  const order = { to: ['Choir'], subject: 'p', text: 'for the choir', policy: HELD }
  const { ref } = await bob.do.letters.send(order, calling)
  const draft = await draftOf(bob, ref)
  await bob.do.groups.change({ group: 'Choir', name: 'Singers' }, calling)
  await foundGroup(mallory, 'Choir', [bob])
  const again = await sendUnchanged(bob, draft)
  await alice.arrival(again.ref)
  expect(await mallory.list()).toEqual([])
})

test('a draft to a forgotten person goes to no one, not to a person with the same name', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  await pair(bob, mallory)
  const draft = await draftOf(bob, await bob.write(alice, 'private', 'for alice alone', { policy: HELD }))
  await bob.do.people.forget({ person: 'alice' }, calling)
  await mallory.do.people.rename({ name: 'alice' }, calling)
  await eventually(async () => (await namesAt(bob)).includes('alice'))
  await expect(sendUnchanged(bob, draft)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a saved draft resolves its names at once; an unknown name addresses no one, also after a pairing', async () => {
  const [bob, alice, mallory] = [await person('bob'), await person('alice'), await person('mallory')]
  await pair(bob, alice)
  const save = { subject: 's', text: 't', tags: [], policy: PLAIN_POLICY }
  await bob.do.drafts.save({ ...save, to: ['alice', 'mallory', 'public'], typed: ['al'] }, calling)
  await pair(bob, mallory)
  const [draft] = await bob.do.drafts.list({}, calling)
  const { person: id } = (await bob.do.people.contacts({}, calling)).find(({ name }) => name === 'alice')!
  expect([draft!.to, draft!.typed]).toEqual([
    [id, 'public'],
    ['mallory', 'al'],
  ])
  expect(draft!.readers.map(({ name }) => name)).toEqual(['alice', 'public', 'mallory', 'al'])
})

test('the draft of a recalled letter keeps the locations that the letter kept', async () => {
  const [bob, alice] = [await person('bob'), await person('alice')]
  await pair(bob, alice)
  const add = async (name: string): Promise<string> => {
    const path = join(folder, name)
    await writeFile(path, makeJpeg({ place: { latitude: 48.1, longitude: 11.5 }, fill: name.charCodeAt(0) }))
    const added = await bob.do.files.add({ path }, calling)
    return (added as { file: string }).file
  }
  const [first, later] = [await add('first.jpg'), await add('later.jpg')]
  const placesOf = async (ref: RefText) => {
    await alice.arrival(ref)
    return (await alice.read(ref)).attachments.map(({ facts }) => facts.place !== null)
  }
  const plain = await draftOf(bob, await bob.write(alice, 's', 't'))
  expect(plain.policy.keepPlace).toBe(false)
  expect(await placesOf((await sendWith(bob, plain, [later])).ref)).toEqual([false])

  const without = await draftOf(bob, await bob.write(alice, 's', 't', { attachments: [first] }))
  expect(without.policy.keepPlace).toBe(false)

  const kept = await draftOf(
    bob,
    await bob.write(alice, 's', 't', {
      attachments: [first],
      policy: { ...PLAIN_POLICY, keepPlace: true },
    }),
  )
  expect(kept.policy.keepPlace).toEqual([first])
  const both = await sendWith(bob, kept, [first, later])
  expect(await placesOf(both.ref)).toEqual([true, false])
})
