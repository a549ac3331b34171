// Ten times the limit of an account is offered to a station: 10 GB to an account of 1 GB if
// FUMIKURA_MANY is 1. It is refused, the disk of the station stays within the limit, and the other
// customer keeps every block.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WHOLE_CORE } from '../../../src/core/station-records/index.ts'
import { runs } from '../../support/many.ts'
import { eventually } from '../../support/person.ts'
import { syntheticBlock, synthesizeBlocks } from '../../support/synthetic-blocks.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const LIMIT_BYTES = runs(20_000_000, 1_000_000_000)
const BLOCK_BYTES = 65_000
const OFFERED = Math.ceil((10 * LIMIT_BYTES) / BLOCK_BYTES)
const AT_ONCE = 200
/** The database writes a block twice before it has compacted, and has a log of its own. */
const DISK_FACTOR = 1.5
const DISK_MORE = 64 << 20

const make = useStations()

async function countDiskBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true })
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.blocks ?? 0),
  )
  return sizes.reduce((sum, blocks) => sum + blocks * 512, 0)
}

test(
  `${10 * LIMIT_BYTES} bytes offered to an account of ${LIMIT_BYTES} are refused, and nobody else loses a block`,
  { timeout: 900_000 },
  async () => {
    const station = await make.station()
    const bob = await make.customer(station)
    const letters = makeBlocks(200)
    const kept = await bob.write(letters)
    await bob.keep(kept)
    await isKept(bob, kept)

    const alice = await make.customer(station, { bytes: LIMIT_BYTES })
    const huge = await alice.write([])
    synthesizeBlocks(huge.core, BLOCK_BYTES)
    for (let at = 0; at < OFFERED; at += AT_ONCE)
      await alice.peer.append(
        huge.core,
        Array.from({ length: Math.min(AT_ONCE, OFFERED - at) }, (_, i) =>
          syntheticBlock(at + i, BLOCK_BYTES),
        ),
      )
    expect(huge.core.byteLength).toBeGreaterThanOrEqual(10 * LIMIT_BYTES)
    let most = 0
    const watch = setInterval(
      () => void countDiskBytes(station.homeDir).then((now) => (most = Math.max(most, now))),
      500,
    )
    await alice.keep(huge)
    const isFull = async (): Promise<boolean> =>
      (await alice.usedBytes()) > LIMIT_BYTES - 2 * BLOCK_BYTES && (await alice.keep(huge))[0] === 'QUOTA'
    await eventually(isFull, 'the account is full')
    clearInterval(watch)
    most = Math.max(most, await countDiskBytes(station.homeDir))

    expect(await alice.usedBytes()).toBeLessThanOrEqual(LIMIT_BYTES)
    expect(await alice.keep(await alice.write(makeBlocks(1)))).toEqual(['QUOTA'])
    expect(most).toBeGreaterThan(0.9 * LIMIT_BYTES)
    expect(most).toBeLessThan(DISK_FACTOR * LIMIT_BYTES + DISK_MORE)

    // Everything of the other customer comes from the station, also after it has started again.
    bob.peer.undial(station.device)
    await station.stop()
    await station.start()
    const reader = await make.stranger(station)
    const copy = await reader.wantCore(kept.core.key)
    for (const [at, block] of letters.entries()) expect(await copy.get(at, { timeout: 5_000 })).toEqual(block)

    await alice.peer.dial(station.device)
    await alice.drop(huge.core.key, 0, WHOLE_CORE)
    expect((await station.do.doctor()).bytes).toBe(200 * 1000)
  },
)
