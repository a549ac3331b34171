// A terminal, an engine and a clock for one command, without a process.
import { PassThrough, Writable } from 'node:stream'
import { createClient, createMemoryChannels } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import type { ConnectOptions, DhtPlace, Running, UpOptions, World } from '../../src/main/headless/command.ts'
import { unlock } from '../../src/main/headless/unlock.ts'
import { handOver } from '../../src/main/headless/hand-over.ts'
import { run } from '../../src/main/headless/run.ts'
import { createFakeEngine, type FakeEngine } from '../contract/fake-engine.ts'

export const NOW = Date.parse('2031-04-01T00:00:00.000Z')

export interface Ran {
  code: number
  stdout: string
  stderr: string
  /** The calls of the command to the engine, except the check whether it is locked. */
  calls: FakeEngine['calls']
  connected: ConnectOptions[]
  /** The arguments of each started browser. */
  browsed: string[]
}

/** What a command line connects to: a fake engine, or the handlers of a whole one. */
export type ServedEngine = Pick<FakeEngine, 'handlers' | 'log'> & Partial<Pick<FakeEngine, 'calls'>>

export interface Setting {
  engine?: ServedEngine
  now?: () => number
  env?: Record<string, string>
  stdin?: string | Uint8Array
  /** Passes the arguments as they are; otherwise words in their place go to stdin. */
  isExact?: boolean
  /** Makes stdin and stderr a terminal. These texts answer its questions, in order. */
  typed?: string[]
  /** Makes stdout a terminal of this width. */
  columns?: number
  /** False for a job in the background of that terminal. */
  isForeground?: boolean
  /** True if the engine runs in another process. */
  isUp?: boolean
  hasBrowser?: boolean
  /** Instead of `engine`. */
  connect?: World['connect']
  startUp?: (options: UpOptions) => Promise<Running>
  startDht?: (place: DhtPlace) => Promise<Running>
  untilSignal?: () => Promise<void>
}

/** Runs one command line. */
export async function runCommandLine(words: string[], setting: Setting = {}): Promise<Ran> {
  const isExact = setting.isExact === true || setting.typed !== undefined
  const { argv, input } = isExact ? { argv: words, input: [] } : handOver(words)
  const engine: ServedEngine = setting.engine ?? createFakeEngine()
  const connected: ConnectOptions[] = []
  const browsed: string[] = []
  const stdout = createSink()
  if (setting.columns !== undefined) Object.assign(stdout.stream, { isTTY: true, columns: setting.columns })
  const { stdin, stderr } = createInput(setting, input)
  const world: World = {
    env: setting.env ?? {},
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    version: '1.2.3',
    rendererDir: '/nowhere',
    now: setting.now ?? (() => NOW),
    isForeground: () => setting.isForeground ?? true,
    openBrowser(file) {
      browsed.push(file)
      return setting.hasBrowser ?? true
    },
    async connect(options) {
      connected.push(options)
      if (setting.connect !== undefined) return setting.connect(options)
      const [near, far] = createMemoryChannels()
      serveContract(far, engine.handlers, engine.log)
      const client = createClient(near)
      if (options.unlocks) await unlock(client.api, options.findPassphrase, setting.isUp)
      return { api: client.api, isUp: setting.isUp ?? false, close: async () => client.close() }
    },
    startUp: setting.startUp ?? (() => Promise.reject(new Error('not in this test'))),
    startDht: setting.startDht ?? (() => Promise.reject(new Error('not in this test'))),
    untilSignal: setting.untilSignal ?? (async () => undefined),
  }
  const code = await run(argv, world)
  const calls = (engine.calls ?? []).filter(([name]) => name !== 'home.status')
  return { code, stdout: stdout.read(), stderr: stderr.read(), calls, connected, browsed }
}

interface Sink {
  stream: Writable & { isTTY?: boolean }
  read(): string
}

export function createSink(onText: (text: string) => void = () => undefined): Sink {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      onText(chunk.toString())
      done()
    },
  })
  return { stream, read: () => text }
}

/** stdin and stderr. On a terminal, the next typed text answers each question (ends in `: `). */
function createInput(
  { stdin: piped = '', typed }: Setting,
  lines: readonly string[],
): { stdin: World['stdin']; stderr: Sink } {
  const stdin: PassThrough & { isTTY?: boolean } = new PassThrough()
  if (typed === undefined) {
    stdin.write(lines.join('\n'))
    if (lines.length > 0 && piped.length > 0) stdin.write('\n')
    stdin.end(piped)
    return { stdin, stderr: createSink() }
  }
  const left = [...typed]
  const stderr = createSink((text) => {
    const next = text.endsWith(': ') ? left.shift() : undefined
    if (next !== undefined) setImmediate(() => stdin.write(`${next}\n`))
  })
  stdin.isTTY = true
  stderr.stream.isTTY = true
  return { stdin, stderr }
}
