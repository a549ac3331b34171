// A disk of its own for one test or trial, so small that it can be filled: a tmpfs, which only root may mount.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const canMount = process.getuid?.() === 0

export interface SmallDisk {
  readonly folder: string
  /** Takes all space but `leftBytes`. */
  fill(leftBytes?: number): Promise<void>
  /** Gives back what `fill` took. */
  free(): Promise<void>
  freeBytes(): Promise<number>
  /** Close all files on the disk before. */
  unmount(): Promise<void>
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  return makeDisk(folder)
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
    async unmount() {
      execFileSync('umount', [folder])
      await rm(folder, { recursive: true })
    },
  }
}
