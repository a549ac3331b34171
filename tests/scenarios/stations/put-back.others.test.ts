// A station that was put back to an earlier copy of its home has lost decisions.
import { expect, test } from 'vitest'
import { comeBack, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { calling, eventually } from '../../support/person.ts'
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
  const { readers } = await alice.do.letters.recall({ ref, waitMs: 10_000 }, calling)
  expect(readers).toMatchObject([{ outcome: 'recalled' }])
  await alice.stop()
  await putBack()
  await cellar!.start()
  expect(cellar!.do.customers()).toMatchObject([{ fenced: false, gates: 1 }])
  await comeBack(alice)
  await eventually(() => cellar!.do.customers()[0]!.fenced, 10_000, 'the station knows it')
  await alice.stop()
  // Bob does not read the recall in the feed, so that the station alone decides.
  await comeBack(bob, { firstReadMs: 60_000 })
  await expect(bob.read(ref, 2_000)).rejects.toEqual(refused('KEEPERS_AWAY'))
})
