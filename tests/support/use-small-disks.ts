// Small disks for the tests of one file: unmounted after each test.
import { afterEach } from 'vitest'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

/**
 * Call this function at the top of a test file, before the set-up of anything that uses the disk.
 * Hooks run in reverse order of registration, so the users close first and the disks are unmounted
 * last.
 */
export function useSmallDisks(): (megabytes: number) => Promise<SmallDisk> {
  const mounted: SmallDisk[] = []
  afterEach(async () => {
    for (const disk of mounted.splice(0)) await disk.unmount()
  })
  return async (megabytes) => {
    const disk = await mountSmallDisk(megabytes)
    mounted.push(disk)
    return disk
  }
}
