// What the operator of a station learns about it: counts and reasons, never who or what.
import { expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import { accountOf, gatePutForm } from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const make = useStations()
const DAY_MS = 86_400_000

test('the doctor counts customers near a limit, gates, and free space', async () => {
  const station = await make.station()
  const [alice, bob] = [await make.customer(station, { cores: 2 }), await make.customer(station)]
  expect(await station.do.doctor()).toMatchObject({ healthy: true, customers: 2, nearLimit: 0, gates: 0 })
  const cores = [await alice.write(makeBlocks(1)), await alice.write(makeBlocks(1))]
  await alice.keep(...cores)
  for (const core of cores) await isKept(alice, core)
  const gate = {
    ...{ handle: randomBytes(32), number: 0, place: 1, share: randomBytes(81) },
    ...{ key: createSigningKeyPair().publicKey, roster: null, from: null, expires: null },
    ...{ until: Date.now() + 90 * DAY_MS, isHeld: false },
  }
  await bob.ask('gate-put', gatePutForm.encode({ gates: [gate] }))
  const health = await station.do.doctor()
  expect(health).toMatchObject({
    nearLimit: 1,
    gates: 1,
    remembered: 1,
    decisions: 0,
    fenced: 0,
    openCores: 2,
  })
  expect(health.freeBytes).toBeGreaterThan(0)
  expect(health.uptimeMs).toBeGreaterThan(0)
  for (const { identity } of [alice, bob]) {
    const account = toText(accountOf(station.device, identity.person))
    expect(station.do.customers().map((customer) => customer.account)).toContain(account)
    for (const name of [account, toText(identity.person), toText(identity.device.publicKey)])
      expect(JSON.stringify(health)).not.toContain(name)
  }
})

test('a limit that is larger than the disk, or nearly reached, is a warning', async () => {
  const large = await make.station({ limitBytes: 1e15 })
  expect((await large.do.doctor()).warnings).toEqual(['The limit for all customers is larger than the disk.'])
  const small = await make.station({ limitBytes: 100_000 })
  const alice = await make.customer(small)
  const written = await alice.write(makeBlocks(17, 5_000))
  await alice.keep(written)
  await isKept(alice, written)
  const { healthy, warnings } = await small.do.doctor()
  expect(healthy).toBe(false)
  expect(warnings).toEqual([expect.stringContaining('four fifths of its limit') as string])
})
