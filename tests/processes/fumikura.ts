// Runs the built command line as a script does: arguments in,
// one line of JSON and an exit code out.
// It checks with each call the promises of the tool to every caller. A test writes the words of a
// command in their place; they go to stdin.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { handOver } from '../../src/main/headless/hand-over.ts'
import { PATIENCE_MS } from '../support/patience.ts'

const launcher = resolve(import.meta.dirname, '../../bin/fumikura.js')
/** Longer than any call here waits for an event, so that a hanging call fails with its own message. */
const CALL_MS = PATIENCE_MS + 10_000

export interface Outcome {
  code: number | null
  /** The one line of stdout, parsed. */
  value: unknown
  stderr: string
}

export interface CallOptions {
  /** The content of stdin, after the words of the command; without both it is empty and closed. */
  input?: string | Buffer
  env?: Record<string, string>
  /** For a command that is told to wait long. */
  patienceMs?: number
}

/** Runs `fumikura …words --json` to its end. @throws Error if stdout is not one line of JSON */
export async function call(
  words: string[],
  { input = '', env = {}, patienceMs = CALL_MS }: CallOptions = {},
): Promise<Outcome> {
  const handed = handOver(words)
  const child = start(handed.argv, env)
  child.stdin!.on('error', () => undefined) // a command that reads no stdin may end before it is written
  child.stdin!.write(handed.input.join('\n'))
  if (handed.input.length > 0 && input.length > 0) child.stdin!.write('\n')
  child.stdin!.end(input)
  const texts = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text))
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, value: parseLine(texts.stdout, words, texts.stderr), stderr: texts.stderr }
}

function parseLine(stdout: string, words: string[], stderr: string): unknown {
  if (/^[^\n]+\n$/.test(stdout)) return JSON.parse(stdout)
  throw new Error(`fumikura ${words.join(' ')} printed ${JSON.stringify(stdout)} and said:\n${stderr}`)
}

function start(words: string[], env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [launcher, ...words, '--json'], {
    // The settings and the working folder of the developer must not affect a test.
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...env },
    cwd: tmpdir(),
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A command that runs until a signal, after it has reported that it is ready. */
export class Runner<Ready> {
  readonly ready: Ready
  readonly #child: ChildProcess
  readonly #rest: string[]

  private constructor(child: ChildProcess, ready: Ready, rest: string[]) {
    this.#child = child
    this.ready = ready
    this.#rest = rest
  }

  /** @throws Error with the output, if the command ends before it is ready */
  static async start<Ready>(words: string[], env: Record<string, string> = {}): Promise<Runner<Ready>> {
    const child = start(words, env)
    let stderr = ''
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const lines = createInterface({ input: child.stdout! })
    const first = await Promise.race([once(lines, 'line'), once(lines, 'close')])
    const line = first[0] as string | undefined
    if (line === undefined) throw new Error(`fumikura ${words.join(' ')} ended: ${stderr}`)
    const rest: string[] = []
    lines.on('line', (more) => rest.push(more))
    return new Runner(child, JSON.parse(line) as Ready, rest)
  }

  /** Sends the signal; resolves to the exit code, or null if the process was killed. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit')
      this.#child.kill(signal)
      await exited
    }
    return this.#child.exitCode
  }

  /** The lines on stdout after the first one. */
  get moreLines(): string[] {
    return this.#rest
  }
}

export interface UpReady {
  url: string
  state: 'empty' | 'locked' | 'open'
  person: string | null
  name: string | null
  pid: number
}

/** A person's home in its own folder; all its commands have the same options. */
export class Home {
  readonly dir: string
  readonly #options: string[]
  #engine: Runner<UpReady> | null = null

  constructor(dir: string, bootstrap: string | null) {
    this.dir = dir
    this.#options = ['--home', dir, '--lan', 'off', ...(bootstrap === null ? [] : ['--bootstrap', bootstrap])]
  }

  run(words: string[], options?: CallOptions): Promise<Outcome> {
    return call([...words, ...this.#options], options)
  }

  /** Returns the result of a successful command. */
  async get<Result>(words: string[], options?: CallOptions): Promise<Result> {
    const { code, value, stderr } = await this.run(words, options)
    if (code !== 0) throw new Error(`${words.join(' ')}: exit ${code}, ${JSON.stringify(value)} ${stderr}`)
    return value as Result
  }

  /** Returns the error code of a refused command: exit 1, and the error as the only output. */
  async refusal(words: string[], options?: CallOptions): Promise<string> {
    return (await this.refused(words, options)).code
  }

  async refused(words: string[], options?: CallOptions): Promise<Refusal> {
    const { code, value } = await this.run(words, options)
    const { error } = value as { error?: Refusal }
    if (
      code !== 1 ||
      error === undefined ||
      Object.keys(value as object).length !== 1 ||
      error.message === ''
    ) {
      throw new Error(`${words.join(' ')}: exit ${code}, ${JSON.stringify(value)}`)
    }
    return error
  }

  get isUp(): boolean {
    return this.#engine !== null
  }

  async up(words: string[] = [], env?: Record<string, string>): Promise<UpReady> {
    this.#engine = await Runner.start<UpReady>(['up', '--no-open', ...words, ...this.#options], env)
    return this.#engine.ready
  }

  /** Ends the engine; resolves to its exit code and its output after the first line. */
  async down(signal?: NodeJS.Signals): Promise<{ code: number | null; moreLines: string[] }> {
    const engine = this.#engine
    if (engine === null) throw new Error('no engine is up here')
    this.#engine = null
    return { code: await engine.end(signal), moreLines: engine.moreLines }
  }

  async close(): Promise<void> {
    await this.#engine?.end('SIGKILL')
    this.#engine = null
  }
}

interface Refusal {
  code: string
  message: string
  details?: Record<string, unknown>
}

/** A folder for one test file; `remove` deletes it and ends all engines and the DHT. */
export class Place {
  readonly dir: string
  readonly bootstrap: string | null
  readonly #dht: Runner<unknown> | null
  readonly #homes: Home[] = []

  private constructor(dir: string, dht: Runner<{ bootstrap: string }> | null) {
    this.dir = dir
    this.#dht = dht
    this.bootstrap = dht?.ready.bootstrap ?? null
  }

  static async make({ hasDht }: { hasDht: boolean }): Promise<Place> {
    const dir = await mkdtemp(join(tmpdir(), 'fumikura-processes-'))
    return new Place(dir, hasDht ? await Runner.start<{ bootstrap: string }>(['dht']) : null)
  }

  home(name: string): Home {
    const home = new Home(join(this.dir, name), this.bootstrap)
    this.#homes.push(home)
    return home
  }

  /** Makes a home with a person and a running engine. */
  async person(name: string, folder = name): Promise<Home> {
    const home = this.home(folder)
    // The running engine creates the person, because a command without one has to load an engine.
    await home.up()
    await home.get(['new', '--name', name])
    return home
  }

  async remove(): Promise<void> {
    await Promise.all(this.#homes.map((home) => home.close()))
    await this.#dht?.end()
    // Processes that the engines started may still be deleting their own folders.
    await rm(this.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

const ASK_EVERY_MS = 10

/** Polls until `isSo` accepts the value. `leastMs`: for a long wait. @throws Error that names `what` */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
  leastMs = 0,
): Promise<Value> {
  const withinMs = Math.max(leastMs, PATIENCE_MS)
  const startedAt = performance.now()
  for (;;) {
    const value = await ask()
    if (isSo(value)) return value
    if (performance.now() - startedAt > withinMs) {
      throw new Error(`${what}: not within ${withinMs} ms, but ${JSON.stringify(value)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}
