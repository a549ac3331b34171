// The offline world of the demo: a private DHT on this machine, three people and three stations; it
// is removed afterwards. The process that plays the story opens it, and closes it however the story
// ends.
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Neighbour } from './neighbour.ts'
import { StationMachine } from './station-machine.ts'
import { Tool } from './tool.ts'

export interface World {
  bootstrap: string
  alice: Neighbour
  bob: Neighbour
  carol: Neighbour
  all: Neighbour[]
  /** Switched off until the story needs them. */
  stations: StationMachine[]
  /** The folder for files that a neighbour sends. */
  dir: string
}

export class WorldKeeper {
  readonly #tool: Tool
  #dir: string | null = null

  constructor(launcher: string) {
    this.#tool = new Tool(launcher)
    // The last resort, for exits that cannot wait for async work.
    process.once('exit', () => {
      if (this.#dir !== null) rmSync(this.#dir, { recursive: true, force: true })
    })
  }

  async open(): Promise<World> {
    const dir = await mkdtemp(join(tmpdir(), 'fumikura-demo-'))
    this.#dir = dir
    const { ready } = await this.#tool.start<{ bootstrap: string }>(['dht'])
    const moveIn = (name: string) => Neighbour.moveIn(name, this.#tool, dir, ready.bootstrap)
    const all = await Promise.all(['alice', 'bob', 'carol'].map(moveIn))
    const stations = ['cellar', 'studio', 'attic'].map(
      (name) => new StationMachine(name, this.#tool, dir, ready.bootstrap),
    )
    return { bootstrap: ready.bootstrap, alice: all[0]!, bob: all[1]!, carol: all[2]!, all, stations, dir }
  }

  async close(): Promise<void> {
    await this.#tool.close()
    if (this.#dir !== null) await rm(this.#dir, { recursive: true, force: true })
    this.#dir = null
  }
}
