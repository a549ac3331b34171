// One device as a process, for tests that kill it or run it in another network namespace.
// Arguments: seed byte, bootstrap 'host:port', 'lan' or 'swarm'.
// Lines in: dial KEY, hurry KEY, close. Lines out: JSON.
import { createInterface } from 'node:readline'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { fromHex, silentLog, toHex } from '../../src/core/base/index.ts'
import { createWires } from '../../src/core/network/wires/index.ts'

const [seed, bootstrap, mode] = process.argv.slice(2) as [string, string, string]
const [host, port] = bootstrap.split(':') as [string, string]

function say(line: Record<string, unknown>): void {
  process.stdout.write(JSON.stringify(line) + '\n')
}

const wires = createWires({
  keyPair: NoiseSecretStream.keyPair(Buffer.alloc(32, Number(seed))),
  bootstrap: [{ host, port: Number(port) }],
  lan: mode === 'lan',
  isAllowed: () => true,
  log: silentLog,
})

wires.events.on('wire', (wire) => {
  const device = toHex(wire.remoteDevice)
  say({ event: 'wire', device, via: wire.via, isInitiator: wire.isInitiator })
  wire.stream.on('data', (bytes) =>
    say({ event: 'heard', device, text: Buffer.from(bytes).toString('utf8') }),
  )
  wire.stream.on('close', () => say({ event: 'closed', device, via: wire.via }))
  wire.stream.write(Buffer.from(`hello from ${seed}`))
})

createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, key = ''] = line.split(' ')
  if (command === 'dial') wires.dial(fromHex(key))
  if (command === 'hurry') wires.hurry(fromHex(key))
  if (command === 'close') void wires.close().then(() => process.stdin.destroy())
})

say({ event: 'ready' })
