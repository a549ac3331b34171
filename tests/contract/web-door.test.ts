// The web door against everything that is not its own page: other hosts, other origins, other people.
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createClient } from '../../src/core/contract/index.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { createSessionHandlers } from '../../src/main/host/index.ts'
import { SessionBook } from '../../src/main/host/session-book.ts'
import { openWebDoor, type WebDoor, type WebDoorOptions } from '../../src/main/host/web-door.ts'
import { createFakeEngine } from './fake-engine.ts'
import { createPageChannel, openPageSocket } from './transports.ts'

let folder: string
let door: WebDoor
let sessions: SessionBook
const sessionsPath = (): string => join(folder, 'sessions.json')
const engine = createFakeEngine({ drafts: { list: async () => [] } })

async function open(options: Partial<WebDoorOptions> = {}): Promise<WebDoor> {
  sessions = await SessionBook.open(sessionsPath())
  const handlers = { ...engine.handlers, sessions: createSessionHandlers(sessions) }
  door = await openWebDoor({
    sessions,
    serve: (channel) => serveContract(channel, handlers, engine.log),
    rendererDir: join(folder, 'renderer'),
    ...options,
  })
  return door
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-web-door-'))
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

/** A request as somebody sends it, with whatever headers they choose. */
function ask(path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> {
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
    asked.end()
  })
}

const token = (): string => new URL(door.url).hash.replace('#token=', '')
const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` })

async function beginSession(): Promise<{ secret: string; session: string }> {
  const { body } = await ask('/session', 'POST', { ...bearer(token()), 'user-agent': 'a browser' })
  return JSON.parse(body) as { secret: string; session: string }
}

/** The status with which a socket was refused, or 101. */
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

describe('a session', () => {
  it('is given for the token in the printed URL, which is 32 random bytes and in no part that is sent', async () => {
    expect(door.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${door.port}/#token=[0-9a-f]{64}$`))
    const { secret, session } = await beginSession()
    const { status, body } = await ask('/session', 'GET', bearer(secret))
    expect(status).toBe(200)
    const { filePass, ...rest } = JSON.parse(body) as Record<string, string>
    expect(rest).toEqual({ session })
    expect(filePass).toMatch(new RegExp(`^${session}\\.[0-9a-f]{64}$`))
  })

  it.each([
    ['no token', {}],
    ['a wrong token', bearer('0'.repeat(64))],
    ['a short token', bearer('00')],
    ['another scheme', { authorization: 'Basic Zm9v' }],
  ])('is not given for %s', async (_name, headers) => {
    expect((await ask('/session', 'POST', headers)).status).toBe(401)
    expect(sessions.list()).toEqual([])
  })

  it('outlives the engine, while the token does not', async () => {
    const { secret } = await beginSession()
    const oldToken = token()
    await door.close()
    await open()
    expect((await ask('/session', 'GET', bearer(secret))).status).toBe(200)
    expect((await ask('/session', 'POST', bearer(oldToken))).status).toBe(401)
  })

  it('lies on disk as a hash, for the owner alone', async () => {
    const { secret } = await beginSession()
    const path = sessionsPath()
    expect([(await readFile(path, 'utf8')).includes(secret), (await stat(path)).mode & 0o777]).toEqual([
      false,
      0o600,
    ])
  })

  it('ends when its browser ends it', async () => {
    const { secret } = await beginSession()
    expect((await ask('/session', 'DELETE', bearer(secret))).status).toBe(200)
    expect((await ask('/session', 'GET', bearer(secret))).status).toBe(401)
  })

  it('ends, with its live sockets and no others, when it is revoked by the contract', async () => {
    const [mine, theirs] = [await beginSession(), await beginSession()]
    const myClient = createClient(createPageChannel(await openPageSocket(door.port, mine.secret)))
    const theirSocket = await openPageSocket(door.port, theirs.secret)
    onTestFinished(() => myClient.close())
    const closed = new Promise((resolve) => theirSocket.once('close', resolve))
    const left = await myClient.api.sessions.revoke({ session: theirs.session })
    expect(left).toEqual([expect.objectContaining({ session: mine.session, label: 'a browser' })])
    await closed
    await expect(openPageSocket(door.port, theirs.secret)).rejects.toThrow()
    expect(await myClient.api.drafts.list()).toEqual([])
  })
})

describe('a request', () => {
  const own = (): string => `127.0.0.1:${door.port}`

  it.each([
    ['a rebound name', () => ({ host: `evil.example:${door.port}` }), 403],
    ['another port', () => ({ host: '127.0.0.1:1' }), 403],
    ['no port', () => ({ host: '127.0.0.1' }), 403],
    ['localhost', () => ({ host: `localhost:${door.port}` }), 200],
    ['a foreign origin', () => ({ origin: 'https://evil.example' }), 403],
    ['the origin null', () => ({ origin: 'null' }), 403],
    ['its origin with https', () => ({ origin: `https://${own()}` }), 403],
    ['an origin that only begins like its own', () => ({ origin: `http://${own()}0` }), 403],
    ['localhost as origin of 127.0.0.1', () => ({ origin: `http://localhost:${door.port}` }), 403],
    ['its own origin', () => ({ origin: `http://${own()}` }), 200],
  ])('with %s is answered as it should be', async (_name, headers, status) => {
    const answer = await ask('/', 'GET', { host: own(), ...headers() })
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('with the right token from a foreign origin begins no session', async () => {
    const headers = { ...bearer(token()), origin: 'https://evil.example' }
    expect((await ask('/session', 'POST', headers)).status).toBe(403)
    expect(sessions.list()).toEqual([])
  })

  it('with another method is refused', async () => {
    expect((await ask('/', 'PUT')).status).toBe(405)
    expect((await ask('/', 'OPTIONS', { 'access-control-request-method': 'POST' })).status).toBe(405)
  })

  it('always gets the headers that keep the page to itself', async () => {
    const { headers } = await ask('/nowhere')
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('that is no HTTP at all ends the connection and nothing else', async () => {
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

  it.each([
    [
      'the page itself',
      (secret: string) => ({ origin: origin(), 'sec-websocket-protocol': offer(secret) }),
      101,
    ],
    ['no origin', (secret: string) => ({ 'sec-websocket-protocol': offer(secret) }), 403],
    [
      'a foreign origin',
      (secret: string) => ({ origin: 'http://evil.example', 'sec-websocket-protocol': offer(secret) }),
      403,
    ],
    ['a rebound host', (secret: string) => ({ ...rebound(), 'sec-websocket-protocol': offer(secret) }), 403],
    ['no secret', () => ({ origin: origin(), 'sec-websocket-protocol': 'fumikura.1' }), 401],
    ['no protocol', () => ({ origin: origin() }), 401],
    [
      'the token instead of a secret',
      () => ({ origin: origin(), 'sec-websocket-protocol': offer(token()) }),
      401,
    ],
    ['a wrong secret', () => ({ origin: origin(), 'sec-websocket-protocol': offer('0'.repeat(64)) }), 401],
  ])('from %s is answered as it should be', async (_name, headers, status) => {
    const { secret } = await beginSession()
    expect(await tryUpgrade(headers(secret) as unknown as Record<string, string>)).toBe(status)
  })

  const offer = (secret: string): string => `fumikura.1, session.${secret}`
  const rebound = (): Record<string, string> => ({
    host: `evil.example:${door.port}`,
    origin: `http://evil.example:${door.port}`,
  })

  it('is not taken on another path, nor with the secret in its URL', async () => {
    const { secret } = await beginSession()
    const headers = { origin: origin(), 'sec-websocket-protocol': offer(secret) }
    expect(await tryUpgrade(headers, '/other')).toBe(404)
    expect(
      await tryUpgrade(
        { origin: origin(), 'sec-websocket-protocol': 'fumikura.1' },
        `/engine?session=${secret}`,
      ),
    ).toBe(404)
  })

  it('is refused when 64 are open, and taken again when one has gone', async () => {
    const { secret } = await beginSession()
    const open = await Promise.all(Array.from({ length: 64 }, () => openPageSocket(door.port, secret)))
    await expect(openPageSocket(door.port, secret)).rejects.toThrow('503')
    open[0]!.close()
    const late = await vi.waitFor(() => openPageSocket(door.port, secret))
    expect(late.readyState).toBe(WebSocket.OPEN)
  })

  it('that sends more than the door takes, or bytes, is closed, and the others go on', async () => {
    await door.close()
    await open({ maxFrameBytes: 1024 })
    const { secret } = await beginSession()
    const client = createClient(createPageChannel(await openPageSocket(door.port, secret)))
    onTestFinished(() => client.close())
    for (const bad of ['x'.repeat(2000), Buffer.from('{"id":1,"call":"drafts.list"}')]) {
      const socket = await openPageSocket(door.port, secret)
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.send(bad)
      await closed
    }
    expect(await client.api.drafts.list()).toEqual([])
  })

  it('whose page no longer answers is ended by the heartbeat, a living one is not', async () => {
    await door.close()
    await open({ heartbeatMs: 30 })
    const { secret } = await beginSession()
    const dead = await openPageSocket(door.port, secret)
    const living = await openPageSocket(door.port, secret)
    dead.pong = () => undefined
    await new Promise((resolve) => dead.once('close', resolve))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(living.readyState).toBe(WebSocket.OPEN)
  })
})

describe('the page', () => {
  it('says that it was not built, where it was not', async () => {
    expect(await ask('/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('npm run build') as string,
    })
    expect((await ask('/assets/x.js')).status).toBe(404)
  })

  it('is served without a token, its assets to be kept and itself not', async () => {
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
    '/../sessions.json',
    '/..%2fsessions.json',
    '/%2e%2e/sessions.json',
    '/..\\sessions.json',
    '/%00',
    '/%zz',
    '//x/../../sessions.json',
  ])('never gives what lies beside it: %s', async (path) => {
    await mkdir(join(folder, 'renderer'))
    await beginSession()
    expect((await ask(path)).status).toBe(404)
  })
})

describe('the port', () => {
  it('is the same after a restart, another one while somebody has it, and then the same again', async () => {
    const first = door.port
    await door.close()
    expect((await open()).port).toBe(first)
    await door.close()
    const other = createServer().listen(first, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    expect((await open()).port).not.toBe(first)
    await new Promise((resolve) => other.close(resolve))
  })

  it('that was asked for and is taken is INVALID', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    const fresh = await SessionBook.open(join(folder, 'other.json'))
    const opening = openWebDoor({ sessions: fresh, serve: () => undefined, rendererDir: folder, port })
    await expect(opening).rejects.toMatchObject({ code: 'INVALID' })
    await new Promise((resolve) => other.close(resolve))
  })
})
