// A slow line between two network namespaces: like two machines that are far from each other.
// No packet reaches the real networks of this machine. Needs root, Linux and python3.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Setting } from '../bench.ts'

export interface SlowLine {
  /** The names of the namespaces at both ends. */
  left: string
  right: string
}

/** The address of the left end. */
export const LEFT_HOST = '10.78.0.1'
const RIGHT_HOST = '10.78.0.2'

/** True if this process may create namespaces and devices. */
export const canLayLines = process.getuid?.() === 0 && process.platform === 'linux'

/** Lays a line with this round trip. It goes with the bench. */
export async function laySlowLine({ projectDir, atEnd }: Setting, roundTripMs: number): Promise<SlowLine> {
  const line: SlowLine = { left: `fkl${process.pid}`, right: `fkr${process.pid}` }
  const script = join(projectDir, 'bench/processes/line.py')
  const relay = spawn('python3', [script, line.left, line.right, String(roundTripMs / 2)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const failed = once(relay, 'error').then(([error]) => Promise.reject(error as Error))
  await Promise.race([once(relay.stdout, 'data'), failed])
  atEnd(async () => {
    const gone = once(relay, 'exit')
    relay.stdin.end()
    await gone
    for (const name of [line.left, line.right]) ip('netns', 'del', name)
  })
  layEnd(line.left, LEFT_HOST, RIGHT_HOST)
  layEnd(line.right, RIGHT_HOST, LEFT_HOST)
  return line
}

/** The device has the name of its namespace, and moves into it. */
function layEnd(name: string, own: string, other: string): void {
  ip('netns', 'add', name)
  ip('link', 'set', name, 'netns', name)
  ip('-n', name, 'addr', 'add', own, 'peer', other, 'dev', name)
  ip('-n', name, 'link', 'set', 'lo', 'up')
  ip('-n', name, 'link', 'set', name, 'up', 'txqueuelen', '1000')
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] })
}
