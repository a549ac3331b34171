// Somebody who lives in the demo world: a whole engine in this process, in a home of its own, asked only by the contract.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createClient, createMemoryChannels, type Api, type PersonId } from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine, type Engine, type HomePaths, type Log } from '../../core/index.ts'
import type { StoryClock } from './clock.ts'

const SMALL_BUFFER_BYTES = 1 << 20
const STORAGE_KEY_BYTES = 32
const WORDS_TO_PROVE = 3

/** Where residents live. */
export interface Ground {
  /** The folder that their homes are made in. */
  dir: string
  bootstrap: { host: string; port: number }
  clock: StoryClock
  log: Log
}

export class Resident {
  readonly name: string
  readonly person: PersonId
  readonly api: Api
  readonly engine: Engine
  readonly paths: HomePaths

  private constructor(name: string, person: PersonId, api: Api, engine: Engine, paths: HomePaths) {
    this.name = name
    this.person = person
    this.api = api
    this.engine = engine
    this.paths = paths
  }

  /** Makes the person in a new home, and goes on the network. */
  static async moveIn(
    name: string,
    folder: string,
    { dir, bootstrap, clock, log }: Ground,
  ): Promise<Resident> {
    const home = join(dir, folder)
    const engine = await openEngine({
      home,
      // Kept nowhere: whatever a crash may leave of this home is unreadable.
      storageKey: randomBytes(STORAGE_KEY_BYTES),
      bootstrap: [bootstrap],
      lan: 'off',
      clock,
      log,
      writeBufferBytes: SMALL_BUFFER_BYTES,
    })
    try {
      const [near, far] = createMemoryChannels()
      serveContract(far, engine.handlers, log)
      const { api } = createClient(near)
      const { person, words } = await api.home.create({ name })
      await proveWords(api, words)
      return new Resident(name, person, api, engine, homePaths(home))
    } catch (error) {
      await engine.close()
      throw error
    }
  }

  close(): Promise<void> {
    return this.engine.close()
  }
}

/** These words lead back to nobody: the app need not remind anyone of them. */
async function proveWords(api: Api, words: string[]): Promise<void> {
  const answers = words.slice(0, WORDS_TO_PROVE).map((word, at) => ({ position: at + 1, word }))
  await api.home.proveWords({ answers })
}
