// A private DHT for use without the internet: tests, demos, a closed company. Every
// device there gets its address by --bootstrap. With fewer than four nodes, direct
// connections fail, so one process runs several nodes.
import HyperDHT from 'hyperdht'
import type { DhtAddress } from 'hyperdht'
import { EngineError } from '../contract/errors.ts'

const MIN_NODES = 4

export interface PrivateDht {
  /** 'host:port' of one node. One node is enough to find the others. */
  bootstrap: string
  close(): Promise<void>
}

/**
 * @throws EngineError UNREACHABLE if the port is taken or the address is not one of this machine
 */
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
    throw new EngineError('UNREACHABLE', `cannot run a DHT on ${host}:${port}`, { cause: error })
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
    // destroy() fails in the same way, after it has stopped the timers.
    await node.destroy({ force: true }).catch(() => undefined)
    throw error
  }
  return node
}
