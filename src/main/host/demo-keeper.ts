// Keeps the demo world: starts its process at the first request and ends it with the host.
// A headless host forks it with Node, the desktop with Electron; each brings its own DemoProcess.
import { EngineError, type PageLink } from '../../core/contract/index.ts'

/** The part of the demo process that the keeper needs. */
export interface DemoProcess {
  /** Calls `listener` with each message from the process. */
  onMessage(listener: (message: unknown) => void): void
  /** Asks for another link to the demo page. */
  ask(): void
  /** Called once, even if the process never started. */
  onEnd(listener: () => void): void
  /** Asks the process to end. */
  release(): void
  /** Ends the process at once. */
  kill(): void
}

export type StartDemo = () => DemoProcess

/** Much more than a slow machine needs. */
const READY_PATIENCE_MS = 60_000
const END_PATIENCE_MS = 5_000

interface RunningDemo {
  process: DemoProcess
  links: LinkQueue
  ended: Promise<void>
}

export class DemoKeeper {
  readonly #start: StartDemo
  #running: RunningDemo | null = null
  #isClosed = false

  constructor(start: StartDemo) {
    this.#start = start
  }

  /**
   * Returns a new link into the one demo world. Starts the world again if it failed or ended.
   * @throws INTERNAL
   */
  open(): Promise<PageLink> {
    if (this.#isClosed) return Promise.reject(new EngineError('INTERNAL', 'The engine is closing.'))
    if (this.#running === null) this.#running = this.#begin()
    else this.#running.process.ask()
    return this.#running.links.next()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#running !== null) await end(this.#running.process, this.#running.ended)
  }

  #begin(): RunningDemo {
    const process = this.#start()
    const ended = new Promise<void>((resolve) => process.onEnd(resolve))
    const running = { process, links: new LinkQueue(process, ended), ended }
    void ended.then(() => this.#forget(running))
    running.links.onFailed(() => this.#forget(running))
    return running
  }

  #forget(running: RunningDemo): void {
    if (this.#running === running) this.#running = null
  }
}

interface Waiting {
  resolve: (link: PageLink) => void
  reject: (error: Error) => void
}

/** The links that the process sends, each for the request that has waited longest. */
class LinkQueue {
  readonly #waiting: Waiting[] = []
  readonly #failListeners: (() => void)[] = []
  readonly #process: DemoProcess
  readonly #ended: Promise<void>

  constructor(process: DemoProcess, ended: Promise<void>) {
    this.#process = process
    this.#ended = ended
    process.onMessage((message) => {
      const link = findLink(message)
      if (link !== null) this.#waiting.shift()?.resolve(link)
    })
    void ended.then(() => this.#fail('has ended'))
  }

  /**
   * @throws INTERNAL if the process ends or sends no link in time; in the latter case it is ended
   */
  next(): Promise<PageLink> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail('is not ready')
        void end(this.#process, this.#ended)
      }, READY_PATIENCE_MS)
      timer.unref()
      const stop = (): void => clearTimeout(timer)
      this.#waiting.push({
        resolve: (link) => (stop(), resolve(link)),
        reject: (error) => (stop(), reject(error)),
      })
    })
  }

  onFailed(listener: () => void): void {
    this.#failListeners.push(listener)
  }

  #fail(what: string): void {
    for (const listener of this.#failListeners) listener()
    for (const { reject } of this.#waiting.splice(0))
      reject(new EngineError('INTERNAL', `The demo world ${what}; the log says more.`))
  }
}

function findLink(message: unknown): PageLink | null {
  const { url, file } = (message ?? {}) as Partial<PageLink>
  return typeof url === 'string' && typeof file === 'string' ? { url, file } : null
}

async function end(process: DemoProcess, ended: Promise<void>): Promise<void> {
  process.release()
  const timer = setTimeout(() => process.kill(), END_PATIENCE_MS)
  await ended
  clearTimeout(timer)
}
