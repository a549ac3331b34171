// The tunnel between a phone and its home, over links within this process.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createClient } from '../../../src/core/contract/index.ts'
import { makeDhKey, startNoise } from '../../../src/core/contract/noise.ts'
import { acceptFar, dialFar } from '../../../src/core/contract/tunnel-handshake.ts'
import type { FarAnswer, StreamHead, Tunnel, TunnelStream } from '../../../src/core/contract/index.ts'
import { serveContract } from '../../../src/core/contract/server.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'
import { drawFarKeys, HELLO, KNOWN, makeLinks, openTunnel, COMMON } from '../../support/memory-links.ts'
import type { OpenedTunnel, Relay } from '../../support/memory-links.ts'
import { until } from '../../support/until.ts'

const keys = await drawFarKeys()
const GET: StreamHead = { method: 'GET', path: '/file/abc', headers: { range: 'bytes=0-' } }

async function open(options: Parameters<typeof openTunnel>[2] = {}): Promise<OpenedTunnel> {
  const opened = await openTunnel(keys, makeLinks(), options)
  onTestFinished(() => opened.near.close('the test is over'))
  return opened
}

/** Resolves to the next stream at home. */
function nextStream(far: Tunnel): Promise<{ head: StreamHead; stream: TunnelStream }> {
  return new Promise((resolve) => far.onOpen((head, stream) => resolve({ head, stream })))
}

/** Takes all that comes, and resolves at the end. */
function collect(stream: TunnelStream): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  return new Promise((resolve, reject) => {
    stream.onData((bytes) => {
      pieces.push(bytes)
      stream.took(bytes.length)
    })
    stream.onEnd(() => resolve(Buffer.concat(pieces)))
    stream.onReset(() => reject(new Error('reset')))
  })
}

describe('the handshake of a tunnel', () => {
  it('tells both ends who they are, and gives both the same hash', async () => {
    const hello = { ...HELLO, resume: { run: 'r', event: 9 } }
    const { near, far, answer, accepted } = await open({ hello })
    expect([answer, accepted.hello, accepted.phoneKey]).toEqual([KNOWN, hello, keys.phone.publicKey])
    expect(near.handshakeHash).toEqual(far.handshakeHash)
  })

  it('carries reads with the first message, and answers them right after the second', async () => {
    const up: number[] = []
    const links = makeLinks({
      up(message, pass) {
        up.push(message.length)
        pass(message)
      },
    })
    const engine = createFakeEngine({ drafts: { list: async () => [] } })
    const calls = Array.from({ length: 12 }, (_, at) => JSON.stringify({ id: at + 1, call: 'drafts.list' }))
    const answered = vi.fn()
    const { near } = await openTunnel(keys, links, {
      hello: { ...HELLO, calls },
      onAccepted: ({ tunnel }) => serveContract(tunnel.channel, engine.handlers, engine.log),
    })
    near.channel.onFrame(answered)
    await until(() => expect(answered).toHaveBeenCalledTimes(12))
    expect(up[0]).toBeLessThanOrEqual(4096)
    // After message 1 the phone only acknowledged.
    expect(Math.max(...up.slice(1))).toBeLessThan(64)
    near.close('the test is over')
  })

  it('sends reads that have no room in the first message right after the second', async () => {
    const long = 'x'.repeat(2000)
    const calls = [1, 2, 3].map((id) => JSON.stringify({ id, call: 'drafts.list', input: { long } }))
    const frames: string[] = []
    const { near } = await open({
      hello: { ...HELLO, calls },
      onAccepted: ({ tunnel }) => tunnel.channel.onFrame((frame) => frames.push(frame)),
    })
    await until(() => expect(frames).toEqual(calls))
    near.close('the test is over')
  })

  it('refuses a phone with a reason, and closes the link', async () => {
    const links = makeLinks()
    const answer: FarAnswer = { kind: 'refused', why: 'revoked' }
    const accepting = acceptFar(links.home, { ...COMMON, key: keys.home, decide: () => answer })
    const dialled = await dialFar(links.phone, {
      key: keys.phone,
      homeKey: keys.home.publicKey,
      ...COMMON,
      hello: HELLO,
    })
    expect([await accepting, dialled.answer]).toEqual([null, answer])
    await new Promise((resolve) => dialled.tunnel.onClose(resolve))
  })

  it('does nothing for a copy of a first message', async () => {
    const first: Uint8Array[] = []
    const links = makeLinks({
      up(message, pass) {
        first.push(message)
        pass(message)
      },
    })
    const { near } = await openTunnel(keys, links)
    near.close('the test is over')
    const decide = vi.fn(() => KNOWN)
    const copies = makeLinks()
    const accepting = acceptFar(copies.home, { ...COMMON, key: keys.home, decide })
    copies.phone.send(first[0]!)
    expect([await accepting, decide.mock.calls.length]).toEqual([null, 0])
  })

  it.each([
    ['another home answers', async () => ({ ...keys, home: await makeDhKey() }), COMMON.route],
    ['the route is another one', async () => keys, new Uint8Array(16)],
  ])('fails at both ends if %s', async (_name, drawKeys, route) => {
    const links = makeLinks()
    const accepting = acceptFar(links.home, {
      ...COMMON,
      key: (await drawKeys()).home,
      route,
      decide: () => KNOWN,
    })
    const dialling = dialFar(links.phone, {
      key: keys.phone,
      homeKey: keys.home.publicKey,
      ...COMMON,
      hello: HELLO,
    })
    await expect(dialling).rejects.toThrow()
    expect(await accepting).toBeNull()
  })

  it('tells a phone of a later version to update', async () => {
    const links = makeLinks()
    const accepting = acceptFar(links.home, { ...COMMON, key: keys.home, decide: () => KNOWN })
    const prologue = Buffer.concat([Buffer.from('fumikura/far/1'), COMMON.route])
    const noise = await startNoise({
      key: keys.phone,
      remoteKey: keys.home.publicKey,
      prologue,
      payload: Uint8Array.of(2, 1, 2, 3),
    })
    const second = new Promise<Uint8Array>((resolve) => links.phone.onMessage(resolve))
    links.phone.send(noise.message)
    const { payload } = await noise.finish(await second)
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ kind: 'refused', why: 'update' })
    expect(await accepting).toBeNull()
  })
})

describe('frames', () => {
  it('a frame of every size arrives as it was, in order', async () => {
    const { near, far } = await open()
    const sent = [0, 1, 511, 513, 40_000, 300_000, 900_000].map((size) => '字🙂x'.repeat(size / 8))
    const received: string[] = []
    far.channel.onFrame((frame) => received.push(frame))
    for (const frame of sent) near.channel.send(frame)
    await until(() => expect(received.length).toBe(sent.length))
    expect(received.every((frame, at) => frame === sent[at])).toBe(true)
  })

  it('on the line have one of few sizes', async () => {
    const sizes = new Set<number>()
    const up: Relay = (message, pass) => {
      if (message.length > 200) sizes.add(message.length)
      pass(message)
    }
    const { near, far } = await openTunnel(keys, makeLinks({ up }))
    sizes.clear()
    const received = vi.fn()
    far.channel.onFrame(received)
    for (let size = 0; size < 250; size += 10) near.channel.send('a'.repeat(size))
    await until(() => expect(received).toHaveBeenCalledTimes(25))
    // 256 bytes, the header, the tag.
    expect([...sizes]).toEqual([256 + 5 + 16])
    near.close('the test is over')
  })

  it('a client refuses a call that a phone may not send, and goes on', async () => {
    const engine = createFakeEngine({ drafts: { list: async () => [] } })
    const { near } = await open({
      onAccepted: ({ tunnel }) => serveContract(tunnel.channel, engine.handlers, engine.log),
    })
    const { api } = createClient(near.channel)
    const call = api.letters.send({ to: ['bob'], subject: '', text: 'x'.repeat(1024 * 1024) })
    await expect(call).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(await api.drafts.list()).toEqual([])
  })
})

describe('streams', () => {
  it('carry a request and its answer, both ways at once', async () => {
    const { near, far } = await open()
    const coming = nextStream(far)
    const request = near.open({ ...GET, method: 'POST' })
    const up = new Uint8Array(700_000).map((_, at) => at)
    const down = new Uint8Array(2_000_000).map((_, at) => at * 3)
    const answered = new Promise((resolve) =>
      request.onAnswer((status, headers) => resolve([status, headers])),
    )
    const { head, stream } = await coming
    expect(head).toEqual({ ...GET, method: 'POST' })
    const [atHome, atPhone] = [collect(stream), collect(request)]
    stream.answer(206, { 'content-type': 'video/mp4' })
    await Promise.all([
      request.write(up).then(() => request.end()),
      stream.write(down).then(() => stream.end()),
    ])
    expect(await answered).toEqual([206, { 'content-type': 'video/mp4' }])
    expect([Buffer.compare(await atHome, up), Buffer.compare(await atPhone, down)]).toEqual([0, 0])
  })

  it('wait for a reader that takes nothing, without holding up a call or another stream', async () => {
    const { near, far } = await open()
    const far64 = nextStream(far)
    const slow = near.open(GET)
    const { stream } = await far64
    let received = 0
    slow.onData((bytes) => (received += bytes.length))
    let isWritten = false
    void stream.write(new Uint8Array(600_000)).then(() => (isWritten = true))
    await until(() => expect(received).toBe(512 * 1024))
    const heard = vi.fn()
    near.channel.onFrame(heard)
    far.channel.send('a call meanwhile')
    const next = nextStream(far)
    const quick = collect(near.open(GET))
    const other = (await next).stream
    await other.write(new Uint8Array(100_000))
    other.end()
    expect((await quick).length).toBe(100_000)
    expect([heard.mock.calls, isWritten, received]).toEqual([[['a call meanwhile']], false, 512 * 1024])
    slow.took(512 * 1024)
    await until(() => expect([isWritten, received]).toEqual([true, 600_000]))
  })

  it('a reset at one end rejects a write at the other, and frees its place', async () => {
    const { near, far } = await open()
    for (let at = 0; at < 70; at++) {
      const coming = nextStream(far)
      const request = near.open(GET)
      const { stream } = await coming
      const wasReset = new Promise<void>((resolve) => stream.onReset(resolve))
      const writing = stream.write(new Uint8Array(600_000))
      request.reset()
      await Promise.all([wasReset, expect(writing).rejects.toThrow()])
    }
  })

  it('end with the tunnel', async () => {
    const { near, far } = await open()
    const coming = nextStream(far)
    const request = near.open(GET)
    const { stream } = await coming
    const resets = [vi.fn(), vi.fn()]
    request.onReset(resets[0]!)
    stream.onReset(resets[1]!)
    const writing = stream.write(new Uint8Array(600_000))
    near.close('enough')
    await expect(writing).rejects.toThrow()
    expect(resets.map((reset) => reset.mock.calls.length)).toEqual([1, 1])
    await expect(request.write(new Uint8Array(1))).rejects.toThrow()
    expect(() => near.open(GET)).toThrow()
  })
})

describe('control', () => {
  it('messages arrive, also those sent right before the end', async () => {
    const { near, far } = await open()
    const heard: unknown[] = []
    const closed = new Promise((resolve) => near.onClose(resolve))
    near.onControl((kind, body) => heard.push([kind, Buffer.from(body).toString()]))
    far.send('pair', Buffer.from('challenge'))
    far.send('paired', Buffer.from('{"refused":"code"}'))
    far.close('a wrong code')
    await closed
    expect(heard).toEqual([
      ['pair', 'challenge'],
      ['paired', '{"refused":"code"}'],
    ])
  })

  it('a ping tells whether the other end is there', async () => {
    let isSilent = false
    const up: Relay = (message, pass) => isSilent || pass(message)
    const { near } = await openTunnel(keys, makeLinks({ up }))
    expect(await near.ping(60_000)).toBe(true)
    isSilent = true
    expect(await near.ping(20)).toBe(false)
    near.close('the test is over')
    expect(await near.ping(20)).toBe(false)
  })
})

it('a tunnel ends with a reason if a frame cannot be packed, because the next would come without it', async () => {
  const { near } = await open()
  const ended = new Promise((resolve) => near.onClose(resolve))
  // The real one fails only if memory runs out.
  vi.stubGlobal('CompressionStream', function () {
    throw new RangeError('no memory')
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  near.channel.send('x'.repeat(1000))
  expect(await ended).toBe('a frame could not be packed')
})
