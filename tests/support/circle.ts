// A circle of people for one test: created and paired on request, removed after the test.
import { afterEach } from 'vitest'
import type { Clock } from '../../src/core/base/index.ts'
import { pair, Person } from './person.ts'
import { MemoryNetwork } from './memory-network.ts'

/**
 * Call this function at the top of a test file. The returned function pairs all people with the
 * first.
 */
export function useCircle(): (
  names: string[],
  clock?: Clock,
) => Promise<{ network: MemoryNetwork; people: Person[] }> {
  const made: Person[] = []
  afterEach(async () => {
    await Promise.all(made.splice(0).map((person) => person.remove()))
  })
  return async (names, clock) => {
    const network = new MemoryNetwork()
    const people: Person[] = []
    for (const name of names) {
      const person = await Person.create(name, network, clock)
      made.push(person)
      people.push(person)
    }
    for (const guest of people.slice(1)) await pair(people[0]!, guest)
    return { network, people }
  }
}
