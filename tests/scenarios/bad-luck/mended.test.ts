// Damage and wrong clocks must not prevent a recall, an opening, or the filing of an early letter.
import { afterEach, expect, test } from 'vitest'
import type { Clock } from '../../../src/core/base/index.ts'
import { announceMove } from '../../../src/core/delivery/notify.ts'
import { parseRef } from '../../../src/core/store/index.ts'
import { skippedBy } from '../../support/mallory.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const network = new MemoryNetwork()
const people: Person[] = []
afterEach(() => Promise.all(people.splice(0).map((person) => person.remove())))

async function makePair(bobsClock?: Clock): Promise<[Person, Person]> {
  const alice = await Person.create('alice', network)
  const bob = await Person.create('bob', network, bobsClock)
  people.push(alice, bob)
  await pair(alice, bob)
  return [alice, bob]
}

test('an object at a new position in its author’s cores opens there for readers who have its notice', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Moved', 'found again')
  await bob.arrival(ref)
  const { core, start } = parseRef(ref)!
  const { parts, ownCores } = alice.home
  const block = await ownCores.read(core, start)
  await parts.ledger.write((tx) => announceMove(tx, parts, parts.store.moveOwn(tx, { core, start }, block!)!))
  await eventually(async () => (await bob.list())[0]?.ref !== ref, 'bob learns the new position')
  expect(await bob.read(ref)).toMatchObject({ text: 'found again' })
  expect(await skippedBy(bob)).toEqual({})
})

test('a letter whose block is lost can still be recalled', async () => {
  const [alice, bob] = await makePair()
  const ref = await alice.write(bob, 'Lost', 'words')
  await bob.arrival(ref)
  const { core, start } = parseRef(ref)!
  await alice.home.ownCores.flush()
  await (await alice.home.ownCores.openCore(core)).clear(start, start + 1)
  await expect(alice.read(ref)).rejects.toMatchObject({ code: 'DAMAGED' })
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(readers).toMatchObject([{ name: 'bob', outcome: 'recalled' }])
  await eventually(async () => (await bob.list())[0]?.state === 'recalled', 'bob hears of the recall')
  await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED' })
})

test('a letter dated in the future is filed, and does not stay at the top', async () => {
  const slow: Clock = { now: () => Date.now() - 3 * 86_400_000, monotonicMs: () => performance.now() }
  const [alice, bob] = await makePair(slow)
  const ref = await alice.write(bob, 'From tomorrow', 'x')
  await bob.arrival(ref)
  expect(await bob.read(ref)).toMatchObject({ text: 'x' })
})

test('two feeds that both continue in a next generation are announced once', async () => {
  const [alice, bob] = await makePair()
  for (const person of [alice, bob]) {
    const { feeds, ledger } = person.home.parts
    const [row] = feeds.list(ledger)
    await ledger.write((tx) => feeds.succeed(tx, row!.myCore, { length: 0, treeHash: Buffer.alloc(32) }))
    await feeds.open(row!.person)
  }
  network.cut(alice.device, bob.device)
  const ref = await alice.write(bob, 'On and on', 'in the next feed')
  await bob.arrival(ref)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = network.bytesMoved()
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect(network.bytesMoved() - before).toBeLessThan(20_000)
})
