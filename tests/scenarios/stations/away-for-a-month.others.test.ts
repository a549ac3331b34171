// One of three stations is unreachable for a month, by the clock of everybody: what its author sees,
// what opens meanwhile, and that it has everything when it is back.
import { expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, handedOver, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import { TestClock } from '../../support/test-clock.ts'

const DAY_MS = 86_400_000
const clock = new TestClock()
const { open } = useCustomers(clock)

const stateOf = async (alice: Person, ref: string) => (await alice.status(ref))[0]!
const third = async (alice: Person) => (await alice.do.stations.list({}, calling))[2]!

/** True if the leases were renewed after the month, and all stations have answered. */
function areLeasesNew(alice: Person, refs: string[]): boolean {
  const { ledger } = alice.home.parts
  const gates = refs.flatMap((ref) => listGates(ledger, objectId(parseRef(ref)!)))
  const isRenewed = gates.every(({ until }) => until > clock.now() + 80 * DAY_MS)
  return isRenewed && ledger.get('SELECT 1 FROM gate_pending_acts LIMIT 1') === undefined
}

test('acts and letters reach a station that was away for a month, and nothing recalled is released', async () => {
  const { alice, bob, stations } = await open(3)
  const refs: string[] = []
  for (const text of ['Recalled.', 'Opened.', 'Kept.']) refs.push(await alice.write(bob, text, text))
  const [recalled, opened, kept] = refs as [string, string, string]
  for (const ref of refs) await sharesHandedOver(alice, ref)
  for (const ref of refs) await bob.arrival(ref)
  await stations[2]!.stop()
  await bob.stop()
  await alice.do.letters.recall({ ref: recalled, waitMs: 500 }, calling)
  const meanwhile = await alice.write(bob, 'Meanwhile.', 'Meanwhile.')
  await eventually(async () => (await stateOf(alice, recalled)).stations?.burned === 2, 'two burned')

  clock.pass(31 * DAY_MS)
  await alice.stop()
  await comeBack(alice)
  expect(await stateOf(alice, recalled)).toMatchObject({ state: 'recalling', stations: { burned: 2, of: 3 } })
  expect(await third(alice)).toMatchObject({ online: false, waiting: 1, fenced: false })
  await eventually(
    async () => (await stateOf(alice, meanwhile)).stations?.handedOver === 2,
    'two stations have the new letter',
  )
  await alice.stop()
  await comeBack(bob, { firstReadMs: 60_000 })
  expect((await bob.read(opened)).text).toBe('Opened.')

  // It comes back while its author is away, and has a share of the recalled letter.
  await stations[2]!.start()
  await expect(bob.read(recalled)).rejects.toEqual(refused('RECALLED'))
  await comeBack(alice)
  await eventually(async () => (await stateOf(alice, recalled)).state === 'recalled', 'it is certain')
  await eventually(async () => (await stateOf(alice, opened)).state === 'referenced', 'it is known')
  await handedOver(alice)
  await sharesHandedOver(alice, meanwhile)
  // A renewal of a lease is an act too, which no list counts as waiting.
  await eventually(() => areLeasesNew(alice, [kept, meanwhile]), 'the stations know the new leases')
  expect(await third(alice)).toMatchObject({ online: true, waiting: 0, fenced: false })

  // The first lease of this letter has ended by then.
  clock.pass(70 * DAY_MS)
  await alice.stop()
  await stations[0]!.stop()
  for (const ref of [kept, meanwhile]) await bob.arrival(ref)
  expect((await bob.read(kept)).text).toBe('Kept.')
  expect((await bob.read(meanwhile)).text).toBe('Meanwhile.')
})
