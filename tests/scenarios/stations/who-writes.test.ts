// What a station knows of those who write to its customers, from its files and from their wires.
import { afterEach, expect, test, vi } from 'vitest'
import { silentLog, systemClock, toHex, toText } from '../../../src/core/base/index.ts'
import { CoreShelf, findWriter } from '../../../src/core/cores/index.ts'
import { findHome, homePaths, unlockHome } from '../../../src/core/home/index.ts'
import { openHomeLedger } from '../../../src/core/home-ledger.ts'
import { STATION_SCHEMAS } from '../../../src/core/open-station.ts'
import { StationGiver } from '../../../src/core/station/core-giver.ts'
import { comeBack, isDropped, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import type { Person } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station, pair } = useCustomers()
afterEach(() => vi.restoreAllMocks())

/** The keys that a station could compare with those on cards, in every form of a file. */
function listKeys({ device, home }: Person): Buffer[] {
  return [device, home.parts.identity.person].flatMap((key) =>
    [key, toHex(key), toText(key)].map((form) => Buffer.from(form as string)),
  )
}

interface WatchedAt {
  account: string
  /** The key that signs the watched core. Null while it is empty. */
  writer: string | null
  length: number
}

/** What the operator of a stopped station reads of the cores that customers watch. */
async function readWatched({ homeDir }: TestStation): Promise<{ watched: WatchedAt[]; devices: string[] }> {
  const paths = homePaths(homeDir)
  const storageKey = await unlockHome(paths.dir, (await findHome(paths.dir))!)
  const ledger = await openHomeLedger(
    { paths, storageKey, clock: systemClock, log: silentLog },
    STATION_SCHEMAS,
  )
  const shelf = await CoreShelf.open({ directory: paths.cores, mayBeCopy: true, writeBufferBytes: 1 << 20 })
  try {
    const rows = ledger.all<{ account: Uint8Array; core: Uint8Array }>(
      'SELECT account, core FROM core_holders WHERE is_watched = 1',
    )
    const watched: WatchedAt[] = []
    for (const { account, core } of rows) {
      const open = await shelf.openForeign(core)
      const writer = findWriter(open)
      watched.push({ account: toHex(account), writer: writer ? toHex(writer) : null, length: open.length })
    }
    const devices = ledger.all<{ device: Uint8Array }>('SELECT device FROM account_devices')
    return { watched, devices: devices.map(({ device }) => toHex(device)) }
  } finally {
    await ledger.close()
    await shelf.close()
  }
}

/** Notes the keys under which cores are asked for at stations. */
function listenAtStations(): Map<string, string[]> {
  const asked = new Map<string, string[]>()
  const find = Reflect.get(StationGiver.prototype, 'find')
  vi.spyOn(StationGiver.prototype, 'find').mockImplementation(function (this: StationGiver, peer, key) {
    const id = toHex(peer.device)
    asked.set(id, [...(asked.get(id) ?? []), toHex(key)])
    return find.call(this, peer, key)
  })
  return asked
}

test('a mailbox learns no key of those who write to it, and not that one person writes to two', async () => {
  const asked = listenAtStations()
  const cellar = await station('cellar')
  const [alice, carol] = [await person('alice'), await person('carol')]
  const readers = [await person('bob'), await person('dora')]
  for (const reader of readers) {
    for (const writer of [alice, carol]) await pair(writer, reader)
    await join(reader, cellar)
    for (const writer of [alice, carol]) await knowsStations(writer, reader)
  }
  const cards = readers.map(({ home }) => ({ ...home.parts.identity, card: home.parts.identity.card }))
  const names = new Set([alice, carol, ...readers].map(({ device }) => toHex(device)))
  const strangers = [alice, carol].map(({ device }) => toHex(device))
  const keys = [alice, carol].flatMap(listKeys)
  for (const reader of readers) await reader.stop()
  const refs: string[][] = []
  for (const [n, reader] of readers.entries()) {
    refs.push([])
    for (const writer of [alice, carol]) refs[n]!.push(await writer.write(reader, 'a letter', 'its text'))
  }
  for (const card of cards) for (const writer of [alice, carol]) await isDropped(writer, card)
  // On a wire, each writer is another key for each reader, and brings one feed only.
  expect([...asked.keys()].filter((device) => strangers.includes(device))).toEqual([])
  const others = [...asked].filter(([device]) => !names.has(device))
  for (const [, cores] of others) expect(new Set(cores).size).toBe(1)
  await cellar.stop()

  const { watched } = await readWatched(cellar)
  expect(watched.map(({ length }) => length > 0)).toEqual([true, true, true, true])
  expect(new Set(watched.map(({ writer }) => writer)).size).toBe(4)
  // The search sees what a station does have.
  for (const { person } of cards) expect(await findInFiles(cellar.homeDir, person)).not.toEqual([])
  for (const { writer } of watched)
    expect(await findInFiles(cellar.homeDir, Buffer.from(writer!, 'hex'))).not.toEqual([])
  for (const key of keys) expect(await findInFiles(cellar.homeDir, key)).toEqual([])
  await cellar.start()
  for (const [n, reader] of readers.entries()) {
    await comeBack(reader)
    for (const ref of refs[n]!) await reader.arrival(ref)
  }
})

test('the files of a common station name no device as the writer of what a customer watches', async () => {
  const cellar = await station('cellar')
  const everybody = [await person('alice'), await person('bob'), await person('carol')]
  const [alice, bob, carol] = everybody as [Person, Person, Person]
  for (const other of [alice, carol]) await pair(other, bob)
  for (const one of everybody) await join(one, cellar)
  for (const writer of [alice, carol]) await knowsStations(writer, bob)
  for (const writer of [alice, carol]) await writer.write(bob, 'a letter', 'its text')
  const card = { ...bob.home.parts.identity, card: bob.home.parts.identity.card }
  const names = everybody.map(({ device }) => toHex(device))
  await bob.stop()
  for (const writer of [alice, carol]) {
    await writer.write(bob, 'another', 'text')
    await isDropped(writer, card)
  }
  for (const one of everybody) await one.stop()
  await cellar.stop()

  const { watched, devices } = await readWatched(cellar)
  expect(devices.toSorted()).toEqual(names.toSorted())
  const written = watched.filter(({ length }) => length > 0)
  expect(written.length).toBeGreaterThanOrEqual(2)
  expect(written.filter(({ writer }) => devices.includes(writer!))).toEqual([])
  expect(new Set(written.map(({ writer }) => writer)).size).toBe(written.length)
})
