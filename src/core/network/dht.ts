// A private DHT for offline worlds: tests, demos, a closed company. Its address goes into everybody's --bootstrap.
// With fewer than four nodes direct dials fail, so one process runs several.
import HyperDHT from 'hyperdht'
import type { DhtAddress } from 'hyperdht'
import { EngineError } from '../contract/errors.ts'

const MIN_NODES = 4

export interface PrivateDht {
  /** 'host:port' of one node; any one is enough to find the others. */
  bootstrap: string
  close(): Promise<void>
}

/** @throws EngineError UNREACHABLE when the port is taken or the address is not ours. */
export async function runDht({
  port = 0,
  host = '127.0.0.1',
  nodes = MIN_NODES,
}: { port?: number; host?: string; nodes?: number } = {}): Promise<PrivateDht> {
  const running: HyperDHT[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((node) => node.destroy({ force: true })))
  }
  try {
    const first = await startNode(host, port, [])
    running.push(first)
    const bootstrap = { host, port: first.address().port }
    while (running.length < Math.max(nodes, MIN_NODES)) running.push(await startNode(host, 0, [bootstrap]))
    return { bootstrap: `${host}:${bootstrap.port}`, close }
  } catch (error) {
    await close()
    throw new EngineError('UNREACHABLE', `no DHT can run on ${host}:${port}`, { cause: error })
  }
}

async function startNode(host: string, port: number, bootstrap: DhtAddress[]): Promise<HyperDHT> {
  const node = new HyperDHT({
    host,
    port: port === 0 ? [0, 0] : [port, port + 1],
    anyPort: port === 0,
    bootstrap,
    ephemeral: false,
    firewalled: false,
  })
  try {
    await node.fullyBootstrapped()
  } catch (error) {
    await node.destroy({ force: true }).catch(() => undefined) // it fails the same way, and has stopped its timers by then
    throw error
  }
  return node
}
