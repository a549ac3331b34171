// A home closes while a letter is being opened. The waiting caller gets an error of the engine.
// The storm had found a raw error of the cores instead (`kill`, seed 3668328071).
import { expect, test } from 'vitest'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { useCircle } from '../../support/circle.ts'
import type { Person } from '../../support/person.ts'

const makeCircle = useCircle()
/**
 * In the longest try this many turns of the event loop pass
 * between the opening and the closing.
 */
const TURNS = 24

test('a letter that is being opened when the home closes is either opened or CANCELLED', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  for (let turns = 0; turns < TURNS; turns++) {
    const ref = await alice.write(bob, `letter ${turns}`, 'word by word')
    await bob.arrival(ref)
    const reading = bob.read(ref, 2000).then(
      ({ text }) => text,
      (error: unknown) => (isEngineError(error) ? error.code : String(error)),
    )
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
    await bob.stop()
    expect(['word by word', 'CANCELLED', 'AUTHOR_AWAY', 'UNREACHABLE']).toContain(await reading)
    await bob.start()
  }
})
