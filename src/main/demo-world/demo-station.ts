// A station of the demo world: on a home of its own, and switched off until the story needs it.
import { join } from 'node:path'
import { openStation, type OpenStation } from '../../core/index.ts'
import { SMALL_BUFFER_BYTES, type Ground } from './resident.ts'

const ONLINE_WITHIN_MS = 5_000

export class DemoStation {
  readonly name: string
  readonly #ground: Ground
  #open: OpenStation | null = null

  constructor(name: string, ground: Ground) {
    this.name = name
    this.#ground = ground
  }

  async switchOn(): Promise<void> {
    const { dir, bootstrap, clock, log } = this.#ground
    this.#open = await openStation({
      home: join(dir, this.name.toLowerCase()),
      name: this.name,
      bootstrap: [bootstrap],
      lan: 'off',
      clock,
      log,
      writeBufferBytes: SMALL_BUFFER_BYTES,
    })
    await this.#open.station.whenOnline(ONLINE_WITHIN_MS)
  }

  /** Returns a link for one customer. */
  async invite(): Promise<string> {
    if (this.#open === null) throw new Error(`${this.name} is switched off.`)
    return (await this.#open.station.invite()).link
  }

  async switchOff(): Promise<void> {
    const open = this.#open
    this.#open = null
    await open?.close()
  }
}
