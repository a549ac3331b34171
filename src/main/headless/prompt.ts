// Asks at a terminal, and reads piped input.
import type { Readable } from 'node:stream'
import { createInterface } from 'node:readline/promises'
import { EngineError } from '../../core/contract/index.ts'
import type { World } from './command.ts'

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'

/** True if a person can be asked. */
export function isInteractive(world: World): boolean {
  return world.stdin.isTTY === true && world.stderr.isTTY === true && world.isForeground()
}

/** Reads one line without echo. @throws CANCELLED on Ctrl-C or Ctrl-D */
export async function askSecret(world: World, question: string): Promise<string> {
  const { stdin, stderr } = world
  // Set raw mode before the question, so that a quick answer is not echoed.
  stdin.setRawMode?.(true)
  stderr.write(question)
  try {
    return await readSecret(stdin)
  } finally {
    stdin.setRawMode?.(false)
    stdin.pause()
    stderr.write('\n')
  }
}

function readSecret(stdin: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const typed: string[] = []
    const decoder = new TextDecoder()
    const onData = (chunk: Buffer): void => {
      for (const char of decoder.decode(chunk, { stream: true })) {
        if (char === '\r' || char === '\n') return finish(() => resolve(typed.join('')))
        if (char === CTRL_C || char === CTRL_D) {
          return finish(() => reject(new EngineError('CANCELLED', 'Nothing was entered.')))
        }
        if (char === '\u007f' || char === '\b') typed.pop()
        else typed.push(char)
      }
    }
    const finish = (settle: () => void): void => {
      stdin.removeListener('data', onData)
      settle()
    }
    stdin.on('data', onData)
    stdin.resume()
  })
}

/** Reads one line with echo. @throws CANCELLED on Ctrl-C or Ctrl-D */
export async function askLine(world: World, question: string): Promise<string> {
  const lines = createInterface({ input: world.stdin, output: world.stderr })
  const ended = new AbortController()
  lines.once('close', () => ended.abort())
  try {
    return await lines.question(question, { signal: ended.signal })
  } catch (cause) {
    throw new EngineError('CANCELLED', 'Nothing was entered.', { cause })
  } finally {
    lines.close()
  }
}

/** Reads lines with echo until Ctrl-D. @throws CANCELLED on Ctrl-C */
export async function askLines(world: World, question: string): Promise<string> {
  const lines = createInterface({ input: world.stdin, output: world.stderr })
  const typed: string[] = []
  let isCancelled = false
  lines.once('SIGINT', () => {
    isCancelled = true
    lines.close()
  })
  world.stderr.write(question)
  world.stderr.write('\n')
  for await (const line of lines) typed.push(line)
  if (isCancelled) throw new EngineError('CANCELLED', 'Nothing was entered.')
  return typed.join('\n')
}

/** Reads all of stdin as UTF-8. @throws TOO_LARGE, INVALID */
export async function readStdin(world: World, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of world.stdin) {
    const piece = Buffer.from(chunk as Uint8Array)
    bytes += piece.byteLength
    if (bytes > maxBytes) throw new EngineError('TOO_LARGE', `More than ${maxBytes} bytes on stdin.`)
    chunks.push(piece)
  }
  return decodeText(Buffer.concat(chunks), 'stdin')
}

/** Keeps a byte order mark. @throws INVALID if `bytes` are not UTF-8 */
export function decodeText(bytes: Uint8Array, origin: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new EngineError('INVALID', `${origin} is not UTF-8 text.`)
  }
}
