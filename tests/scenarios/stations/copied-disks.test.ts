// Somebody copies the disks of an author's stations, before or after a recall, and has a quantum
// computer later. The shares on them do not help who breaks one half of the cryptography.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Attack, type Loot } from '../../support/attack.ts'
import { BOTH, HALVES, type Broken } from '../../support/attacker.ts'
import { readFiles } from '../../support/decrypted-files.ts'
import { sharesOnDisk, type KeptShare } from '../../support/kept-shares.ts'
import { pair, type Person } from '../../support/person.ts'
import { RecordedLife } from '../../support/recorded-life.ts'
import { findPlain } from '../../support/recording.ts'

const NEED = 2
const life = new RecordedLife()
let alice: Person
/** The shares of all three stations, by station, before the recall and after it. */
let before: KeptShare[][]
let after: KeptShare[][]

const copyDisks = async (): Promise<KeptShare[][]> => {
  const disks: KeptShare[][] = []
  for (const station of life.stations) disks.push(await sharesOnDisk(station))
  return disks
}

beforeAll(async () => {
  await life.begin()
  const persons = await life.persons('alice', 'bob')
  alice = persons.alice
  await pair(alice, persons.bob)
  await life.joinStations(alice, persons.bob, 3)
  const [recalled] = await life.leave(alice, persons.bob, 3)
  before = await copyDisks()
  await life.recall(alice, recalled!)
  after = await copyDisks()
  for (const one of [alice, persons.bob]) await life.take(one)
}, 60_000)

afterAll(() => life.end())

async function bodiesRead(shares: KeptShare[][], broken: Broken, more: Partial<Loot> = {}): Promise<number> {
  const loot = { captured: life.captured, shares: shares.flat(), need: NEED, ...more }
  return (await Attack.run(loot, broken)).texts.bodies.size
}

test('copied disks of stations open letters for who breaks both halves, and for nobody who breaks one', async () => {
  for (const half of HALVES) {
    expect(await bodiesRead(before, half)).toBe(0)
    expect(await bodiesRead(after, half)).toBe(0)
  }
  expect(await bodiesRead(before.slice(1), BOTH)).toBe(3)
  expect(await bodiesRead(before.slice(2), BOTH)).toBe(0)
})

test('a letter that was recalled is read only with disks that were copied before', async () => {
  expect(await bodiesRead(before, BOTH)).toBe(3)
  expect(await bodiesRead(after, BOTH)).toBe(2)
  const kept = new Set(after.flat().map(({ share }) => Buffer.from(share).toString('hex')))
  const burned = before.flat().filter(({ share }) => !kept.has(Buffer.from(share).toString('hex')))
  expect(burned).toHaveLength(3)
  const files = (await Promise.all(life.stations.map(({ homeDir }) => readFiles(homeDir)))).flat()
  const bytes = Buffer.concat(files.flatMap(({ parts }) => parts))
  expect(
    findPlain(
      bytes,
      burned.map(({ share }) => share),
    ),
  ).toEqual([])
})

test('with the home of the author, who breaks X25519 alone also reads what was recalled since', async () => {
  const { feeds, ledger } = alice.home.parts
  const pairs = feeds.list(ledger).map(({ pairSecret }) => pairSecret)
  expect(await bodiesRead(before, HALVES[0]!, { pairs })).toBe(3)
  expect(await bodiesRead(after, HALVES[0]!, { pairs })).toBe(2)
  expect(await bodiesRead(before, HALVES[1]!, { pairs })).toBe(0)
})
