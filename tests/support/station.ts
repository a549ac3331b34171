// A station in a test: a whole one on its own home, with wires in memory.
import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, type Clock } from '../../src/core/base/index.ts'
import {
  openStation,
  recoverStation,
  type OpenStation,
  type StationOptions,
} from '../../src/core/open-station.ts'
import type { Station } from '../../src/core/station/index.ts'
import type { InviteOptions } from '../../src/core/station/station-invites.ts'
import type { MemoryNetwork } from './memory-network.ts'

export class TestStation {
  readonly homeDir: string
  readonly #network: MemoryNetwork
  readonly #clock: Clock
  #open: OpenStation | null = null

  private constructor(homeDir: string, network: MemoryNetwork, clock: Clock) {
    this.homeDir = homeDir
    this.#network = network
    this.#clock = clock
  }

  static async create(
    network: MemoryNetwork,
    options: Partial<StationOptions> = {},
    clock: Clock = systemClock,
  ): Promise<TestStation> {
    const home = options.home ?? (await mkdtemp(join(tmpdir(), 'fumikura-station-')))
    const station = TestStation.at(home, network, clock)
    await station.start(options)
    return station
  }

  /** Makes a station whose home is at `homeDir`, existing or not. Call `start` next. */
  static at(homeDir: string, network: MemoryNetwork, clock: Clock = systemClock): TestStation {
    return new TestStation(homeDir, network, clock)
  }

  /** Opens the home again after `stop`. */
  async start(options: Partial<StationOptions> = {}): Promise<void> {
    this.#open = await openStation({
      home: this.homeDir,
      clock: this.#clock,
      createWires: (keyPair) => this.#network.wires(keyPair),
      writeBufferBytes: 1 << 20,
      ...options,
    })
  }

  /** The running station. */
  get do(): Station {
    return this.#open!.station
  }

  get device(): Uint8Array {
    return this.do.device
  }

  /** Returns a fresh link for one customer. */
  async invite(options?: InviteOptions): Promise<string> {
    return (await this.do.invite(options)).link
  }

  async stop(): Promise<void> {
    await this.#open?.close()
    this.#open = null
  }

  /** Copies the home. Returns how to put the station, which must be stopped then, back to the copy. */
  async copyHome(): Promise<() => Promise<void>> {
    const copy = `${this.homeDir}-copy`
    await this.stop()
    await cp(this.homeDir, copy, { recursive: true })
    await this.start()
    return async () => {
      await this.stop()
      await rm(this.homeDir, { recursive: true })
      await rename(copy, this.homeDir)
    }
  }

  /** Gives the station a new key, as its operator does after it was put back. */
  async recover(): Promise<void> {
    await this.stop()
    await recoverStation(this.homeDir)
    await this.start()
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.homeDir, { recursive: true, force: true })
  }
}
