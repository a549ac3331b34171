// A reader keeps a letter, so its shares leave the stations. Nothing that was decided is forgotten.
import { expect, test } from 'vitest'
import { accessSchema } from '../../../src/core/access/index.ts'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import { diagnosticsSchema } from '../../../src/core/diagnostics/index.ts'
import { openHomeLedger } from '../../../src/core/home-ledger.ts'
import { findHome, homePaths, unlockHome } from '../../../src/core/home/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import { calling, eventually } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station, pair } = useCustomers()

/** Stops the station, reads its rows, and starts it again. */
async function readShares(keeper: TestStation): Promise<Uint8Array[]> {
  await keeper.stop()
  const dir = keeper.homeDir
  const storageKey = await unlockHome(dir, (await findHome(dir))!)
  const unlocked = { paths: homePaths(dir), storageKey, clock: systemClock, log: silentLog }
  const ledger = await openHomeLedger(unlocked, [diagnosticsSchema, accessSchema, stationSchema])
  const rows = ledger.all<{ share: Uint8Array }>('SELECT share FROM kept_gates')
  await ledger.close()
  await keeper.start()
  return rows.map(({ share }) => share)
}

test('shares leave every station once the reader keeps the letter, and a recall is too late', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const keepers = [await station('cellar'), await station('attic'), await station('office')]
  await pair(alice, bob)
  for (const one of keepers) await join(alice, one)
  await knowsStations(bob, alice)
  const letter = await alice.write(bob, 'controlled', 'Read it at night.')
  await bob.arrival(letter)
  await sharesHandedOver(alice, letter)
  await alice.stop()
  const shares = await Promise.all(keepers.map(readShares))
  expect(shares.map((some) => some.length)).toEqual([1, 1, 1])
  expect((await bob.read(letter)).text).toBe('Read it at night.')

  await comeBack(alice)
  await eventually(
    () => keepers.every((one) => one.do.customers()[0]!.gates === 0),
    'the stations have forgotten the shares',
  )
  const [{ state, stations }] = (await alice.status(letter)) as [Awaited<ReturnType<typeof alice.status>>[0]]
  expect([state, stations!.released >= 2]).toEqual(['referenced', true])
  const { readers } = await alice.do.letters.recall({ ref: letter, waitMs: 1_000 }, calling)
  expect(readers).toMatchObject([{ outcome: 'too-late' }])
  for (const [at, keeper] of keepers.entries()) {
    expect(await readShares(keeper)).toEqual([])
    await keeper.stop()
    expect(await findInFiles(keeper.homeDir, shares[at]![0]!)).toEqual([])
  }

  await alice.stop()
  await bob.stop()
  await comeBack(bob)
  expect((await bob.read(letter)).text).toBe('Read it at night.')
})

test('a letter that its author released leaves the stations too', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await knowsStations(bob, alice)
  const letter = await alice.write(bob, 'controlled', 'Read it now.')
  await bob.arrival(letter)
  await sharesHandedOver(alice, letter)
  expect(cellar.do.customers()[0]!.gates).toBe(1)
  await bob.read(letter)
  await eventually(() => cellar.do.customers()[0]!.gates === 0, 'the station has forgotten the share')
  expect(await alice.status(letter)).toMatchObject([{ state: 'referenced' }])
})
