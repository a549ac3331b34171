// A home that closes while it looks for an absent author. Its timers must not read the ledger then.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

const made: Person[] = []
afterEach(() => Promise.all(made.splice(0).map((person) => person.remove())))

test('a letter of an absent author is being opened: nothing is read from the closed ledger', async () => {
  const network = new MemoryNetwork()
  const [alice, bob] = [await Person.create('alice', network), await Person.create('bob', network)]
  made.push(alice, bob)
  await pair(alice, bob)
  const policy = { ...PLAIN_POLICY, mode: 'open' as const }
  const letter = { to: ['bob'], subject: 'Long', text: 'word '.repeat(4000), policy }
  const { ref } = await alice.do.letters.send(letter, calling)
  await eventually(async () => (await bob.list()).length === 1)
  await alice.stop()
  const opening = bob.read(ref, 2_000).then(
    () => 'read',
    () => 'refused',
  )
  await sleep(20)
  await bob.stop()
  // The last timer of the opening ends after a second. What it throws fails the run.
  expect(await opening).toBe('refused')
})
