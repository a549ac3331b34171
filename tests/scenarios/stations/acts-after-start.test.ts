// When an author's shares and acts reach the stations: at once after a start, although a kill came
// between. A station that is away or refuses holds up nothing, and costs nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { listUnsent, markSent } from '../../../src/core/access/index.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, type Person } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station } = useCustomers()

/** So long that no test waits for the next round. */
const NO_NEXT_ROUND = { newsMs: 600_000, refusedMs: 600_000 }
/** A hundred times the pause between a commit and the round after it. */
const QUIET_MS = 500

/** Alice, with bob who knows her stations and is off. */
async function open(...stations: TestStation[]): Promise<{ alice: Person; bob: Person }> {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  for (const one of stations) await join(alice, one)
  await knowsStations(bob, alice)
  await bob.stop()
  return { alice, bob }
}

const reaches = (alice: Person, ref: string, state: string): Promise<void> =>
  eventually(async () => (await alice.status(ref))[0]!.state === state, `it is ${state}`)

/**
 * The author dies after the shares for the station are marked as sent, and before they are sent.
 */
async function dieWhileSending(author: Person, to: Uint8Array): Promise<void> {
  const { ledger } = author.home.parts
  const puts = await ledger.write((tx) => markSent(tx, to, listUnsent(ledger, to, 100), Date.now()))
  expect(puts).toHaveLength(1)
  await author.stop()
}

test.each([
  ['letGo', 'notified'],
  ['recall', 'recalled'],
] as const)('%s of a letter whose share did not arrive before the kill', async (act, state) => {
  const cellar = await station('cellar')
  const { alice, bob } = await open(cellar)
  const { device } = cellar
  await cellar.stop()
  const ref = await alice.write(bob, 'Heron', 'At the weir.')
  await dieWhileSending(alice, device)
  await comeBack(alice, NO_NEXT_ROUND)
  await alice.do.letters.hold({ ref }, calling)
  await alice.do.letters[act]({ ref }, calling)
  await cellar.start()
  await reaches(alice, ref, state)
})

test('an author writes nothing while a share waits for a station that is away', async () => {
  const [cellar, attic] = [await station('cellar'), await station('attic')]
  const { alice, bob } = await open(cellar, attic)
  await attic.stop()
  await alice.stop()
  await comeBack(alice, NO_NEXT_ROUND)
  const ref = await alice.write(bob, 'Heron', 'At the weir.')
  const isHalf = async (): Promise<boolean> => (await alice.status(ref))[0]!.stations?.handedOver === 1
  await eventually(isHalf, 'one station has it')
  await sleep(QUIET_MS)
  let commits = 0
  alice.home.parts.ledger.onCommit(() => commits++)
  await sleep(QUIET_MS)
  expect(commits).toBe(0)
})

test('acts that a station refuses do not keep a recall from it', async () => {
  const cellar = await station('cellar')
  const { alice, bob } = await open()
  await alice.do.stations.add({ link: await cellar.invite({ gates: 1 }), waitMs: PATIENCE_MS }, calling)
  const refs: RefText[] = []
  for (let i = 0; i < 66; i++) refs.push(await alice.write(bob, `Heron ${i}`, 'At the weir.'))
  const { ledger } = alice.home.parts
  // After its first refusal the station would be asked again only in the next round.
  const waiting = listUnsent(ledger, cellar.device, 100)
  await ledger.write((tx) => markSent(tx, cellar.device, waiting, Date.now()))
  for (const ref of refs) await alice.do.letters.hold({ ref }, calling)
  const { object } = ledger.get<{ object: Uint8Array }>(
    'SELECT object FROM gates ORDER BY handle DESC LIMIT 1',
  )!
  const last = refs.find((ref) => Buffer.compare(objectId(parseRef(ref)!), object) === 0)!
  await alice.do.letters.recall({ ref: last }, calling)
  await reaches(alice, last, 'recalled')
})
