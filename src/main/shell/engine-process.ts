// The engine's process, seen from main: started, restarted when it dies, and stopped in the end.
// A death loses nothing, because sent letters are on disk; pages get new ports and reload what they
// show.
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
  /** The last part of its output. */
  output: string
  restarts: number
  /** True if the engine is not restarted automatically. */
  gaveUp: boolean
}

export interface EngineProcessOptions {
  utilityProcess: ElectronParts['utilityProcess']
  /** The built engine host. */
  modulePath: string
  /** Called at each start, because the key may have changed meanwhile. */
  findOptions: () => Promise<HostOptions>
  /** The process ended unexpectedly, after `restarts` restarts. It is restarted unless `gaveUp`. */
  onDied: (death: EngineDeath) => void
  /** The home cannot be opened; a restart would not help. */
  onRefused: (refusal: EngineRefusal) => void
  /**
   * The engine is open, even if the home is empty or locked, so pages can connect, and files are
   * served.
   */
  onOpened: (files: FileEndpoint) => void
  onHome: (keyring: Keyring | null) => void
  openDemo: () => Promise<{ url: string }>
}

/** Electron also uses this name in its event for ended processes. */
export const ENGINE_NAME = 'Fumikura engine'
const RESTART_PAUSES_MS = [0, 1000, 5000, 15_000]
/** A process that ran this long resets the count of deaths. */
const STEADY_MS = 60_000
const CLOSE_PATIENCE_MS = 8000
/** After the kill, because a process that still does not end must not keep the app from ending. */
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
  /**
   * Why the engine does not open the home; reported once the process has ended, so that it can be
   * started again.
   */
  #refusal: EngineRefusal | null = null
  #answers: ((message: FromHost) => void)[] = []
  /** Serializes the questions, because an answer does not name its question. */
  readonly #mutex = new Mutex()

  constructor(options: EngineProcessOptions) {
    this.#options = options
  }

  /** Starts the process; also after a refusal, when the person tries again. */
  async start(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#child !== null || this.#isStopped) return
    const options = await this.#findOptions()
    if (options === null) return
    // Another call may have started the process or stopped everything meanwhile.
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
    child.on('message', (message: unknown) => this.#receive(message))
    child.on('exit', (code) => this.#ended(child, code, performance.now() - startedAt))
    this.#post({ kind: 'open', options })
  }

  #keepOutput(chunk: Buffer): void {
    this.#output = (this.#output + chunk.toString('utf8')).slice(-MAX_OUTPUT_CHARS)
  }

  #post(message: ToHost, ports?: MessagePortMain[]): void {
    this.#child?.postMessage(message, ports)
  }

  #receive(message: unknown): void {
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
      case 'only-here':
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

  /**
   * Connects a page, and its preload's port for handing over files. False while the engine is not
   * open.
   */
  connect(door: MessagePortMain, handing: MessagePortMain): boolean {
    if (!this.#isOpen) return false
    this.#post({ kind: 'port' }, [door, handing])
    return true
  }

  /** @throws LOCKED, NO_PERSON, UNREACHABLE */
  async askKey(): Promise<Uint8Array> {
    const answer = await this.#mutex.run(() => this.#ask({ kind: 'ask-key' }))
    if (answer.kind !== 'key') throw new EngineError('INTERNAL', 'The engine gave an unexpected answer.')
    return answer.storageKey
  }

  /**
   * The keychain has stored the key, so the host opens the home from now on.
   * @throws LOCKED, UNREACHABLE
   */
  async becomeKeyHost(): Promise<void> {
    await this.#mutex.run(() => this.#ask({ kind: 'key-kept' }))
  }

  /**
   * Registers a chosen path and returns the name that a page may use for it.
   * @throws UNREACHABLE
   */
  async nameChosenPath(path: string): Promise<string> {
    const answer = await this.#mutex.run(() => this.#ask({ kind: 'choose', path }))
    if (answer.kind !== 'chosen') throw new EngineError('INTERNAL', 'The engine gave an unexpected answer.')
    return answer.place
  }

  /** Asks how many sent letters no station has. Null while the engine is not open. */
  countOnlyHere(): Promise<number> | null {
    return this.#isOpen ? this.#countOnlyHere() : null
  }

  async #countOnlyHere(): Promise<number> {
    const answer = await this.#mutex.run(() => this.#ask({ kind: 'ask-only-here' }))
    if (answer.kind !== 'only-here')
      throw new EngineError('INTERNAL', 'The engine gave an unexpected answer.')
    return answer.count
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

  /**
   * Resolves when the process has ended. It is killed if it takes too long, which loses nothing.
   */
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
