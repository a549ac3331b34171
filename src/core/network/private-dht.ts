// A private DHT for use without the internet, or beside it: tests, a company, a school, a ship. Every
// home there gets its address once, by --bootstrap. With fewer than four nodes, direct
// connections fail, so one process runs several nodes.
import { isIPv4 } from 'node:net'
import HyperDHT from 'hyperdht'
import type { DhtAddress } from 'hyperdht'
import { EngineError } from '../contract/errors.ts'

const MIN_NODES = 4

export interface PrivateDht {
  /** 'host:port' of its first node; the others have the next ports, if a port was given. One node is enough to find the others. */
  bootstrap: string
  close(): Promise<void>
}

/**
 * @param host an IPv4 address of this machine, by which the other machines reach it
 * @throws EngineError INVALID if it is not; UNREACHABLE if a port is taken or the address is not one
 * of this machine
 */
export async function runDht({
  port = 0,
  host = '127.0.0.1',
  nodes = MIN_NODES,
}: { port?: number; host?: string; nodes?: number } = {}): Promise<PrivateDht> {
  // Devices are told this address, so it must be one that they can dial.
  if (!isIPv4(host) || host === '0.0.0.0')
    throw new EngineError('INVALID', `--host must be an IPv4 address of this machine, not ${host}.`)
  const running: HyperDHT[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((node) => node.destroy({ force: true })))
  }
  try {
    const first = await startNode(host, port, [])
    running.push(first)
    const bootstrap = { host, port: first.address().port }
    // With fixed ports, because a firewall between the machines must let them through.
    const portOf = (nth: number): number => (port === 0 ? 0 : port + nth)
    while (running.length < Math.max(nodes, MIN_NODES))
      running.push(await startNode(host, portOf(running.length), [bootstrap]))
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
