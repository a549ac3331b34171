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
