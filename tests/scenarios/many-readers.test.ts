// A letter to many people. Its notices carry initials instead of names,
// and names are available where they are needed.
import { expect, test, vi } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { addAbsentContacts } from '../support/absent-contacts.ts'
import { useCircle } from '../support/circle.ts'
import { calling, pair, type Person } from '../support/person.ts'

const circle = useCircle()
// Eleven persons are made, with their keys.
vi.setConfig({ testTimeout: 40_000 })
const ABSENT = 8

async function writeToMany(): Promise<{ alice: Person; bob: Person; carol: Person; ref: string }> {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  await pair(bob, carol)
  const absent = await addAbsentContacts(alice, ABSENT)
  const to = [{ name: 'bob' }, { name: 'carol' }, ...absent.map((name) => ({ name }))]
  const ref = await alice.write(to, 'To many', 'all of you', { policy: { ...PLAIN_POLICY, mode: 'open' } })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  return { alice, bob, carol, ref }
}

const namesOf = (to: { name: string }[]): string[] => to.map(({ name }) => name).sort()

test('a reader sees before the opening the readers whom they know and the number of the others, and after the opening all readers', async () => {
  const { alice, bob, ref } = await writeToMany()
  const [sealed] = await bob.list()
  expect([namesOf(sealed!.to), sealed!.unnamed]).toEqual([['bob', 'carol'], ABSENT])
  const who = await bob.do.letters.who({ ref, limit: 100 }, calling)
  expect([namesOf(who.readers), who.readerCount]).toEqual([['bob', 'carol'], 2 + ABSENT])
  expect((await bob.list('inbox', { person: 'carol' })).map((letter) => letter.ref)).toEqual([ref])
  // The readers in the opened letter address a reply to all.
  const { to } = await bob.read(ref)
  const readers = (await alice.status(ref)).map(({ person }) => person)
  expect(to.map(({ person }) => person)).toEqual(readers)
  const [opened] = await bob.list()
  expect([opened!.to.length, opened!.unnamed]).toEqual([2 + ABSENT, 0])
})

test('a fellow reader who is known only by initials passes a letter on while its author is away', async () => {
  const { alice, bob, carol, ref } = await writeToMany()
  await bob.read(ref)
  await alice.stop()
  expect((await carol.read(ref)).text).toBe('all of you')
  await alice.start()
})
