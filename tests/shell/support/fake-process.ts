// A fake utility process that follows the test. It opens, refuses, answers, dies.
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { FromHost, ToHost } from '../../../src/main/engine-host/messages.ts'

export class FakeProcess extends EventEmitter {
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly got: { message: ToHost; ports: unknown[] }[] = []
  readonly modulePath: string
  readonly options: Record<string, unknown>
  wasKilled = false
  /** How many letters no station has, by the engine's answer. Null: it does not answer. */
  onlyHere: number | null = 0
  /** Whether the process ends at a `close` message, and at a kill. */
  endsOn: { close: boolean; kill: boolean } = { close: true, kill: true }

  constructor(modulePath: string, options: Record<string, unknown>) {
    super()
    this.modulePath = modulePath
    this.options = options
  }

  postMessage(message: ToHost, ports: unknown[] = []): void {
    this.got.push({ message, ports })
    const { onlyHere } = this
    if (message.kind === 'ask-only-here' && onlyHere !== null)
      queueMicrotask(() => this.say({ kind: 'only-here', count: onlyHere }))
    if (message.kind === 'close' && this.endsOn.close) queueMicrotask(() => this.die(0))
  }

  kill(): boolean {
    this.wasKilled = true
    if (this.endsOn.kill) queueMicrotask(() => this.die(143))
    return true
  }

  say(message: FromHost): void {
    this.emit('message', message)
  }

  die(code: number): void {
    this.emit('exit', code)
  }

  get kinds(): string[] {
    return this.got.map(({ message }) => message.kind)
  }
}
