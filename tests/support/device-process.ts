// Starts tests/support/wire-device.ts, on request in a network namespace, and reads its output.
// Unlike wires in memory, it is a process that can be killed, on a network of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { toHex } from '../../src/core/base/index.ts'
import { bundleChild } from './child.ts'
import { eventually } from './wire-events.ts'

export interface DeviceLine {
  event: 'ready' | 'wire' | 'heard' | 'closed'
  device?: string
  via?: string
  isInitiator?: boolean
  text?: string
}

export interface DeviceOptions {
  seed: number
  bootstrap: string
  mode: 'lan' | 'swarm'
  /** The network namespace to run in. Default: that of this process. */
  namespace?: string
}

export interface DeviceProcess {
  lines: DeviceLine[]
  tell(command: string): void
  /** Resolves with the first line of this kind, skipping the first `from` lines. */
  until(event: DeviceLine['event'], from?: number): Promise<DeviceLine>
  /** Kills the process without warning, like a power cut. */
  kill(): Promise<void>
  /** Closes the process in order. */
  close(): Promise<void>
}

export function keyPairOf(seed: number): ReturnType<typeof NoiseSecretStream.keyPair> {
  return NoiseSecretStream.keyPair(Buffer.alloc(32, seed))
}

export function deviceOf(seed: number): string {
  return toHex(keyPairOf(seed).publicKey)
}

export async function startDevice({
  seed,
  bootstrap,
  mode,
  namespace,
}: DeviceOptions): Promise<DeviceProcess> {
  const command = [
    process.execPath,
    await bundleChild('tests/support/wire-device.ts'),
    String(seed),
    bootstrap,
    mode,
  ]
  if (namespace !== undefined) command.unshift('ip', 'netns', 'exec', namespace)
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const lines: DeviceLine[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as DeviceLine))
  child.stdin.on('error', () => undefined) // a line written after the process ended
  const device: DeviceProcess = {
    lines,
    tell: (line) => child.stdin.write(line + '\n'),
    async until(event, from = 0) {
      const find = (): DeviceLine | undefined => lines.slice(from).find((line) => line.event === event)
      await eventually(`'${event}' from device ${seed}`, () => find() !== undefined)
      return find()!
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone
    },
    async close() {
      device.tell('close')
      await gone
    },
  }
  await device.until('ready')
  return device
}
