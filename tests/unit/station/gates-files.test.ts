// The gates in the real ledger of a station: a burned share is in none of its files when the burn
// is answered, and what was answered is there after a restart.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLedger, type Ledger } from '../../../src/core/ledger/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { readPages } from '../../support/decrypted-files.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { actOf, customer, filled, gateOf, TestStation } from './test-station.ts'

const makeFolder = useTempFolders()
const key = filled(7)
const aoi = customer(11)

const openIn = (folder: string): Promise<Ledger> =>
  openLedger({
    ...{ path: join(folder, 'ledger'), mirrorPath: join(folder, 'ledger.mirror'), key },
    schemas: [stationSchema],
  })

async function isInFiles(folder: string, wanted: Uint8Array): Promise<boolean> {
  return (await readPages(folder, 'ledger', key)).some((page) => page.includes(Buffer.from(wanted)))
}

test('a burned share is in no file, and all decisions are there after a restart', async () => {
  const folder = await makeFolder()
  const shares = [randomBytes(81), randomBytes(81)]
  const [burned, opened] = shares.map((share, i) => gateOf(i, { share }))
  let ledger = await openIn(folder)
  let station = new TestStation(1, ledger)
  station.join(aoi)
  await station.gates.put(station.accountOf(aoi), [burned!.put, opened!.put])
  expect(await Promise.all(shares.map((share) => isInFiles(folder, share)))).toEqual([true, true])
  expect((await station.act(actOf(aoi, burned!.put.handle))).answer).toBe('burned')
  expect(await Promise.all(shares.map((share) => isInFiles(folder, share)))).toEqual([false, true])
  const first = await station.ask(aoi, opened!.put.handle, opened!.slot)
  expect(first.share).toEqual(shares[1])

  await ledger.close()
  ledger = await openIn(folder)
  station = new TestStation(1, ledger)
  station.join(aoi)
  expect((await station.ask(aoi, burned!.put.handle, burned!.slot)).status).toBe('RECALLED')
  expect(await station.ask(aoi, opened!.put.handle, opened!.slot)).toEqual(first)
  await station.gates.forget(station.accountOf(aoi), [opened!.put.handle])
  await ledger.checkpoint()
  expect(await isInFiles(folder, shares[1]!)).toBe(false)
  await ledger.close()
})
