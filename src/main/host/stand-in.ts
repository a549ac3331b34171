// The stand-in of a home: a station for others, in the process of the engine. It is off by default;
// once switched on, it runs with every start until it is switched off.
import { readFile } from 'node:fs/promises'
import { EngineError, type HostHandlers, type StandInState } from '../../core/contract/index.ts'
import { keepNetwork, Mutex, openStation, replaceFile } from '../../core/index.ts'
import type { HomePaths, Log, OpenStation, StationOptions } from '../../core/index.ts'

export interface StandInOptions {
  paths: Pick<HomePaths, 'standIn' | 'standInFile' | 'network'>
  /** The network of the engine, if it was given one at this start. */
  network: Pick<StationOptions, 'bootstrap' | 'lan'>
  /** The name that customers see. Null while the home is locked. */
  findName: () => Promise<string | null>
  log: Log
  /** How soon a failed start is tried again; shorter in tests. */
  retryMs?: number
  /** Replaces the network and sizes; for tests. */
  station?: Partial<StationOptions>
}

const RETRY_MS = 60_000

export class StandIn {
  readonly #options: StandInOptions
  #isOn: boolean
  #opened: OpenStation | null = null
  #timer: NodeJS.Timeout | null = null
  readonly #mutex = new Mutex()
  #isClosed = false

  private constructor(options: StandInOptions, isOn: boolean) {
    this.#options = options
    this.#isOn = isOn
  }

  /** Starts it in the background if it is on. A failed start is tried again. */
  static async open(options: StandInOptions): Promise<StandIn> {
    const standIn = new StandIn(options, await readIsOn(options.paths.standInFile))
    if (standIn.#isOn) void standIn.#mutex.run(() => standIn.#startOrRetry())
    return standIn
  }

  readonly handlers: HostHandlers['standIn'] = {
    state: async () => this.state,
    offer: () => this.#mutex.run(() => this.#offer()),
    switchOff: () => this.#mutex.run(() => this.#switchOff()),
  }

  get state(): StandInState {
    const customers = this.#opened?.station.customers() ?? []
    return {
      isOn: this.#isOn,
      isRunning: this.#opened !== null,
      customers: customers.length,
      bytes: customers.reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }

  close(): Promise<void> {
    return this.#mutex.run(async () => {
      this.#isClosed = true
      await this.#stop()
    })
  }

  async #offer(): ReturnType<HostHandlers['standIn']['offer']> {
    if (this.#isClosed) throw new EngineError('CANCELLED', 'The engine is closing.')
    const { station } = (this.#opened ??= await this.#start())
    const { link, expiresAt } = await station.invite()
    await this.#remember(true)
    return { link, number: station.number, expiresAt: new Date(expiresAt).toISOString() }
  }

  async #switchOff(): Promise<StandInState> {
    await this.#stop()
    await this.#remember(false)
    return this.state
  }

  async #remember(isOn: boolean): Promise<void> {
    this.#isOn = isOn
    await replaceFile(this.#options.paths.standInFile, `${JSON.stringify({ isOn })}\n`)
  }

  async #start(): Promise<OpenStation> {
    const { paths, network, findName, log, station } = this.#options
    // The home of a person can be on a private network; its stand-in is on the same one.
    const bootstrap = await keepNetwork(paths.network, network.bootstrap)
    const name = (await findName()) ?? undefined
    return openStation({ home: paths.standIn, ...network, bootstrap, name, log, ...station })
  }

  async #startOrRetry(): Promise<void> {
    if (this.#isClosed || !this.#isOn || this.#opened !== null) return
    try {
      this.#opened = await this.#start()
    } catch (error) {
      const { log, retryMs = RETRY_MS } = this.#options
      log.warn('stand-in-not-started', { message: String(error) })
      this.#timer = setTimeout(() => void this.#mutex.run(() => this.#startOrRetry()), retryMs).unref()
    }
  }

  async #stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#opened?.close()
    this.#opened = null
  }
}

async function readIsOn(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  if (text === null) return false
  try {
    return (JSON.parse(text) as { isOn?: unknown }).isOn === true
  } catch {
    return false
  }
}
