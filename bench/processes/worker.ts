// A bench process, as the bench sees it: started from its bundle, given tasks, ended.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Setting } from '../bench.ts'
import type { TaskAnswer, TaskOrder, Tasks } from './tasks.ts'

type InputOf<Task> = Task extends (input: infer Input) => unknown ? Input : never
type ValueOf<Task> = Task extends (input: never) => infer Value ? Awaited<Value> : never

const KEPT_CHARS = 4096
/** Far more than any task takes; a task that hangs fails with its name. */
const PATIENCE_MS = 30 * 60_000

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/** `ip` becomes the process that it starts, so the process keeps its id and its channel. */
function commandIn(namespace: string | null): { execPath?: string; execArgv: string[] } {
  if (namespace === null) return { execArgv: [] }
  return { execPath: 'ip', execArgv: ['netns', 'exec', namespace, process.execPath] }
}

export class Worker<T extends Tasks> {
  readonly #name: string
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #said = ''

  private constructor(name: string, child: ChildProcess) {
    this.#name = name
    this.#child = child
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-KEPT_CHARS)
    })
    child.on('message', (answer: TaskAnswer) => this.#settle(answer))
    child.once('exit', (code, signal) => this.#failAll(`ended with ${code ?? signal}`))
  }

  /**
   * Resolves when the process is ready for tasks. It ends with the bench, if not before.
   * @param namespace the network namespace to run in. Null: that of this process
   */
  static async start<T extends Tasks>(
    { bundleDir, atEnd }: Pick<Setting, 'bundleDir' | 'atEnd'>,
    name: string,
    words: readonly string[] = [],
    namespace: string | null = null,
  ): Promise<Worker<T>> {
    const child = fork(join(bundleDir, `${name}.js`), words, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...commandIn(namespace),
    })
    running.add(child)
    child.once('exit', () => running.delete(child))
    const worker = new Worker<T>(name, child)
    atEnd(() => worker.end())
    await worker.#whenReady()
    return worker
  }

  /** Takes over a process that another one has just forked. Resolves when it is ready for tasks. */
  static async over<T extends Tasks>(name: string, child: ChildProcess): Promise<Worker<T>> {
    const worker = new Worker<T>(name, child)
    await worker.#whenReady()
    return worker
  }

  #whenReady(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }))
  }

  get pid(): number {
    return this.#child.pid!
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** @throws Error with the process's output if the task failed or the process ended */
  async run<K extends keyof T & string>(task: K, input: InputOf<T[K]>): Promise<ValueOf<T[K]>> {
    const id = ++this.#lastId
    const answered = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    const timer = setTimeout(() => this.#fail(id, `did not end ${task}`), PATIENCE_MS)
    this.#child.send({ id, task, input } satisfies TaskOrder)
    return answered.finally(() => clearTimeout(timer)) as Promise<ValueOf<T[K]>>
  }

  /** Kills the process, like a power cut; its files are removed anyway. */
  async end(): Promise<void> {
    if (!this.isRunning) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #settle(answer: TaskAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('error' in answer) waiting?.reject(new Error(`${this.#name}: ${answer.error}`))
    else waiting?.resolve(answer.value)
  }

  #fail(id: number, reason: string): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.reject(new Error(`The process ${this.#name} ${reason}. ${this.#said}`))
  }

  #failAll(reason: string): void {
    for (const id of [...this.#waiting.keys()]) this.#fail(id, reason)
  }
}
