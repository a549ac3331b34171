// A file that a page sent for one call to read: a backup to come back with, an export to check. It lies in the home until that call has
// ended (or was asked again, with the passphrase of the backup), another one comes, or the engine closes; what a crash left is cleared at the
// next start.
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EngineError } from './contract/errors.ts'

const PASSING = 'passing-'

export class ReceivedFile {
  readonly #passing: string
  #folder: string | null = null

  /** @param passing the folder in which it lies in one of its own */
  constructor(passing: string) {
    this.#passing = passing
  }

  /** Gives its path. @throws NO_SPACE, CANCELLED when it ends early */
  async take(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
    await this.clear()
    const folder = await mkdtemp(join(this.#passing, PASSING))
    this.#folder = folder
    try {
      return await writePassing(body, folder, signal)
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  /** A call that read this path has ended; nothing where it is another's. */
  async release(path: string | undefined): Promise<void> {
    if (this.#folder !== null && path !== undefined && path.startsWith(this.#folder)) await this.clear()
  }

  async clear(): Promise<void> {
    const folder = this.#folder
    this.#folder = null
    if (folder !== null) await rm(folder, { recursive: true, force: true })
  }
}

/** @throws NO_SPACE, CANCELLED when it ends early */
export async function writePassing(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const path = join(folder, 'sent')
  try {
    await pipeline(body, createWriteStream(path, { mode: 0o600 }), { signal })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new EngineError('NO_SPACE', 'There is no space left for what was sent.', { cause })
    throw new EngineError('CANCELLED', 'It was cut off on the way.', { cause })
  }
  return path
}

/** A folder of its own for as long as `act` takes. */
export async function inPassingFolder<T>(passing: string, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(passing, PASSING))
  try {
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What passed through when the engine last ended without a word. */
export async function clearPassing(passing: string): Promise<void> {
  for (const name of await readdir(passing).catch(() => []))
    if (name.startsWith(PASSING)) await rm(join(passing, name), { recursive: true, force: true })
}
