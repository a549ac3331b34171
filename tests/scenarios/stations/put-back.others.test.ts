// A station that was put back to an earlier copy of its home has lost decisions.
import { expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, handedOver, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { open } = useCustomers()

test('a station without another one learns from its customer that it was put back', async () => {
  const { alice, bob, stations } = await open(1)
  const [cellar] = stations
  const ref = await alice.write(bob, 'recalled', 'Never.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  const putBack = await cellar!.copyHome()
  const { readers } = await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  expect(readers).toMatchObject([{ outcome: 'recalled' }])
  await alice.stop()
  await putBack()
  await cellar!.start()
  expect(cellar!.do.customers()).toMatchObject([{ fenced: false, gates: 1 }])
  await comeBack(alice)
  await eventually(() => cellar!.do.customers()[0]!.fenced, 'the station knows it')
  await alice.stop()
  // Bob does not read the recall in the feed, so that the station alone decides.
  await comeBack(bob, { firstReadMs: 60_000 })
  await expect(bob.read(ref, 2_000)).rejects.toEqual(refused('KEEPERS_AWAY'))
})

test('a station that was put back gets a new key, is joined again, and opens letters', async () => {
  const { alice, bob, stations } = await open(3)
  const [first, second] = stations
  const [kept, recalled] = [
    await alice.write(bob, 'kept', 'By its new key.'),
    await alice.write(bob, 'recalled', 'Never.'),
  ]
  for (const ref of [kept, recalled]) await sharesHandedOver(alice, ref)
  for (const ref of [kept, recalled]) await bob.arrival(ref)
  const putBack = await first!.copyHome()
  await alice.do.letters.recall({ ref: recalled, waitMs: PATIENCE_MS }, calling)
  await putBack()
  await first!.start()
  const list = () => alice.do.stations.list({}, calling)
  await eventually(async () => (await list()).some(({ fenced }) => fenced), 'it is fenced')
  await eventually(() => numbersOfGates(alice, kept).join() === '1,2', 'the letter moves')
  await sharesHandedOver(alice, kept)

  const before = first!.device
  await first!.recover()
  expect(first!.device).not.toEqual(before)
  // Its key from before is gone, as if it was destroyed.
  const { station } = (await list()).find(({ fenced }) => fenced)!
  await alice.do.stations.leave({ station, waitMs: 0, lost: true }, calling)
  const link = await first!.invite()
  await alice.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  expect(await alice.do.stations.rule({}, calling)).toMatchObject({ n: 3, need: 2, distrust: 1 })
  await eventually(() => first!.do.customers()[0]?.gates === 1, 'the letter is there')
  await sharesHandedOver(alice, kept)
  // Until the notice names the newest gate, bob asks the stations of an older one.
  await eventually(() => stagesOfGates(alice, kept).at(-1) === 'live', 'its notice names the gate')
  await handedOver(alice)
  await alice.stop()
  await second!.stop()
  expect((await bob.read(kept)).text).toBe('By its new key.')
  await expect(bob.read(recalled)).rejects.toEqual(refused('RECALLED'))
})

const gatesOf = (alice: Person, ref: string) => listGates(alice.home.parts.ledger, objectId(parseRef(ref)!))

const numbersOfGates = (alice: Person, ref: string) => gatesOf(alice, ref).map(({ number }) => number)

const stagesOfGates = (alice: Person, ref: string) => gatesOf(alice, ref).map(({ stage }) => stage)
