// Keeps the demo world: a process started when somebody first asks for it, and ended with the host.
// Node forks it in a headless host, Electron on the desktop; the two differ only in the DemoProcess they bring.
import { EngineError, type PageLink } from '../../core/contract/index.ts'

/** The demo world's process, as far as its keeper must know it. */
export interface DemoProcess {
  /** What the process says to its parent. */
  onMessage(listener: (message: unknown) => void): void
  /** Asks for one more link to its page. */
  ask(): void
  /** Called once, also when the process never began. */
  onEnd(listener: () => void): void
  /** Lets go of it, which asks it to end. */
  release(): void
  /** Ends it without asking. */
  kill(): void
}

export type StartDemo = () => DemoProcess

/** Far beyond what it takes on a slow machine. */
const READY_PATIENCE_MS = 60_000
const END_PATIENCE_MS = 5_000

interface RunningDemo {
  process: DemoProcess
  links: LinkLine
  ended: Promise<void>
}

export class DemoKeeper {
  readonly #start: StartDemo
  #running: RunningDemo | null = null
  #isClosed = false

  constructor(start: StartDemo) {
    this.#start = start
  }

  /** A new link into the one world there is. One that failed or ended is begun anew. @throws INTERNAL */
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
    const running = { process, links: new LinkLine(process, ended), ended }
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

/** The links that the process tells, each to whoever has waited for longest. */
class LinkLine {
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

  /** @throws INTERNAL when the process ends, or says nothing for too long, and then it is ended */
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
