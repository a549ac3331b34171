// The events of an engine: which changes a new listener hears.
import { expect, test } from 'vitest'
import type { EngineEvent } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()

test('a listener hears the changes after its subscription, and none that nobody heard', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const earlier = await alice.write(bob, 'Earlier', 'Nobody listens yet.')
  const events: EngineEvent[] = []
  alice.do.events.subscribe((event) => events.push(event))
  const later = await alice.write(bob, 'Later', 'The listener hears of this one.')
  const changed = () => events.flatMap((event) => (event.type === 'letter-changed' ? [event.ref] : []))
  await eventually(() => changed().includes(later))
  expect(changed()).not.toContain(earlier)
})

test('events count the bytes of a large letter while it is fetched, and not those of a short one', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const events: EngineEvent[] = []
  bob.do.events.subscribe((event) => events.push(event))
  const fetched = () => events.flatMap((event) => (event.type === 'letter-fetching' ? [event] : []))
  const short = await alice.write(bob, 'Short', 'One block.')
  await bob.arrival(short)
  await bob.read(short)
  expect(fetched()).toEqual([])
  const long = await alice.write(bob, 'Long', 'x'.repeat(2_500_000))
  await bob.arrival(long)
  await bob.read(long, 20_000)
  const [summary] = await bob.list()
  const bytes = fetched().map((event) => event.bytes)
  expect(new Set(fetched().map(({ ref }) => ref))).toEqual(new Set([long]))
  expect(bytes.length).toBeGreaterThan(2)
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
  expect(bytes.at(-1)).toBe(summary!.size)
})
