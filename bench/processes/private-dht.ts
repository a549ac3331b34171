// A private DHT as a process, for benches that run it in a network namespace.
// Argument: the address that it listens on.
import { runDht } from '../../src/core/network/private-dht.ts'
import { serveTasks } from './tasks.ts'

const [host = '127.0.0.1'] = process.argv.slice(2)
const dht = await runDht({ host })

const dhtTasks = { bootstrap: () => dht.bootstrap }

export type DhtTasks = typeof dhtTasks

serveTasks(dhtTasks)
