// A hostile relay and a hostile phone: the link ends or goes on, and nothing else happens.
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { TunnelStream } from '../../../src/core/contract/index.ts'
import { acceptFar, type AcceptedPhone } from '../../../src/core/contract/tunnel-handshake.ts'
import { encodeHello } from '../../../src/core/contract/far-hello.ts'
import { startNoise } from '../../../src/core/contract/noise.ts'
import { encodeHead, encodeMessage, encodeNumber, KIND } from '../../../src/core/contract/tunnel-messages.ts'
import { liveWithHostileRelay, makeDraw, randomBytes } from '../../support/hostile-relay.ts'
import { COMMON, drawFarKeys, HELLO, KNOWN, makeLinks } from '../../support/memory-links.ts'

const keys = await drawFarKeys()

describe('a hostile relay', () => {
  it('ends the link or has no effect, in 40 lives', async () => {
    const seeds = Array.from({ length: 40 }, (_, at) => at)
    const lives = await Promise.all(seeds.map((seed) => liveWithHostileRelay(keys, seed)))
    const wrong = lives.flatMap(({ results }) => results).filter((it) => it !== 'right' && it !== 'ended')
    expect(wrong).toEqual([])
    expect(lives.some(({ misdeeds }) => misdeeds > 0)).toBe(true)
    expect(lives.some(({ results, misdeeds }) => misdeeds === 0 && results.includes('ended'))).toBe(false)
  })

  it('gets no answer to random first messages', async () => {
    const draw = makeDraw(1)
    for (let at = 0; at < 200; at++) {
      const links = makeLinks()
      let answers = 0
      links.phone.onMessage(() => answers++)
      const accepting = acceptFar(links.home, { ...COMMON, key: keys.home, decide: () => KNOWN })
      links.phone.send(randomBytes(draw(300), draw))
      expect([await accepting, answers]).toEqual([null, 0])
    }
  })
})

/** A phone with a right key that sends what no phone sends. */
describe('a hostile phone', () => {
  let accepted: AcceptedPhone
  let send: (kind: number, stream: number, body: Uint8Array) => Promise<void>
  let closed: Promise<string>

  beforeEach(async () => {
    const links = makeLinks()
    const accepting = acceptFar(links.home, { ...COMMON, key: keys.home, decide: () => KNOWN })
    const prologue = Buffer.concat([Buffer.from('fumikura/far/1'), COMMON.route])
    const { payload } = encodeHello(HELLO)
    const noise = await startNoise({ key: keys.phone, remoteKey: keys.home.publicKey, prologue, payload })
    const second = new Promise<Uint8Array>((resolve) => links.phone.onMessage(resolve))
    links.phone.send(noise.message)
    const { session } = await noise.finish(await second)
    accepted = (await accepting)!
    send = async (kind, stream, body) =>
      links.phone.send(await session.encrypt(encodeMessage(kind, stream, body)))
    closed = new Promise((resolve) => accepted.tunnel.onClose(resolve))
    onTestFinished(() => links.cut())
  })

  const head = encodeHead({ method: 'GET', path: '/file/a', headers: {} })
  const nothing = new Uint8Array()

  it.each<[string, [number, number, Uint8Array][]]>([
    ['a message without a header', [[255, 0, nothing]]],
    ['an unknown kind', [[99, 0, nothing]]],
    ['65 streams', Array.from({ length: 65 }, (_, at) => [KIND.open, at + 1, head])],
    [
      'a stream twice',
      [
        [KIND.open, 1, head],
        [KIND.open, 1, head],
      ],
    ],
    ['data of a stream that is not open', [[KIND.data, 1, new Uint8Array(9)]]],
    [
      'more data than it has credit for',
      [
        [KIND.open, 1, head],
        ...Array.from({ length: 17 }, (): [number, number, Uint8Array] => [
          KIND.data,
          1,
          new Uint8Array(32 * 1024),
        ]),
      ],
    ],
    [
      'more credit than there was data',
      [
        [KIND.open, 1, head],
        [KIND.credit, 1, encodeNumber(1, 4)],
      ],
    ],
    ['an acknowledgement of what was not sent', [[KIND.ack, 0, encodeNumber(1, 8)]]],
    ['a head that is no JSON', [[KIND.open, 1, Buffer.from('{')]]],
    ['a head with a header of two lines', [[KIND.open, 1, headWith({ range: 'a\r\nb: c' })]]],
    ['a path of two lines', [[KIND.open, 1, Buffer.from('{"method":"GET","path":"/a\\nb","headers":{}}')]]],
    ['a frame that is not deflated', [[KIND.frame, 1, frameOf(new Uint8Array(400).fill(255))]]],
    ['a frame that is not UTF-8', [[KIND.frame, 0, frameOf(new Uint8Array(40).fill(255))]]],
    ['a frame that is longer than its bytes', [[KIND.frame, 0, encodeNumber(9, 4)]]],
    ['parts without an end', Array.from({ length: 50 }, () => [KIND.part, 0, new Uint8Array(32 * 1024)])],
  ])('that sends %s is cut', async (_name, messages) => {
    accepted.tunnel.onOpen(() => undefined)
    for (const message of messages) await send(...message)
    expect(await closed).toMatch(/^a message was not taken: /)
  })

  it('that sends a frame which inflates to 64 MiB is cut, and nobody holds that', async () => {
    const bomb = await deflated(new Uint8Array(64 * 1024 * 1024))
    const pieces = frameOf(bomb)
    const before = process.memoryUsage().rss
    for (let at = 0; at < pieces.length; at += 32 * 1024) {
      const isLast = at + 32 * 1024 >= pieces.length
      await send(isLast ? KIND.frame : KIND.part, 1, pieces.subarray(at, at + 32 * 1024))
    }
    expect(await closed).toContain('too large')
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024)
  })

  it('that acknowledges nothing gets no more than a window, and answers end the tunnel at 8 MiB', async () => {
    const opened = new Promise<TunnelStream>((resolve) => accepted.tunnel.onOpen((_, it) => resolve(it)))
    await send(KIND.open, 1, head)
    const stream = await opened
    let written = 0
    void (async () => {
      for (;;) {
        await stream.write(new Uint8Array(1024))
        written += 1024
      }
    })().catch(() => undefined)
    const answer = Buffer.from(randomBytes(500_000, makeDraw(2))).toString('base64')
    for (let at = 0; at < 14; at++) accepted.tunnel.channel.send(answer)
    expect(await closed).toBe('the other end takes nothing')
    expect(written).toBeLessThanOrEqual(32 * 1024)
  })
})

function headWith(headers: Record<string, string>): Uint8Array {
  return encodeHead({ method: 'GET', path: '/', headers })
}

function frameOf(content: Uint8Array): Uint8Array {
  return Buffer.concat([encodeNumber(content.length, 4), content])
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
