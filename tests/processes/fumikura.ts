// The built program: engines in processes of their own, and commands to them. To start a process
// takes longer than most commands, so a command of a running engine runs in the test's process and
// reaches the engine by its local socket. `hasProcesses` gives every command a process, as a script
// does: arguments in, one line of JSON and an exit code out.
// A test writes the words of a command in their place; they go to stdin.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createClient } from '../../src/core/contract/index.ts'
import { homePaths } from '../../src/core/home/paths.ts'
import type { Connection, ConnectOptions } from '../../src/main/headless/command.ts'
import { findCommand } from '../../src/main/headless/commands/index.ts'
import { findPlainWords } from '../../src/main/headless/given.ts'
import { handOver } from '../../src/main/headless/hand-over.ts'
import { unlock } from '../../src/main/headless/unlock.ts'
import { createSocketChannel } from '../../src/main/host/socket-channel.ts'
import { dialSocket } from '../../src/main/host/socket-door.ts'
import { CommandLine, parseLine, type CallOptions, type Outcome } from '../support/command-line.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { runCommandLine } from '../support/terminal.ts'

const launcher = resolve(import.meta.dirname, '../../bin/fumikura.js')
/** Longer than any call here waits for an event, so that a hanging call fails with its own message. */
const CALL_MS = PATIENCE_MS + 10_000

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

/** Runs a command in this process, with the engine that runs in this home. */
async function callHere(words: string[], dir: string, { input, env }: CallOptions): Promise<Outcome> {
  const connect = (options: ConnectOptions): Promise<Connection> => connectTo(dir, options)
  const setting = { connect, stdin: input, env, now: Date.now, hasBrowser: false }
  const ran = await runCommandLine([...words, '--json'], setting)
  return { code: ran.code, value: parseLine(ran.stdout, words, ran.stderr), stderr: ran.stderr }
}

async function connectTo(dir: string, options: ConnectOptions): Promise<Connection> {
  const socket = await dialSocket(homePaths(dir))
  if (socket === null) throw new Error(`no engine answers in ${dir}`)
  const client = createClient(createSocketChannel(socket))
  try {
    if (options.unlocks) await unlock(client.api, options.findPassphrase, true)
    return { api: client.api, isUp: true, close: async () => client.close() }
  } catch (error) {
    client.close()
    throw error
  }
}

/** A person's home in its own folder; all its commands have the same options. */
export class Home extends CommandLine {
  readonly dir: string
  readonly #hasProcesses: boolean
  readonly #options: string[]
  #engine: Runner<UpReady> | null = null

  constructor(dir: string, bootstrap: string | null, hasProcesses: boolean) {
    super()
    this.dir = dir
    this.#hasProcesses = hasProcesses
    this.#options = ['--home', dir, '--lan', 'off', ...(bootstrap === null ? [] : ['--bootstrap', bootstrap])]
  }

  run(words: string[], options: CallOptions = {}): Promise<Outcome> {
    const all = [...words, ...this.#options]
    const asks = findCommand(findPlainWords(words))?.kind === 'ask'
    return asks && this.isUp && !this.#hasProcesses ? callHere(all, this.dir, options) : call(all, options)
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

interface PlaceOptions {
  hasDht: boolean
  hasProcesses?: boolean
}

/** A folder for one test file; `remove` deletes it and ends all engines and the DHT. */
export class Place {
  readonly dir: string
  readonly bootstrap: string | null
  readonly #dht: Runner<unknown> | null
  readonly #hasProcesses: boolean
  readonly #homes: Home[] = []

  private constructor(dir: string, dht: Runner<{ bootstrap: string }> | null, hasProcesses: boolean) {
    this.dir = dir
    this.#hasProcesses = hasProcesses
    this.#dht = dht
    this.bootstrap = dht?.ready.bootstrap ?? null
  }

  /** `hasProcesses`: every command is a process, also with a running engine. */
  static async make({ hasDht, hasProcesses = false }: PlaceOptions): Promise<Place> {
    const dir = await mkdtemp(join(tmpdir(), 'fumikura-processes-'))
    const dht = hasDht ? await Runner.start<{ bootstrap: string }>(['dht']) : null
    return new Place(dir, dht, hasProcesses)
  }

  home(name: string): Home {
    const home = new Home(join(this.dir, name), this.bootstrap, this.#hasProcesses)
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
