// A tmpfs for one test or trial, so small that a test can fill it. Only root may mount it.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const canMount = process.getuid?.() === 0

export interface SmallDisk {
  readonly folder: string
  /** Fills the disk except for `leftBytes`. */
  fill(leftBytes?: number): Promise<void>
  /** Frees the space that `fill` took. */
  free(): Promise<void>
  freeBytes(): Promise<number>
  /** Close all files on the disk first. */
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
      // The program may take the last bytes meanwhile; then the disk is full too.
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
