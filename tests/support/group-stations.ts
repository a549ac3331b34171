// A group whose author has stations, for scenarios.
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import type { MemoryNetwork } from './memory-network.ts'
import { join, knowsCardOf, useCustomers } from './customers.ts'
import { foundGroup } from './groups.ts'
import { eventually, type Person } from './person.ts'
import type { TestStation } from './station.ts'

export interface Circle {
  alice: Person
  bob: Person
  carol: Person
  stations: TestStation[]
}

/** Call this function at the top of a test file. What it makes is removed after each test. */
export function useGroupStations(): {
  network: MemoryNetwork
  person: (name: string) => Promise<Person>
  station: (name: string) => Promise<TestStation>
  open: (count: number, owner?: 'alice' | 'carol') => Promise<Circle>
} {
  const { person, station, pair, network } = useCustomers()
  /**
   * Alice, who has so many stations, with bob and carol in one group. Bob and carol are no
   * contacts, unless carol owns the group.
   */
  async function open(count: number, owner: 'alice' | 'carol' = 'alice'): Promise<Circle> {
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')]
    const stations = await Promise.all(Array.from({ length: count }, (_, n) => station(`station ${n + 1}`)))
    await pair(alice, bob)
    await pair(alice, carol)
    for (const one of stations) await join(alice, one)
    if (owner === 'carol') await pair(carol, bob)
    if (owner === 'carol') await foundGroup(carol, 'garden', [alice, bob])
    else await foundGroup(alice, 'garden', [bob, carol])
    for (const reader of [bob, carol]) await knowsCardOf(reader, alice)
    return { alice, bob, carol, stations }
  }
  return { network, open, person, station }
}

/** Posts to the group. */
export function post(author: Person, title: string, text: string, policy = PLAIN_POLICY): Promise<string> {
  return author.write({ name: 'garden' }, title, text, { policy })
}

const statesOf = async (alice: Person, ref: string): Promise<Record<string, string>> =>
  Object.fromEntries((await alice.status(ref)).map(({ name, state }) => [name, state]))

/** Resolves when the author sees these states, by the names of the members. */
export const reaches = (alice: Person, ref: string, states: Record<string, string>): Promise<void> =>
  eventually(
    async () => JSON.stringify(await statesOf(alice, ref)) === JSON.stringify(states),
    `the states ${JSON.stringify(states)}`,
  )
