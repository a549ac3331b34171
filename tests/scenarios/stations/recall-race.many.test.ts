// A letter is recalled while a reader opens it at the stations. Author and reader agree afterwards,
// in whichever order they come.
import { expect, test } from 'vitest'
import { join, knowsStations, useCustomers } from '../../support/customers.ts'
import { runs } from '../../support/many.ts'
import { calling, eventually } from '../../support/person.ts'

const { person, station, pair, network } = useCustomers()

const ROUNDS = runs(12, 100)

test('a letter is either recalled for both or opened for both', { timeout: 180_000 }, async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const stations = [await station('one'), await station('two')]
  await pair(alice, bob)
  for (const one of stations) await join(alice, one)
  await knowsStations(bob, alice)
  const refs = await Promise.all(
    Array.from({ length: ROUNDS }, (_, n) => alice.write(bob, `${n}`, `text ${n}`)),
  )
  const sql = 'SELECT count(*) AS n FROM gate_places WHERE is_kept'
  await eventually(
    () => alice.home.parts.ledger.get<{ n: number }>(sql)!.n === 2 * ROUNDS,
    'every station has every share',
  )
  for (const ref of refs) await bob.arrival(ref)
  // Only the stations connect the two.
  network.partition(alice.device, bob.device)
  const opened: boolean[] = []
  for (const [n, ref] of refs.entries()) {
    const read = (): Promise<boolean> =>
      bob.read(ref, 5_000).then(
        () => true,
        () => false,
      )
    const recall = (): Promise<unknown> => alice.do.letters.recall({ ref }, calling)
    const [isOpened] = n % 2 === 0 ? await Promise.all([read(), recall()]) : await swapped(recall, read)
    opened.push(isOpened)
  }
  for (const [n, ref] of refs.entries()) {
    const expected = opened[n] ? 'referenced' : 'recalled'
    await eventually(async () => (await alice.status(ref))[0]?.state === expected, `${n}: ${expected}`)
  }
  network.heal()
  for (const [n, ref] of refs.entries())
    if (!opened[n]) await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED' })
})

async function swapped(recall: () => Promise<unknown>, read: () => Promise<boolean>): Promise<[boolean]> {
  const [, isOpened] = await Promise.all([recall(), read()])
  return [isOpened]
}
