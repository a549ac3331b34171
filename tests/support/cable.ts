// A cable between two network namespaces: like two machines with real multicast, and no others.
// No packet reaches the real networks of this machine. Needs root, on Linux.
import { execFileSync } from 'node:child_process'
import { eventually } from './wire-events.ts'

/** True if this process may create network namespaces. */
export const canLayCables = process.getuid?.() === 0 && process.platform === 'linux'

export interface Cable {
  /** `left` and `right` name the namespaces; the addresses are those of their cable ends. */
  left: string
  right: string
  pull(): void
  unplug(namespace: string, address: string): void
  plugIn(namespace: string, address: string): void
}

export const leftAddress = '10.77.0.1/24'
export const rightAddress = '10.77.0.2/24'

export async function layCable(): Promise<Cable> {
  const id = `${process.pid}${Math.floor(Math.random() * 1_000)}`
  const left = `fkl${id}`
  const right = `fkr${id}`
  for (const name of [left, right]) ip('netns', 'add', name)
  ip('-n', left, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', right)
  plugIn(left, leftAddress)
  plugIn(right, rightAddress)
  await eventually('the cable to carry', () => [left, right].every(isCarrying))
  const pull = (): void => [left, right].forEach((name) => ip('netns', 'del', name))
  return { left, right, pull, plugIn, unplug }
}

function plugIn(namespace: string, address: string): void {
  ip('-n', namespace, 'addr', 'add', address, 'dev', 'cable')
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  ip('-n', namespace, 'link', 'set', 'cable', 'up')
}

function unplug(namespace: string, address: string): void {
  ip('-n', namespace, 'addr', 'del', address, 'dev', 'cable')
  ip('-n', namespace, 'link', 'set', 'cable', 'down')
}

function isCarrying(namespace: string): boolean {
  const shown = execFileSync('ip', ['-n', namespace, '-o', 'link', 'show', 'cable'], { encoding: 'utf8' })
  return shown.includes('state UP')
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
