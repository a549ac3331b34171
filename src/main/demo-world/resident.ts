// A person in the demo world: a complete engine in this process with its own home, used only
// through the contract. It can be away, like a computer that is switched off.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { createClient, createMemoryChannels, type Api, type PersonId } from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine, type Engine, type HomePaths, type Log } from '../../core/index.ts'
import type { StoryClock } from './story-clock.ts'

export const SMALL_BUFFER_BYTES = 1 << 20
const WORDS_TO_PROVE = 3

/** The environment of the residents. */
export interface Ground {
  /** The folder that contains their homes. */
  dir: string
  /** The keys of the homes come from it. No disk has it, so homes that a crash leaves are unreadable. */
  secret: string
  bootstrap: { host: string; port: number }
  clock: StoryClock
  log: Log
}

export class Resident {
  readonly name: string
  /** As a shell names this person: `alice$`. */
  readonly login: string
  readonly paths: HomePaths
  person = '' as PersonId
  readonly #ground: Ground
  #present: { engine: Engine; api: Api } | null = null

  private constructor(name: string, login: string, ground: Ground) {
    this.name = name
    this.login = login
    this.paths = homePaths(join(ground.dir, login))
    this.#ground = ground
  }

  /** Creates the person, unless the home has one already, and joins the network. */
  static async moveIn(name: string, login: string, ground: Ground): Promise<Resident> {
    const resident = new Resident(name, login, ground)
    try {
      await resident.comeHome()
      resident.person = await resident.#findPerson()
      return resident
    } catch (error) {
      await resident.leave()
      throw error
    }
  }

  async #findPerson(): Promise<PersonId> {
    const { state } = await this.api.home.status()
    if (state === 'open') return (await this.api.people.whoami()).person
    const { person, words } = await this.api.home.create({ name: this.name })
    await proveWords(this.api, words)
    return person
  }

  async comeHome(): Promise<void> {
    const { bootstrap, clock, log, secret } = this.#ground
    const engine = await openEngine({
      home: this.paths.dir,
      storageKey: createHash('sha256').update(`${secret} ${this.login}`).digest(),
      bootstrap: [bootstrap],
      lan: 'off',
      clock,
      log,
      writeBufferBytes: SMALL_BUFFER_BYTES,
    })
    const [near, far] = createMemoryChannels()
    serveContract(far, engine.handlers, log)
    this.#present = { engine, api: createClient(near).api }
  }

  async leave(): Promise<void> {
    const present = this.#present
    this.#present = null
    await present?.engine.close()
  }

  get isHome(): boolean {
    return this.#present !== null
  }

  get api(): Api {
    return this.#here().api
  }

  get engine(): Engine {
    return this.#here().engine
  }

  #here(): { engine: Engine; api: Api } {
    if (this.#present === null) throw new Error(`${this.name} is away.`)
    return this.#present
  }
}

/** Nobody needs these words, so prove them; the app then does not remind the visitor of them. */
async function proveWords(api: Api, words: string[]): Promise<void> {
  const answers = words.slice(0, WORDS_TO_PROVE).map((word, at) => ({ position: at + 1, word }))
  await api.home.proveWords({ answers })
}
