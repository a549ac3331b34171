// Keeps the demo world: a process started when somebody first asks for it, and ended with the host.
// Node forks it in a headless host, Electron on the desktop; the two differ only in the DemoProcess they bring.
import { EngineError } from '../../core/contract/index.ts'

/** The demo world's process, as far as its keeper must know it. */
export interface DemoProcess {
  /** What the process says to its parent. */
  onMessage(listener: (message: unknown) => void): void
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
  ready: Promise<{ url: string }>
  ended: Promise<void>
}

export class DemoKeeper {
  readonly #start: StartDemo
  #running: RunningDemo | null = null
  #isClosed = false

  constructor(start: StartDemo) {
    this.#start = start
  }

  /** The address of the one world there is. One that failed or ended is begun anew. @throws INTERNAL */
  open(): Promise<{ url: string }> {
    if (this.#isClosed) return Promise.reject(new EngineError('INTERNAL', 'The engine is closing.'))
    this.#running ??= this.#begin()
    return this.#running.ready
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#running !== null) await end(this.#running.process, this.#running.ended)
  }

  #begin(): RunningDemo {
    const process = this.#start()
    const ended = new Promise<void>((resolve) => process.onEnd(resolve))
    const ready = waitUntilReady(process, ended)
    const running = { process, ready, ended }
    void ended.then(() => this.#forget(running))
    ready.catch(() => this.#forget(running))
    return running
  }

  #forget(running: RunningDemo): void {
    if (this.#running === running) this.#running = null
  }
}

/** @throws INTERNAL when it ends, or says nothing for too long, and then it is ended */
function waitUntilReady(process: DemoProcess, ended: Promise<void>): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      clearTimeout(timer)
      reject(new EngineError('INTERNAL', `The demo world ${what}; the log says more.`))
    }
    const timer = setTimeout(() => {
      fail('is not ready')
      void end(process, ended)
    }, READY_PATIENCE_MS)
    timer.unref()
    void ended.then(() => fail('has ended'))
    process.onMessage((message) => {
      const url = findUrl(message)
      if (url === null) return
      clearTimeout(timer)
      resolve({ url })
    })
  })
}

function findUrl(message: unknown): string | null {
  const url = typeof message === 'object' && message !== null && 'url' in message ? message.url : null
  return typeof url === 'string' ? url : null
}

async function end(process: DemoProcess, ended: Promise<void>): Promise<void> {
  process.release()
  const timer = setTimeout(() => process.kill(), END_PATIENCE_MS)
  await ended
  clearTimeout(timer)
}
