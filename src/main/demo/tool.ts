// Runs the command line for the demo: real processes, with the arguments that a person would type,
// and the words on stdin.
// Everything that a neighbour does in the story uses it; no code reaches into an engine.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'
import { handOver } from '../headless/hand-over.ts'

const END_PATIENCE_MS = 5_000

/** A command that runs until it is ended, with its ready line. */
export interface Running<Ready> {
  ready: Ready
  end: () => Promise<void>
}

export class Tool {
  readonly #launcher: string
  readonly #children = new Set<ChildProcess>()

  /** `launcher` is the path of bin/fumikura.js. */
  constructor(launcher: string) {
    this.#launcher = launcher
    process.once('exit', () => this.kill())
  }

  /**
   * Runs a command and returns its result.
   * @throws EngineError that the command printed; Error if it printed none
   */
  async run<Result>(words: string[]): Promise<Result> {
    const { argv, input } = handOver(words)
    const child = this.#start(argv)
    child.stdin!.on('error', () => undefined) // a refused command reads nothing
    child.stdin!.end(input.join('\n'))
    let stdout = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    const [code] = (await once(child, 'close')) as [number | null]
    const value = parseLine(stdout, words)
    if (code === 0) return value as Result
    const { error } = value as { error: { code: ErrorCode; message: string } }
    throw new EngineError(error.code, error.message)
  }

  /** Starts a command that runs until a signal, and returns its ready line. */
  async start<Ready>(words: string[]): Promise<Running<Ready>> {
    const child = this.#start(words)
    const lines = createInterface({ input: child.stdout! })
    const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string | undefined]
    if (line === undefined) throw new Error(`fumikura ${words[0]} ended before it was ready`)
    return { ready: JSON.parse(line) as Ready, end: () => endChild(child) }
  }

  #start(words: string[]): ChildProcess {
    const child = spawn(process.execPath, [this.#launcher, ...words, '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // The story uses its own homes and secrets, so the viewer's environment is ignored.
      env: { ...process.env, FUMIKURA_HOME: undefined, FUMIKURA_PASSPHRASE: undefined },
    })
    this.#children.add(child)
    child.once('exit', () => this.#children.delete(child))
    return child
  }

  /** Ends all running children: SIGTERM first, SIGKILL after a while. */
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
