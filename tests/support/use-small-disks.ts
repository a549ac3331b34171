// Small disks for the tests of one file: unmounted after each test.
import { afterEach } from 'vitest'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

/**
 * Called at the top of a test file, before what lies on the disk is set up to be closed: disks are unmounted after each test,
 * in the reverse order of registration.
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
