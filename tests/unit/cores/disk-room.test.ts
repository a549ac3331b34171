// Nothing large is begun on a disk that has no room for it, however many ask at once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DiskRoom } from '../../../src/core/cores/disk-room.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../support/small-disk.ts'

const MIB = 1 << 20
const BLOCK = 64 * 1024
/** With this buffer 6 MiB are left free. */
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

  test('spend() grants no byte while the reserve is touched, to the first as to the fortieth', async () => {
    await disk.fill(3 * MIB)
    const atOnce = await Promise.all(Array.from({ length: 40 }, () => outcomeOf(BLOCK)))
    expect(new Set(atOnce)).toEqual(new Set(['NO_SPACE']))
    for (let i = 0; i < 40; i++) expect(await outcomeOf(BLOCK)).toBe('NO_SPACE')
  })

  test('spend() grants again when there is room again', async () => {
    await disk.fill(3 * MIB)
    expect(await outcomeOf(BLOCK)).toBe('NO_SPACE')
    await disk.free()
    const atOnce = await Promise.all(Array.from({ length: 40 }, () => outcomeOf(BLOCK)))
    expect(new Set(atOnce)).toEqual(new Set(['granted']))
  })

  test('what was granted before others filled the disk ends soon', async () => {
    expect(await outcomeOf(BLOCK)).toBe('granted')
    await disk.fill(3 * MIB)
    const granted = [BLOCK]
    while ((await outcomeOf(BLOCK)) === 'granted') granted.push(BLOCK)
    expect(granted.length * BLOCK).toBeLessThanOrEqual(MIB)
    expect(await outcomeOf(4 * MIB)).toBe('NO_SPACE')
  })

  test('spend() grants a piece that is larger than what is granted at once', async () => {
    expect(await outcomeOf(4 * MIB)).toBe('granted')
  })
})
