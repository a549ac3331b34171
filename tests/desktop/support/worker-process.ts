// A stand-in for Electron's utility process. A worker thread runs the built engine host. On request
// it ends at once, as a process does at kill -9, or does not start.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { Worker, type MessagePort } from 'node:worker_threads'

const SCRIPT = new URL('host-worker.js', import.meta.url)

export class WorkerProcess extends EventEmitter {
  readonly stdout = new EventEmitter()
  readonly stderr = new EventEmitter()
  readonly #modulePath: string
  #worker: Worker | null = null
  #unsent: { data: unknown; ports: MessagePort[] }[] = []

  /** Starts when `mayStart` resolves; messages posted before that are kept. */
  constructor(modulePath: string, mayStart: Promise<void>) {
    super()
    this.#modulePath = modulePath
    void mayStart.then(() => this.#start())
  }

  #start(): void {
    const engineHost = pathToFileURL(this.#modulePath).href
    const worker = new Worker(SCRIPT, { workerData: { engineHost }, stdout: true, stderr: true })
    this.#worker = worker
    worker.stdout.on('data', (chunk: Buffer) => this.stdout.emit('data', chunk))
    worker.stderr.on('data', (chunk: Buffer) => this.stderr.emit('data', chunk))
    worker.on('message', (message: unknown) => this.emit('message', message))
    worker.on('error', (error: Error) => this.stderr.emit('data', Buffer.from(error.stack ?? error.message)))
    worker.on('exit', (code) => this.emit('exit', code))
    for (const { data, ports } of this.#unsent.splice(0)) this.#send(data, ports)
  }

  postMessage(data: unknown, ports: { port: MessagePort }[] = []): void {
    const bare = ports.map(({ port }) => port)
    if (this.#worker === null) this.#unsent.push({ data, ports: bare })
    else this.#send(data, bare)
  }

  #send(data: unknown, ports: MessagePort[]): void {
    this.#worker?.postMessage({ data, ports }, ports)
  }

  kill(): boolean {
    void this.#worker?.terminate()
    return this.#worker !== null
  }
}
