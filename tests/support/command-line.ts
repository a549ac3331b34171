// A home that a test reaches by commands, as a script does: words in, one JSON value and an exit
// code out. It checks with each call the promises of the tool to every caller.
import { PATIENCE_MS } from './patience.ts'

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

export interface Refusal {
  code: string
  message: string
  details?: Record<string, unknown>
}

export abstract class CommandLine {
  /** Runs `fumikura …words --json` to its end. @throws Error if stdout is not one line of JSON */
  abstract run(words: string[], options?: CallOptions): Promise<Outcome>

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
}

/** Returns the one value on stdout. @throws Error if stdout is not one line of JSON */
export function parseLine(stdout: string, words: string[], stderr: string): unknown {
  if (/^[^\n]+\n$/.test(stdout)) return JSON.parse(stdout)
  throw new Error(`fumikura ${words.join(' ')} printed ${JSON.stringify(stdout)} and said:\n${stderr}`)
}

const ASK_EVERY_MS = 10

/** Polls until `isSo` accepts the value. @throws Error that names `what` */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value> {
  const startedAt = performance.now()
  for (;;) {
    const value = await ask()
    if (isSo(value)) return value
    if (performance.now() - startedAt > PATIENCE_MS) {
      throw new Error(`${what}: not within ${PATIENCE_MS} ms, but ${JSON.stringify(value)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}
