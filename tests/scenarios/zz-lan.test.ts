import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
import { deviceOf, startDevice } from '../support/device-process.ts'
import { settle } from '../support/wire-events.ts'
const ip = (...a: string[]) => execFileSync('ip', a)
test('m', async () => {
  for (let i = 0; i < 6; i++) {
    const [l, r] = [`fkml${i}`, `fkmr${i}`]
    for (const n of [l, r]) ip('netns', 'add', n)
    ip('-n', l, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', r)
    for (const [n, a] of [[l, '10.77.0.1/24'], [r, '10.77.0.2/24']] as const) { ip('-n', n, 'addr', 'add', a, 'dev', 'cable'); ip('-n', n, 'link', 'set', 'lo', 'up'); ip('-n', n, 'link', 'set', 'cable', 'up') }
    if (i >= 3) await settle(1500)
    const a = await startDevice({ seed: 1, bootstrap: '10.77.0.99:1', mode: 'lan', namespace: l })
    const b = await startDevice({ seed: 2, bootstrap: '10.77.0.99:1', mode: 'lan', namespace: r })
    await settle(300)
    const t = Date.now(); a.tell(`dial ${deviceOf(2)}`)
    const w = await a.until('wire'); const h = await a.until('heard')
    console.log('discover', w.atMs - t, h.atMs - t)
    await b.kill(); await a.until('closed'); const n = a.lines.length
    const b2 = await startDevice({ seed: 2, bootstrap: '10.77.0.99:1', mode: 'lan', namespace: r })
    const rd = b2.lines[0]!.atMs
    const h2 = await a.until('heard', 10000, n); console.log('  after kill+restart', h2.atMs - rd)
    console.log('  close ms', await b2.close())
    await a.kill()
    for (const n of [l, r]) ip('netns', 'del', n)
  }
}, 120000)
