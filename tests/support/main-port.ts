// A Node MessagePort behind the interface of Electron's MessagePortMain.
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'

export class MainPort extends EventEmitter {
  readonly port: MessagePort

  constructor(port: MessagePort) {
    super()
    this.port = port
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    const call = listener as (event?: object) => void
    if (event === 'message') this.port.on('message', (data: unknown) => call({ data }))
    else this.port.on(event, () => call())
    return this
  }

  postMessage(message: unknown): void {
    this.port.postMessage(message)
  }

  start(): void {
    this.port.start()
  }

  close(): void {
    this.port.close()
  }
}

export class MainChannel {
  readonly port1: MainPort
  readonly port2: MainPort

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new MainPort(port1)
    this.port2 = new MainPort(port2)
  }
}
