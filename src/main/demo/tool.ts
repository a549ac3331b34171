// The command line as the demo uses it: real processes, the very words that a person would type.
// Everything a neighbour does in the story goes through here; nothing reaches into an engine.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'

const END_PATIENCE_MS = 5_000

/** Something that runs until it is ended, with what it said when it was ready. */
export interface Running<Ready> {
  ready: Ready
  end: () => Promise<void>
}

export class Tool {
  readonly #launcher: string
  readonly #children = new Set<ChildProcess>()

  /** `launcher`: the path of bin/fumikura.js. */
  constructor(launcher: string) {
    this.#launcher = launcher
    process.once('exit', () => this.kill())
  }

  /** The result of a command. @throws EngineError as the command told it; Error when it told nothing */
  async run<Result>(words: string[]): Promise<Result> {
    const child = this.#start(words)
    let stdout = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const [code] = (await once(child, 'close')) as [number | null]
    const value = parseLine(stdout, words)
    if (code === 0) return value as Result
    const { error } = value as { error: { code: ErrorCode; message: string } }
    throw new EngineError(error.code, error.message)
  }

  /** Starts a command that runs until a signal, and gives what it says when it is ready. */
  async start<Ready>(words: string[]): Promise<Running<Ready>> {
    const child = this.#start(words)
    const lines = createInterface({ input: child.stdout! })
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string | undefined]
    if (line === undefined) throw new Error(`fumikura ${words[0]} ended before it was ready`)
    return { ready: JSON.parse(line) as Ready, end: () => endChild(child) }
  }

  #start(words: string[]): ChildProcess {
    const child = spawn(process.execPath, [this.#launcher, ...words, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // The story brings its own homes and secrets, whatever the person who watches it has set.
      env: { ...process.env, FUMIKURA_HOME: undefined, FUMIKURA_PASSPHRASE: undefined },
    })
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  /** Ends everything that still runs: asked first, and then not asked any more. */
  async close(): Promise<void> {
    await Promise.all([...this.#children].map(endChild))
  }

  kill(): void {
    for (const child of this.#children) child.kill('SIGKILL')
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), END_PATIENCE_MS)
  await exited
  clearTimeout(timer)
}

function parseLine(stdout: string, words: string[]): unknown {
  try {
    return JSON.parse(stdout)
  } catch (cause) {
    throw new Error(`fumikura ${words[0]} printed no JSON: ${stdout.slice(0, 200)}`, { cause })
  }
}
