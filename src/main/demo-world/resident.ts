// A person in the demo world: a complete engine in this process with its own home, used only
// through the contract.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createClient, createMemoryChannels, type Api, type PersonId } from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine, type Engine, type HomePaths, type Log } from '../../core/index.ts'
import type { StoryClock } from './clock.ts'

const SMALL_BUFFER_BYTES = 1 << 20
const STORAGE_KEY_BYTES = 32
const WORDS_TO_PROVE = 3

/** The environment of the residents. */
export interface Ground {
  /** The folder that contains their homes. */
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

  /** Creates the person in a new home and joins the network. */
  static async moveIn(
    name: string,
    folder: string,
    { dir, bootstrap, clock, log }: Ground,
  ): Promise<Resident> {
    const home = join(dir, folder)
    const engine = await openEngine({
      home,
      // The key is not stored, so a home that a crash leaves behind is unreadable.
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

/** Nobody needs these words, so prove them; the app then does not remind the visitor of them. */
async function proveWords(api: Api, words: string[]): Promise<void> {
  const answers = words.slice(0, WORDS_TO_PROVE).map((word, at) => ({ position: at + 1, word }))
  await api.home.proveWords({ answers })
}
