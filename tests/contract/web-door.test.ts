// The web door against everything except its own page: other hosts, other origins, other accounts.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createClient } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { createSessionHandlers } from '../../src/main/host/index.ts'
import { DoorMemory } from '../../src/main/host/door-memory.ts'
import { Sessions } from '../../src/main/host/sessions.ts'
import { openWebDoor, type WebDoor, type WebDoorOptions } from '../../src/main/host/web-door.ts'
import { createFakeEngine } from './fake-engine.ts'
import {
  askSocket,
  followLink,
  hostOf,
  openBareSocket,
  openPageSocket,
  sign,
  type PageSession,
} from '../support/door-page.ts'
import { until } from '../support/until.ts'
import { createPageChannel } from './transports.ts'

let folder: string
let door: WebDoor
let sessions: Sessions
let now: () => number
const engine = createFakeEngine({ drafts: { list: async () => [] } })

async function open(options: Partial<WebDoorOptions> = {}): Promise<WebDoor> {
  sessions = new Sessions()
  const handlers = { ...engine.handlers, sessions: createSessionHandlers(sessions) }
  door = await openWebDoor({
    ...{ sessions, now: () => now() },
    memory: await DoorMemory.open(join(folder, 'door.json')),
    serve: (channel) => serveContract(channel, handlers, engine.log),
    rendererDir: join(folder, 'renderer'),
    ...options,
  })
  return door
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-web-door-'))
  now = Date.now
  await open()
})

afterEach(async () => {
  await door.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a request with any headers, as another program can send it. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: door.port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const LIFE_MS = 60_000
const code = (): string => new URL(door.links.draw(LIFE_MS)).hash.replace('#code=', '')
const beginSession = (): Promise<PageSession> => followLink(door.links.draw(LIFE_MS))
const own = (): string => hostOf(door.port)

/** Returns the status that the door answers to a code. */
async function tryCode(body: string, headers: Record<string, string> = {}): Promise<number> {
  return (await ask('/session', 'POST', headers, body)).status
}

/** Returns the status with which a socket was refused, or 101. */
function tryUpgrade(headers: Record<string, string>, path = '/engine'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: door.port,
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      },
    })
    asked.on('response', (response) => resolve(response.statusCode ?? 0))
    asked.on('upgrade', (_, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('a link', () => {
  it('carries 32 random bytes in its fragment, which browsers never send', () => {
    const link = door.links.draw(LIFE_MS)
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${door.port}/#code=[0-9a-f]{64}$`))
    expect(door.links.draw(LIFE_MS)).not.toBe(link)
  })

  it('begins one session, once', async () => {
    const link = door.links.draw(LIFE_MS)
    const { session, secret } = await followLink(link)
    expect([session, secret]).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
    await expect(followLink(link)).rejects.toThrow('401')
    expect(sessions.list()).toMatchObject([{ session, label: 'a browser' }])
  })

  it('begins no session after its expiry', async () => {
    const link = door.links.draw(LIFE_MS)
    now = () => Date.now() + LIFE_MS
    await expect(followLink(link)).rejects.toThrow('401')
  })

  it.each([
    ['nothing', ''],
    ['a wrong code', '0'.repeat(64)],
    ['a short code', '00'],
    ['a long text', 'x'.repeat(100_000)],
  ])('is not %s', async (_name, body) => {
    expect(await tryCode(body)).toBe(401)
    expect(sessions.list()).toEqual([])
  })

  it('is in a file for its owner only, which is removed after use and when the door closes', async () => {
    const { url, file } = await door.links.drawWithFile(folder)
    expect([(await stat(file)).mode & 0o777, (await readFile(file, 'utf8')).includes(url)]).toEqual([
      0o600,
      true,
    ])
    await followLink(url)
    await until(async () => expect(await readdir(folder)).not.toContain(basename(file)))
    const unused = await door.links.drawWithFile(folder)
    await door.close()
    expect(await readdir(folder)).not.toContain(basename(unused.file))
    await open()
  })
})

describe('a session', () => {
  it('ends when the door closes, and so does every code', async () => {
    const page = await beginSession()
    const unused = code()
    const port = door.port
    await door.close()
    await open({ port })
    await expect(openPageSocket(door, page)).rejects.toThrow('refused')
    expect(await tryCode(unused)).toBe(401)
  })

  it('leaves nothing of its secret on disk', async () => {
    const { secret } = await beginSession()
    for (const name of await readdir(folder))
      expect(await readFile(join(folder, name), 'utf8')).not.toContain(secret)
  })

  it('ends with its own live sockets when it is revoked by the contract', async () => {
    const [mine, theirs] = [await beginSession(), await beginSession()]
    const myClient = createClient(createPageChannel(await openPageSocket(door, mine)))
    const theirSocket = await openPageSocket(door, theirs)
    onTestFinished(() => myClient.close())
    const closed = new Promise((resolve) => theirSocket.once('close', resolve))
    const left = await myClient.api.sessions.revoke({ session: theirs.session })
    expect(left).toEqual([expect.objectContaining({ session: mine.session, label: 'a browser' })])
    await closed
    await expect(openPageSocket(door, theirs)).rejects.toThrow('refused')
    expect(await myClient.api.drafts.list()).toEqual([])
  })
})

describe('the greeting', () => {
  const nonce = 'ab'.repeat(32)

  it('proves the door before the page sends anything, and contains no secret', async () => {
    const page = await beginSession()
    const seen: string[] = []
    const socket = await openPageSocket(
      { port: door.port, onDoorHello: (hello) => seen.push(hello.proof) },
      page,
    )
    expect(seen).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect(JSON.stringify(seen)).not.toContain(page.secret)
    socket.close()
  })

  it('gives no access to an account that relays it from another port', async () => {
    const page = await beginSession()
    // The page expects the relay's host, but the door signs its own, so the page ends the greeting.
    await expect(openPageSocket({ port: door.port, host: hostOf(door.port + 1) }, page)).rejects.toThrow(
      'the door proved nothing',
    )
  })

  it('is refused without the secret, with the proof of another greeting, and for an unknown session', async () => {
    const page = await beginSession()
    const hello = { session: page.session, nonce }
    const answers: unknown[] = []
    for (const proof of [sign('00'.repeat(32), 'x'), sign(page.secret, 'x'), '', 7]) {
      const socket = await openBareSocket(door.port)
      await askSocket(socket, hello)
      answers.push(await askSocket(socket, { proof }).catch(String))
    }
    // Returns the door's own proof to it.
    const mirror = await openBareSocket(door.port)
    const { proof } = await askSocket<{ proof: string }>(mirror, hello)
    answers.push(await askSocket(mirror, { proof }).catch(String))
    const stranger = await openBareSocket(door.port)
    const unknown = askSocket(stranger, { session: '0'.repeat(16), nonce })
    answers.push(await unknown.catch(String))
    expect(answers).toEqual(Array(6).fill('Error: refused'))
  })

  it.each(['not JSON', 'null', '{}', '{"session":"x","nonce":"y"}', 'x'.repeat(5000)])(
    'a greeting that begins with %j ends the socket',
    async (text) => {
      const socket = await openBareSocket(door.port)
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.send(text)
      await closed
    },
  )

  it('a call before the end of the greeting does not run', async () => {
    const page = await beginSession()
    const socket = await openBareSocket(door.port)
    await askSocket(socket, { session: page.session, nonce })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const called = engine.calls.length
    socket.send('{"id":1,"call":"drafts.list"}')
    await closed
    expect(engine.calls).toHaveLength(called)
  })
})

describe('a request', () => {
  it.each([
    ['a rebound name', () => ({ host: `evil.example:${door.port}` }), 403],
    ['another port', () => ({ host: '127.0.0.1:1' }), 403],
    ['no port', () => ({ host: '127.0.0.1' }), 403],
    ['localhost, which may be another program on ::1', () => ({ host: `localhost:${door.port}` }), 403],
    ['a foreign origin', () => ({ origin: 'https://evil.example' }), 403],
    ['the origin null', () => ({ origin: 'null' }), 403],
    ['its origin with https', () => ({ origin: `https://${own()}` }), 403],
    ['an origin of which its own is a prefix', () => ({ origin: `http://${own()}0` }), 403],
    ['localhost as origin of 127.0.0.1', () => ({ origin: `http://localhost:${door.port}` }), 403],
    ['its own origin', () => ({ origin: `http://${own()}` }), 200],
  ])('a request with %s gets the expected status', async (_name, headers, status) => {
    const answer = await ask('/', 'GET', { host: own(), ...headers() })
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('a request with the right code from a foreign origin begins no session', async () => {
    expect(await tryCode(code(), { origin: 'https://evil.example' })).toBe(403)
    expect(sessions.list()).toEqual([])
  })

  it('a request with another method is refused', async () => {
    expect((await ask('/', 'PUT')).status).toBe(405)
    expect((await ask('/', 'OPTIONS', { 'access-control-request-method': 'POST' })).status).toBe(405)
  })

  it('always gets the headers that isolate the page', async () => {
    const { headers } = await ask('/nowhere')
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('a request that is not HTTP ends its connection and nothing else', async () => {
    const socket = connectTcp(door.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume()
    socket.write('\0\0garbage\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve))
    expect((await ask('/')).status).toBe(200)
  })
})

describe('a socket', () => {
  const origin = (): string => `http://127.0.0.1:${door.port}`

  const protocol = { 'sec-websocket-protocol': 'fumikura.3' }

  it.each([
    ['the page itself', () => ({ origin: origin(), ...protocol }), 101],
    ['no origin', () => protocol, 403],
    ['a foreign origin', () => ({ origin: 'http://evil.example', ...protocol }), 403],
    [
      'a rebound host',
      () => ({ host: `evil.example:${door.port}`, origin: `http://evil.example:${door.port}`, ...protocol }),
      403,
    ],
    ['no protocol', () => ({ origin: origin() }), 401],
    ['another protocol', () => ({ origin: origin(), 'sec-websocket-protocol': 'fumikura.1' }), 401],
  ])('a socket with %s gets the expected status', async (_name, headers, status) => {
    expect(await tryUpgrade(headers() as unknown as Record<string, string>)).toBe(status)
  })

  it('is refused on another path', async () => {
    expect(await tryUpgrade({ origin: origin(), ...protocol }, '/other')).toBe(404)
    expect(await tryUpgrade({ origin: origin(), ...protocol }, '/engine?session=x')).toBe(404)
  })

  it('is refused while 64 are open, and accepted again after one has closed', async () => {
    const page = await beginSession()
    const open = await Promise.all(Array.from({ length: 64 }, () => openPageSocket(door, page)))
    await expect(openPageSocket(door, page)).rejects.toThrow('503')
    open[0]!.close()
    const late = await until(() => openPageSocket(door, page))
    expect(late.readyState).toBe(WebSocket.OPEN)
  })

  it('a socket that sends binary data or a frame over the limit is closed, and the others continue', async () => {
    await door.close()
    await open({ maxFrameBytes: 1024 })
    const page = await beginSession()
    const client = createClient(createPageChannel(await openPageSocket(door, page)))
    onTestFinished(() => client.close())
    for (const bad of ['x'.repeat(2000), Buffer.from('{"id":1,"call":"drafts.list"}')]) {
      const socket = await openPageSocket(door, page)
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.send(bad)
      await closed
    }
    expect(await client.api.drafts.list()).toEqual([])
  })

  it('the heartbeat closes a socket whose page no longer answers, and no other socket', async () => {
    await door.close()
    await open({ heartbeatMs: 30 })
    const page = await beginSession()
    const dead = await openPageSocket(door, page)
    const living = await openPageSocket(door, page)
    dead.pong = () => undefined
    await new Promise((resolve) => dead.once('close', resolve))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(living.readyState).toBe(WebSocket.OPEN)
  })
})

describe('the page', () => {
  it('reports that it was not built', async () => {
    expect(await ask('/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('npm run build') as string,
    })
    expect((await ask('/assets/x.js')).status).toBe(404)
  })

  it('is served without a token; browsers cache its assets but not the page', async () => {
    await mkdir(join(folder, 'renderer/assets'), { recursive: true })
    await writeFile(join(folder, 'renderer/index.html'), '<p>文庫')
    await writeFile(join(folder, 'renderer/assets/a.js'), 'x')
    expect(await ask('/?from=bookmark')).toMatchObject({
      status: 200,
      body: '<p>文庫',
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    })
    expect(await ask('/assets/a.js')).toMatchObject({
      body: 'x',
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': expect.stringContaining('immutable') as string,
      },
    })
    expect(await ask('/', 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  it.each([
    '/../door.json',
    '/..%2fdoor.json',
    '/%2e%2e/door.json',
    '/..\\door.json',
    '/%00',
    '/%zz',
    '//x/../../door.json',
  ])('never serves files outside its folder: %s', async (path) => {
    await mkdir(join(folder, 'renderer'))
    await beginSession()
    expect((await ask(path)).status).toBe(404)
  })
})

describe('the port', () => {
  it('is new at each start, because a browser treats another port as another origin', async () => {
    const ports = [door.port]
    for (let run = 0; run < 5; run++) {
      await door.close()
      ports.push((await open()).port)
    }
    expect(new Set(ports).size).toBe(6)
    const memory = await DoorMemory.open(join(folder, 'door.json'))
    expect(ports.map((port) => memory.hadPort(port))).toEqual(Array(6).fill(true))
  })

  it('a requested port is used again, and is INVALID while another program has it', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const memory = await DoorMemory.open(join(folder, 'other.json'))
    const options = { sessions: new Sessions(), memory, serve: () => undefined, rendererDir: folder, port }
    await expect(openWebDoor(options)).rejects.toMatchObject({ code: 'INVALID' })
    await new Promise((resolve) => other.close(resolve))
    for (let run = 0; run < 2; run++) {
      const again = await openWebDoor(options)
      expect(again.port).toBe(port)
      await again.close()
    }
  })
})
