// Alice, Bob and Carol. Each has a home folder, an engine in its own process, and a command line.
// They act through commands. Only the meter uses the local socket, because measuring must cost
// nothing.
import { join } from 'node:path'
import { createClient, type Client, type DoctorReport, type PersonId } from '../../core/contract/index.ts'
import { homePaths } from '../../core/index.ts'
import { createSocketChannel } from '../host/socket-channel.ts'
import { dialSocket } from '../host/socket-door.ts'
import type { Tool } from './tool.ts'

interface Engine {
  url: string
  client: Client
  end: () => Promise<void>
}

export class Neighbour {
  readonly name: string
  readonly person: PersonId
  readonly #tool: Tool
  readonly #home: string
  readonly #options: string[]
  #engine: Engine | null = null

  private constructor(name: string, person: PersonId, tool: Tool, home: string, options: string[]) {
    this.name = name
    this.person = person
    this.#tool = tool
    this.#home = home
    this.#options = options
  }

  /** Creates the person and starts the engine of their home. */
  static async moveIn(name: string, tool: Tool, dir: string, bootstrap: string): Promise<Neighbour> {
    const home = join(dir, name)
    const options = ['--home', home, '--bootstrap', bootstrap, '--lan', 'off']
    const { person } = await tool.run<{ person: PersonId }>(['new', '--name', name, ...options])
    const neighbour = new Neighbour(name, person, tool, home, options)
    await neighbour.comeHome()
    return neighbour
  }

  /** Runs a command in this home and returns its result. @throws EngineError */
  run<Result>(words: string[]): Promise<Result> {
    return this.#tool.run<Result>([...words, ...this.#options])
  }

  async comeHome(): Promise<void> {
    const { ready, end } = await this.#tool.start<{ url: string }>(['up', '--no-open', ...this.#options])
    const socket = await dialSocket(homePaths(this.#home))
    if (socket === null) throw new Error(`${this.name}'s engine does not answer`)
    this.#engine = { url: ready.url, client: createClient(createSocketChannel(socket)), end }
  }

  async leave(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    engine?.client.close()
    await engine?.end()
  }

  get isHome(): boolean {
    return this.#engine !== null
  }

  get url(): string {
    return this.#present().url
  }

  examine(): Promise<DoctorReport> {
    return this.#present().client.api.doctor.report()
  }

  get api(): Client['api'] {
    return this.#present().client.api
  }

  #present(): Engine {
    if (this.#engine === null) throw new Error(`${this.name} is not running`)
    return this.#engine
  }
}
