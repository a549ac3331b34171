// The engine's process as main sees it: started, noticed when it dies, started again, and stopped for good.
// A death loses nothing (what was sent is on disk); pages get new ports and read again what they show.
import type { MessagePortMain, UtilityProcess } from 'electron'
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import {
  isFromHost,
  type FromHost,
  type HostOptions,
  type Keyring,
  type ToHost,
} from '../engine-host/messages.ts'
import type { FileEndpoint } from '../host/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { Mutex } from '../../core/index.ts'

export type EngineRefusal = Pick<Extract<FromHost, { kind: 'refused' }>, 'code' | 'message'>

export interface EngineDeath {
  code: number
  /** The last of what it printed. */
  output: string
  restarts: number
  /** It is not started again by itself. */
  gaveUp: boolean
}

export interface EngineProcessOptions {
  utilityProcess: ElectronParts['utilityProcess']
  /** The built engine host. */
  modulePath: string
  /** Asked at each start: the key may have come or gone meanwhile. */
  findOptions: () => Promise<HostOptions>
  /** It ended without being asked to; `restarts` so far. Started again unless it gave up. */
  onDied: (death: EngineDeath) => void
  /** The home cannot be opened; starting again would change nothing by itself. */
  onRefused: (refusal: EngineRefusal) => void
  /** It is open, also when the home is empty or locked: pages can be connected, and files are had there. */
  onOpened: (files: FileEndpoint) => void
  onHome: (keyring: Keyring | null) => void
  openDemo: () => Promise<{ url: string }>
}

/** Also what Electron calls it when it tells of processes that ended. */
export const ENGINE_NAME = 'Fumikura engine'
const RESTART_PAUSES_MS = [0, 1000, 5000, 15_000]
/** A process that lived so long starts anew with a clean record. */
const STEADY_MS = 60_000
const CLOSE_PATIENCE_MS = 8000
/** After it was killed: a process that even then does not end must not keep the app from ending. */
const KILL_PATIENCE_MS = 2000
const MAX_OUTPUT_CHARS = 8192

export class EngineProcess {
  readonly #options: EngineProcessOptions
  #child: UtilityProcess | null = null
  #isOpen = false
  #output = ''
  #restarts = 0
  #deathsInARow = 0
  #timer: NodeJS.Timeout | undefined
  #isStopped = false
  /** Why it will not open the home; told once it has ended, so that it can be started again then. */
  #refusal: EngineRefusal | null = null
  #answers: ((message: FromHost) => void)[] = []
  /** One after the other: an answer does not say which question it is to. */
  readonly #mutex = new Mutex()

  constructor(options: EngineProcessOptions) {
    this.#options = options
  }

  /** Also after a refusal, when the person wants to try again. */
  async start(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#child !== null || this.#isStopped) return
    const options = await this.#findOptions()
    if (options === null) return
    // While the options were looked for, somebody else may have started it, or ended everything.
    if (this.#child === null && !this.#isStopped) this.#fork(options)
  }

  async #findOptions(): Promise<HostOptions | null> {
    try {
      return await this.#options.findOptions()
    } catch (error) {
      const { message } = error as Error
      this.#options.onRefused({ code: isEngineError(error) ? error.code : 'INTERNAL', message })
      return null
    }
  }

  #fork(options: HostOptions): void {
    this.#refusal = null
    this.#output = ''
    const child = this.#options.utilityProcess.fork(this.#options.modulePath, [], {
      serviceName: ENGINE_NAME,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const startedAt = performance.now()
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => this.#keepOutput(chunk))
    child.on('message', (message: unknown) => this.#take(message))
    child.on('exit', (code) => this.#ended(child, code, performance.now() - startedAt))
    this.#post({ kind: 'open', options })
  }

  #keepOutput(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString('utf8')).slice(-MAX_OUTPUT_CHARS)
  }

  #post(message: ToHost, ports?: MessagePortMain[]): void {
    this.#child?.postMessage(message, ports)
  }

  #take(message: unknown): void {
    if (!isFromHost(message)) return
    switch (message.kind) {
      case 'opened':
        this.#isOpen = true
        this.#options.onHome(message.keyring)
        return this.#options.onOpened(message.files)
      case 'home':
        return this.#options.onHome(message.keyring)
      case 'open-demo':
        return void this.#openDemo(message.id)
      case 'refused':
        this.#refusal = { code: message.code, message: message.message }
        return
      case 'key':
      case 'kept':
      case 'chosen':
      case 'failed':
        this.#answers.shift()?.(message)
        return
    }
  }

  async #openDemo(id: number): Promise<void> {
    try {
      const { url } = await this.#options.openDemo()
      this.#post({ kind: 'demo', id, url })
    } catch (error) {
      this.#post({ kind: 'demo-failed', id, message: error instanceof Error ? error.message : String(error) })
    }
  }

  #ended(child: UtilityProcess, code: number, livedMs: number): void {
    if (this.#child !== child) return
    this.#child = null
    this.#isOpen = false
    const answers = this.#answers.splice(0)
    for (const answer of answers)
      answer({ kind: 'failed', code: 'UNREACHABLE', message: 'The engine ended.' })
    if (this.#isStopped) return
    if (this.#refusal !== null) return this.#options.onRefused(this.#refusal)
    this.#deathsInARow = livedMs > STEADY_MS ? 0 : this.#deathsInARow + 1
    this.#restarts++
    const pauseMs = RESTART_PAUSES_MS[Math.max(0, this.#deathsInARow - 1)]
    const gaveUp = pauseMs === undefined
    if (!gaveUp) this.#timer = setTimeout(() => void this.start(), pauseMs)
    this.#options.onDied({ code, output: this.#output, restarts: this.#restarts, gaveUp })
  }

  /** A door for a page, and the port by which its preload hands over files. False while the engine is not open. */
  connect(door: MessagePortMain, handing: MessagePortMain): boolean {
    if (!this.#isOpen) return false
    this.#post({ kind: 'port' }, [door, handing])
    return true
  }

  /** @throws LOCKED, NO_PERSON, UNREACHABLE */
  async askKey(): Promise<Uint8Array> {
    const answer = await this.#mutex.run(() => this.#ask({ kind: 'ask-key' }))
    if (answer.kind !== 'key') throw new EngineError('INTERNAL', 'The engine answered something else.')
    return answer.storageKey
  }

  /** The keychain has the key: the home is opened by it from now on. @throws LOCKED, UNREACHABLE */
  async tellKeyKept(): Promise<void> {
    await this.#mutex.run(() => this.#ask({ kind: 'key-kept' }))
  }

  /** What a page may call this place from now on. @throws UNREACHABLE */
  async tellPlace(path: string): Promise<string> {
    const answer = await this.#mutex.run(() => this.#ask({ kind: 'choose', path }))
    if (answer.kind !== 'chosen') throw new EngineError('INTERNAL', 'The engine answered something else.')
    return answer.place
  }

  async #ask(message: ToHost): Promise<FromHost> {
    if (this.#child === null) throw new EngineError('UNREACHABLE', 'The engine is not running.')
    const answer = await new Promise<FromHost>((resolve) => {
      this.#answers.push(resolve)
      this.#post(message)
    })
    if (answer.kind === 'failed') throw new EngineError(answer.code, answer.message)
    return answer
  }

  /** Resolves when it has ended; killed when it takes too long, which loses nothing. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (child === null) return
    await new Promise<void>((resolve) => {
      let timer = setTimeout(() => {
        child.kill()
        timer = setTimeout(resolve, KILL_PATIENCE_MS)
      }, CLOSE_PATIENCE_MS)
      child.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#post({ kind: 'close' })
    })
  }
}
