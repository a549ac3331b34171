// A crowd: the devices of many contacts in one process, all online, so that one person can be
// connected to all of them.
// Arguments: the number of the first contact, how many, and the private DHT as host:port.
// They prove their keys, open the protocol's channels and send keep-alives like engines, but have
// no data.
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'
import { openCoreChannel } from '../../src/core/cores/index.ts'
import { Heartbeat } from '../../src/core/network/wires/heartbeat.ts'
import { SWARM_PACE } from '../../src/core/network/wires/wire.ts'
import { deviceOf } from '../homes/contacts-home.ts'
import { serveTasks } from './tasks.ts'

const [start = '0', count = '0', dhtPlace = ''] = process.argv.slice(2)
const [host = '', port] = dhtPlace.split(':')
const AT_ONCE = 20
const heartbeat = new Heartbeat(SWARM_PACE)

const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1', port: [0, 0] })
await dht.fullyBootstrapped()

async function appear(number: number): Promise<void> {
  const swarm = new Hyperswarm({ keyPair: deviceOf(number), dht })
  swarm.on('connection', (stream) => {
    stream.on('error', () => undefined)
    heartbeat.keep(stream)
    const { mux } = openCoreChannel(stream, async () => undefined)
    new ProtomuxRPC(mux, { protocol: 'fumikura/1' }).on('error', () => undefined)
  })
  await swarm.listen()
}

for (let first = 0; first < Number(count); first += AT_ONCE)
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, Number(count) - first) }, (_, at) =>
      appear(Number(start) + first + at),
    ),
  )

serveTasks({})
