// A station on a full disk refuses, loses nothing, and goes on when there is space.
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../support/person.ts'
import { canMount } from '../../support/small-disk.ts'
import { useSmallDisks } from '../../support/use-small-disks.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const MEGABYTES = 32

describe.skipIf(!canMount)('on a full disk (needs root)', () => {
  const mountDisk = useSmallDisks()
  const make = useStations()

  test('new blocks are refused, kept ones stay, and the next try works when there is space', async () => {
    const disk = await mountDisk(MEGABYTES)
    const station = await make.station({ home: join(disk.folder, 'home') })
    const alice = await make.customer(station)
    const first = await alice.write(makeBlocks(50))
    await alice.keep(first)
    await isKept(alice, first)

    await disk.fill(2 << 20)
    const second = await alice.write(makeBlocks(50))
    expect(await alice.keep(first, second)).toEqual(['QUOTA', 'QUOTA'])
    expect(await alice.kept(first.core.key)).toEqual([50])
    expect((await station.do.doctor()).warnings).toContain('The disk is full. Customers are refused.')
    const reader = await make.stranger(station)
    const copy = await reader.wantCore(first.core.key)
    expect(await copy.get(49, { timeout: 5000 })).toHaveLength(1000)

    await disk.free()
    await eventually(async () => (await alice.keep(second))[0] === 'taken')
    await isKept(alice, second)
    // So small a disk always has little room.
    expect((await station.do.doctor()).warnings).toEqual(['The disk is nearly full.'])
  })

  test('a disk that fills up while blocks arrive stops the fetching, and breaks nothing', async () => {
    const disk = await mountDisk(MEGABYTES)
    const station = await make.station({ home: join(disk.folder, 'home') })
    const alice = await make.customer(station)
    const written = await alice.write(makeBlocks(600, 60_000))
    await alice.keep(written)
    await eventually(async () => (await alice.keep(written))[0] === 'QUOTA')
    const [length] = await alice.kept(written.core.key)
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThan(600)
    const reader = await make.stranger(station)
    const copy = await reader.wantCore(written.core.key)
    expect(await copy.get(length! - 1, { timeout: 5000 })).toHaveLength(60_000)
    expect(await alice.usedBytes()).toBeGreaterThanOrEqual(length! * 60_000)
  })
})
