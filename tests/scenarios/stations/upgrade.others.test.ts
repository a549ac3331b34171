// Two builds of the program share homes. A home tells nothing of the build that wrote it, so
// another build of the same formats opens it. A build that does not know the tables of a home
// refuses it and writes nothing, so the other build still opens it.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { PersonTasks } from '../../../bench/processes/person.ts'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { findHome, homePaths, unlockHome } from '../../../src/core/home/index.ts'
import { openHomeLedger } from '../../../src/core/home-ledger.ts'
import { listSchemaVersions } from '../../../src/core/ledger/index.ts'
import { copyHome } from '../../storm/disk/home-copy.ts'
import { Mortal } from '../../storm/keepers/mortal.ts'
import { comeBack, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { eventually, Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const { open } = useCustomers()
const makeFolder = useTempFolders()

/** Changes the version that the tables of a noun have by the word of a stopped home. */
async function setVersion(dir: string, noun: string, by: number): Promise<void> {
  const storageKey = await unlockHome(dir, (await findHome(dir))!)
  const ledger = await openHomeLedger(
    { paths: homePaths(dir), storageKey, clock: systemClock, log: silentLog },
    [],
  )
  expect(listSchemaVersions(ledger).map((one) => one.noun)).toContain(noun)
  await ledger.write((tx) =>
    tx.run('UPDATE schema_versions SET version = version + ? WHERE noun = ?', by, noun),
  )
  await ledger.close()
}

/** The lock has the number of the process. */
async function filesOf(dir: string): Promise<[string, string][]> {
  const copy = await copyHome(dir)
  return [...copy]
    .filter(([name]) => name !== 'lock')
    .map(([name, bytes]): [string, string] => [name, bytes.toString('base64')])
}

test('a home that one build wrote is read and written by another build', async () => {
  const dir = `${await makeFolder()}/home`
  const bundled = new Mortal<PersonTasks>('alice', 'bench/processes/person.ts', [dir, 'none'])
  await bundled.live()
  try {
    await bundled.run('create', 'alice')
    const first = await bundled.run('send', { to: ['self'], bytes: 300, subject: 'By the bundle' })
    await bundled.run('close', undefined)
    await bundled.die()
    const person = Person.at('alice', dir, new MemoryNetwork())
    await person.start()
    expect((await person.read(first)).subject).toBe('By the bundle')
    const second = await person.write({ name: 'self' }, 'By the sources', 'Also here.')
    await person.stop()
    await bundled.live()
    for (const ref of [first, second]) await bundled.run('read', ref)
  } finally {
    await bundled.die()
  }
  const json = JSON.parse(await readFile(homePaths(dir).homeJson, 'utf8')) as object
  expect(Object.keys(json)).not.toContain('version')
})

test('a station refuses a home of a newer build, and has every letter when it is that build again', async () => {
  const { alice, bob, stations } = await open(1)
  const [station] = stations
  const ref = await alice.write(bob, 'waits', 'Through an upgrade.', { policy: PLAIN_POLICY })
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  await station!.stop()
  await setVersion(station!.homeDir, 'station', 1)
  const before = await filesOf(station!.homeDir)
  await expect(station!.start()).rejects.toEqual(refused('NEWER_HOME'))
  expect(await filesOf(station!.homeDir)).toEqual(before)
  await expect(bob.read(ref, 500)).rejects.toEqual(refused('KEEPERS_AWAY'))
  await setVersion(station!.homeDir, 'station', -1)
  await station!.start()
  expect((await bob.read(ref)).text).toBe('Through an upgrade.')
})

test('a person refuses a home of a newer build, and the author has it afterwards', async () => {
  const { alice, bob } = await open(1)
  const ref = await alice.write(bob, 'waits', 'Through an upgrade.', { policy: PLAIN_POLICY })
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  await setVersion(alice.homeDir, 'access', 1)
  const before = await filesOf(alice.homeDir)
  await expect(comeBack(alice)).rejects.toEqual(refused('NEWER_HOME'))
  expect(await filesOf(alice.homeDir)).toEqual(before)
  // Her station opens it meanwhile.
  expect((await bob.read(ref)).text).toBe('Through an upgrade.')
  await setVersion(alice.homeDir, 'access', -1)
  await comeBack(alice)
  await eventually(
    async () => (await alice.status(ref))[0]?.state === 'referenced',
    'the author learns of it',
  )
})
