// A home that was restored from a backup learns from its station what the lost device did after it:
// no contact is there.
import { expect, test } from 'vitest'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { Losses } from '../../support/comeback.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { network, person, station, pair } = useCustomers()

const reaches = (alice: Person, ref: string, state: string): Promise<void> =>
  eventually(async () => (await alice.status(ref))[0]?.state === state, `the state ${state}`)

test('a recall and an opening after the backup are known from the station alone', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await knowsStations(bob, alice)
  const [recalled, opened] = [
    await alice.write(bob, 'recalled', 'Never.'),
    await alice.write(bob, 'opened', 'Opened.'),
  ]
  for (const ref of [recalled, opened]) await sharesHandedOver(alice, ref)
  for (const ref of [recalled, opened]) await bob.arrival(ref)
  const losses = await Losses.begin(network)
  try {
    const [words, backup] = [await alice.do.home.words({}, calling), await losses.backUp(alice)]
    const { readers } = await alice.do.letters.recall({ ref: recalled, waitMs: PATIENCE_MS }, calling)
    expect(readers).toMatchObject([{ outcome: 'recalled' }])
    await alice.stop()
    expect((await bob.read(opened)).text).toBe('Opened.')
    await bob.stop()
    const again = await losses.comeBack(alice, words, backup)
    await reaches(again, opened, 'referenced')
    await reaches(again, recalled, 'recalled')
    await comeBack(bob)
    await expect(bob.read(recalled)).rejects.toEqual(refused('RECALLED'))
  } finally {
    await losses.end()
  }
})
