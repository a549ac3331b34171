// A call during a download on a bad line: 300 ms, 1 Mbit/s, 1 % loss, in real time.
import { expect, it } from 'vitest'
import { drawFarKeys, makeLinks, openTunnel } from '../../support/memory-links.ts'
import { BAD_LINE, slowRelay } from '../../support/slow-line.ts'

const CALLS = 40
const PAUSE_MS = 500

it('a call does not wait behind a download', async () => {
  const links = makeLinks({ up: slowRelay(BAD_LINE, 1), down: slowRelay(BAD_LINE, 2) })
  const { near, far } = await openTunnel(await drawFarKeys(), links)
  far.channel.onFrame((frame) => far.channel.send(frame))
  far.onOpen((_head, stream) => {
    stream.answer(200, {})
    void (async () => {
      for (;;) await stream.write(new Uint8Array(65_536))
    })().catch(() => undefined)
  })
  const film = near.open({ method: 'GET', path: '/file/a', headers: {} })
  let received = 0
  film.onData((bytes) => {
    received += bytes.length
    film.took(bytes.length)
  })
  const startedAt = performance.now()
  const times: number[] = []
  for (let call = 0; call < CALLS; call++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    const askedAt = performance.now()
    await new Promise<void>((resolve, reject) => {
      near.onClose((reason) => reject(new Error(reason)))
      near.channel.onFrame(() => resolve())
      near.channel.send(`{"call":${call}}`)
    })
    times.push(performance.now() - askedAt)
  }
  const bitsPerSecond = (received * 8000) / (performance.now() - startedAt)
  near.close('the test is over')
  const sorted = times.toSorted((a, b) => a - b)
  const [median, most] = [sorted[CALLS / 2]!, sorted[Math.floor(CALLS * 0.95)]!]
  if (process.env.FUMIKURA_TUNNEL_FIGURES === '1')
    process.stdout.write(`${JSON.stringify({ median, most, bitsPerSecond })}\n`)
  expect(most).toBeLessThan(800)
  expect(bitsPerSecond).toBeGreaterThan(500_000)
})
