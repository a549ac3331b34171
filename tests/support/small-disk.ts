// A disk of its own for one test, so small that it can be filled: a tmpfs, which only root may mount.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

export const canMount = process.getuid?.() === 0

export interface SmallDisk {
  readonly folder: string
  /** Takes all space but `leftBytes`. */
  fill(leftBytes?: number): Promise<void>
  /** Gives back what `fill` took. */
  free(): Promise<void>
  freeBytes(): Promise<number>
}

/**
 * Called at the top of a test file, before what lies on the disk is set up to be closed: disks are unmounted after each test,
 * in the reverse order of registration.
 */
export function useSmallDisks(): (megabytes: number) => Promise<SmallDisk> {
  const mounted: string[] = []
  afterEach(async () => {
    for (const folder of mounted.splice(0)) {
      execFileSync('umount', [folder])
      await rm(folder, { recursive: true })
    }
  })
  return async (megabytes) => {
    const folder = await mkdtemp(join(tmpdir(), 'fumikura-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
    mounted.push(folder)
    return makeDisk(folder)
  }
}

function makeDisk(folder: string): SmallDisk {
  const ballast = join(folder, 'ballast')
  const freeBytes = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  }
  return {
    folder,
    freeBytes,
    async fill(leftBytes = 0) {
      // Others write meanwhile, so the last bytes may be gone already: that is full as well.
      const bytes = Math.max(0, (await freeBytes()) - leftBytes)
      try {
        await writeFile(ballast, Buffer.alloc(bytes, 1), { flag: 'a' })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    },
    free: () => rm(ballast),
  }
}
