// Somebody copies the disks of an author's stations, before or after a recall, and has a quantum
// computer later. The shares on them do not help who breaks one half of the cryptography.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { equalBytes } from '../../../src/core/base/index.ts'
import { Attack, type Loot } from '../../support/attack.ts'
import { BOTH, HALVES, type Broken } from '../../support/attacker.ts'
import { readFiles } from '../../support/decrypted-files.ts'
import { sharesOnDisk, type KeptShare } from '../../support/kept-shares.ts'
import { pair, type Person } from '../../support/person.ts'
import { CHOIR, RecordedLife } from '../../support/recorded-life.ts'
import { findPlain } from '../../support/recording.ts'

const NEED = 2
const LETTERS = 3
const POSTS = 2
const life = new RecordedLife()
let alice: Person
/** The shares of all three stations, by station, before the recalls and after them. */
let before: KeptShare[][]
let after: KeptShare[][]

beforeAll(async () => {
  await life.begin()
  const persons = await life.persons('alice', 'bob')
  const { bob } = persons
  alice = persons.alice
  await pair(alice, bob)
  await life.joinStations(alice, bob, 3)
  await life.found(alice, [bob])
  const [letter] = await life.leave(alice, bob, bob, LETTERS)
  const [post] = await life.leave(alice, CHOIR, bob, POSTS)
  before = await copyDisks()
  for (const recalled of [letter, post]) await life.recall(alice, recalled!)
  after = await copyDisks()
  for (const one of [alice, bob]) await life.take(one)
})

afterAll(() => life.end())

async function copyDisks(): Promise<KeptShare[][]> {
  const disks: KeptShare[][] = []
  for (const station of life.stations) disks.push(await sharesOnDisk(station))
  return disks
}

async function bodiesRead(shares: KeptShare[][], broken: Broken, more: Partial<Loot> = {}): Promise<number> {
  const loot = { captured: life.captured, shares: shares.flat(), need: NEED, ...more }
  return (await Attack.run(loot, broken)).texts.bodies.size
}

test('copied disks of stations open letters for who breaks both halves, and for nobody who breaks one', async () => {
  for (const half of HALVES) {
    expect(await bodiesRead(before, half)).toBe(0)
    expect(await bodiesRead(after, half)).toBe(0)
  }
  expect(await bodiesRead(before.slice(1), BOTH)).toBe(LETTERS + POSTS)
  expect(await bodiesRead(before.slice(2), BOTH)).toBe(0)
})

test('a letter that was recalled is read only with disks that were copied before', async () => {
  expect(await bodiesRead(before, BOTH)).toBe(LETTERS + POSTS)
  expect(await bodiesRead(after, BOTH)).toBe(LETTERS + POSTS - 2)
})

test('a disk that is copied after a recall has the share on none of its pages', async () => {
  const kept = after.flat().map(({ share }) => share)
  const burned = before.flat().filter(({ share }) => !kept.some((one) => equalBytes(one, share)))
  expect(burned).toHaveLength(2 * life.stations.length)
  const files = (await Promise.all(life.stations.map(({ homeDir }) => readFiles(homeDir)))).flat()
  const pages = Buffer.concat(files.flatMap(({ parts }) => parts))
  const all = before.flat().map(({ share }) => share)
  expect(findPlain(pages, all)).toHaveLength(kept.length)
})

test('with the home of the author, who breaks X25519 alone also reads letters that were recalled since', async () => {
  const { feeds, ledger } = alice.home.parts
  const pairs = feeds.list(ledger).map(({ pairSecret }) => pairSecret)
  expect(await bodiesRead(before, HALVES[0]!, { pairs })).toBe(LETTERS)
  expect(await bodiesRead(after, HALVES[0]!, { pairs })).toBe(LETTERS - 1)
  expect(await bodiesRead(before, HALVES[1]!, { pairs })).toBe(0)
})
