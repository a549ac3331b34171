// A file that a page sent for one call to read: a backup to recover from, or an export to check.
// The home keeps it until that call ends, another file arrives, or the engine closes. A recovery
// that needs the backup's passphrase may read it again. The next start deletes it after a crash.
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isDiskFull } from './base/index.ts'
import { EngineError } from './contract/errors.ts'

const PASSING = 'passing-'

export class ReceivedFile {
  readonly #passing: string
  #folder: string | null = null

  /** @param passing the folder in which each file gets a folder of its own */
  constructor(passing: string) {
    this.#passing = passing
  }

  /**
   * Stores the file and returns its path.
   * @throws NO_SPACE; CANCELLED if the body ends early
   */
  async store(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
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

  /** A call that read this path has ended. Does nothing if the path belongs to another file. */
  async release(path: string | undefined): Promise<void> {
    if (this.#folder !== null && path !== undefined && path.startsWith(this.#folder)) await this.clear()
  }

  async clear(): Promise<void> {
    const folder = this.#folder
    this.#folder = null
    if (folder !== null) await rm(folder, { recursive: true, force: true })
  }
}

/** @throws NO_SPACE; CANCELLED if the body ends early */
export async function writePassing(
  body: AsyncIterable<Uint8Array>,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const path = join(folder, 'sent')
  try {
    await pipeline(body, createWriteStream(path, { mode: 0o600 }), { signal })
  } catch (cause) {
    if (isDiskFull(cause))
      throw new EngineError('NO_SPACE', 'There is no space left for what was sent.', { cause })
    throw new EngineError('CANCELLED', 'It was cut off on the way.', { cause })
  }
  return path
}

/** Gives `act` a folder of its own and removes it afterwards. */
export async function inPassingFolder<T>(passing: string, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(passing, PASSING))
  try {
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Deletes the files that a crash left behind. */
export async function clearPassing(passing: string): Promise<void> {
  for (const name of await readdir(passing).catch(() => []))
    if (name.startsWith(PASSING)) await rm(join(passing, name), { recursive: true, force: true })
}
