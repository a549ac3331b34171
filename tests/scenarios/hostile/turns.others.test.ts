// Measures the longest turn of the engine under the most that a contact may send of each kind.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { MAX_ALBUM_PARTS } from '../../../src/core/albums/collections.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { useInTurns, WORST_INPUTS, writeAlbum } from './worst-inputs.ts'

/**
 * In CPU time, with the collector of garbage. The rule is 50 ms on a quiet machine; a neighbour on the
 * same processor doubles what a turn costs.
 */
const LONGEST_TURN_MS = 120
/** Of the most that is allowed. It loads and compiles what a first use needs. */
const WARM_SHARE = 0.02

const figures: string[] = []
afterAll(() => {
  const lines = ['longest turn, ms of CPU and by the clock', ...figures]
  process.stdout.write(lines.join('\n') + '\n')
})

let network: MemoryNetwork
let bob: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  bob = await Person.create('bob', network)
  mallory = await Mallory.pairWith(network, bob)
})

afterEach(() => Promise.all([bob.remove(), mallory.remove()]))

for (const { name, write } of WORST_INPUTS)
  test(
    name,
    async () => {
      const warm = await write(mallory, bob, WARM_SHARE)
      await warm.arrived()
      await useInTurns(warm)
      // Mallory is in this process too, so she writes before the measurement.
      const devices = [bob.device, mallory.device.publicKey] as const
      network.partition(...devices)
      const worst = await write(mallory, bob, 1)
      const receiving = new TurnProbe()
      network.heal(...devices)
      await worst.arrived()
      const received = receiving.end()
      const using = new TurnProbe()
      await useInTurns(worst)
      const used = using.end()
      const both = [received, receiving.longestWallMs, used, using.longestWallMs].map(Math.round)
      figures.push(`${name}: receive ${both[0]}, ${both[1]}; use ${both[2]}, ${both[3]}`)
      expect(Math.max(received, used)).toBeLessThan(LONGEST_TURN_MS)
    },
    600_000,
  )

test('a part beyond the most parts of an album is refused and counted, and the album stays', async () => {
  const { cover } = await writeAlbum(mallory, bob, MAX_ALBUM_PARTS + 20)
  const malformed = async (): Promise<boolean> => (await skippedBy(bob))['feed-record-malformed'] === 20
  await eventually(malformed, 'the last ones are refused')
  expect(await bob.list()).toMatchObject([{ kind: 'album', ref: cover.refText, subject: 'Summer' }])
  const [album] = await bob.do.albums.list({ from: 'others', limit: 10 }, calling)
  expect(album!.unopened).toBeLessThanOrEqual(MAX_ALBUM_PARTS)
  const honest = await mallory.sendHonestly(bob)
  await bob.arrival(honest.refText)
  expect(await bob.list()).toHaveLength(2)
})
