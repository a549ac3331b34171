// A station in a process of its own, for tests that kill it. Its one wire is a local socket.
import { openStation } from '../../../src/core/open-station.ts'
import { SocketWires } from '../../support/socket-wires.ts'

const [home, socket] = process.argv.slice(2) as [string, string]
const { station } = await openStation({
  home,
  writeBufferBytes: 1 << 20,
  createWires: (keyPair) => new SocketWires(keyPair, socket, 'listens'),
})
const { link } = await station.invite()
process.stdout.write(`${link}\n`)
