// A large write is refused on a disk without space for it, also if many callers ask at once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DiskRoom } from '../../../src/core/cores/disk-room.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'

const MIB = 1 << 20
const BLOCK = 64 * 1024
/** With this buffer the reserve is 6 MiB. */
const BUFFER = MIB

describe.skipIf(!canMount)('a small disk (needs root)', () => {
  let disk: SmallDisk
  let room: DiskRoom

  beforeEach(async () => {
    disk = await mountSmallDisk(16)
    room = new DiskRoom(disk.folder, BUFFER)
  })
  afterEach(() => disk.unmount())

  const outcomeOf = (bytes: number): Promise<string> =>
    room.spend(bytes).then(
      () => 'granted',
      (error: unknown) => (error as { code: string }).code,
    )

  test('spend() refuses every byte below the reserve, at the first call and at the fortieth', async () => {
    await disk.fill(3 * MIB)
    const atOnce = await Promise.all(Array.from({ length: 40 }, () => outcomeOf(BLOCK)))
    expect(new Set(atOnce)).toEqual(new Set(['NO_SPACE']))
    for (let i = 0; i < 40; i++) expect(await outcomeOf(BLOCK)).toBe('NO_SPACE')
  })

  test('spend() grants bytes again when there is space again', async () => {
    await disk.fill(3 * MIB)
    expect(await outcomeOf(BLOCK)).toBe('NO_SPACE')
    await disk.free()
    const atOnce = await Promise.all(Array.from({ length: 40 }, () => outcomeOf(BLOCK)))
    expect(new Set(atOnce)).toEqual(new Set(['granted']))
  })

  test('a grant expires soon if other programs fill the disk', async () => {
    expect(await outcomeOf(BLOCK)).toBe('granted')
    await disk.fill(3 * MIB)
    const granted = [BLOCK]
    while ((await outcomeOf(BLOCK)) === 'granted') granted.push(BLOCK)
    expect(granted.length * BLOCK).toBeLessThanOrEqual(MIB)
    expect(await outcomeOf(4 * MIB)).toBe('NO_SPACE')
  })

  test('spend() grants a piece that is larger than a usual grant', async () => {
    expect(await outcomeOf(4 * MIB)).toBe('granted')
  })
})
