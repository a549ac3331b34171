import { test } from 'vitest'
import { fromHex, silentLog } from '../../../src/core/base/index.ts'
import { runDht } from '../../../src/core/network/dht.ts'
import { createSwarmWires } from '../../../src/core/network/wires/index.ts'
import { deviceOf, keyPairOf, startDevice } from '../../support/device-process.ts'
import { nextClose, nextWire, settle } from '../../support/wire-events.ts'
import NoiseSecretStream from '@hyperswarm/secret-stream'
test('measure', async () => {
  const dht = await runDht()
  const [host, port] = dht.bootstrap.split(':') as [string, string]
  const mk = (seed: number) => createSwarmWires({ keyPair: keyPairOf(seed), bootstrap: [{ host, port: Number(port) }], isAllowed: () => true, maxInbound: 16, log: silentLog })
  const connects: number[] = []
  const near = mk(1)
  await settle(200)
  for (let i = 10; i < 40; i++) {
    const far = mk(i); await settle(60)
    const t = performance.now(); near.dial(keyPairOf(i).publicKey); await nextWire(near); connects.push(performance.now() - t)
    near.undial(keyPairOf(i).publicKey); await far.close()
  }
  connects.sort((a, b) => a - b)
  console.log('connect ms median', connects[15], 'max', connects[29])
  // cold: both up at the same time
  const cold: number[] = []
  for (let i = 0; i < 10; i++) { const t = performance.now(); const a = mk(100 + 2 * i), b = mk(101 + 2 * i); b.dial(keyPairOf(100 + 2 * i).publicKey); await nextWire(a); cold.push(performance.now() - t); await a.close(); await b.close() }
  console.log('cold start to wire', cold.map((x) => x | 0))
  // graceful restarts
  for (const off of [1500, 5000]) {
    let far = mk(2); const q = nextWire(near); near.dial(keyPairOf(2).publicKey); const w = await q
    await far.close(); await nextClose(w); await settle(off)
    far = mk(2); const t = performance.now(); await nextWire(near, 20000); console.log('passive reconnect after clean stop of', off, 'ms:', performance.now() - t)
    near.undial(keyPairOf(2).publicKey); await far.close()
  }
  // kill -9
  for (const [gap, dials] of [[0, true], [0, false], [8000, true], [8000, false]] as const) {
    let far = await startDevice({ seed: 3, bootstrap: dht.bootstrap, mode: 'swarm' })
    const q = nextWire(near); near.dial(fromHex(deviceOf(3))); const w = await q
    await settle(300)
    const k = performance.now(); await far.kill(); w.stream.on('close', () => console.log('  noticed after', performance.now() - k))
    await settle(gap)
    const p = nextWire(near, 30000)
    far = await startDevice({ seed: 3, bootstrap: dht.bootstrap, mode: 'swarm' })
    const t = performance.now(); if (dials) far.tell(`dial ${deviceOf(1)}`)
    await p; console.log('kill -9, gap', gap, 'dials', dials, 'reconnected', performance.now() - t, 'after ready')
    near.undial(fromHex(deviceOf(3))); await far.kill(); await settle(6500)
  }
  for (const n of [0, 200, 800]) {
    for (let i = 0; i < n; i++) near.dial(NoiseSecretStream.keyPair().publicKey)
    await settle(20000)
    const c0 = process.cpuUsage(); const t0 = performance.now(); await settle(30000)
    const c = process.cpuUsage(c0); console.log('missing', near.describe()[0]!.missing, 'cpu % incl. 4 dht nodes', ((c.user + c.system) / 1000 / (performance.now() - t0) * 100).toFixed(2))
  }
  await near.close(); await dht.close()
}, 400000)
