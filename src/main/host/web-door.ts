// The web door: HTTP for the page and its session, a WebSocket for the contract, on 127.0.0.1 only.
// The token in the printed URL is exchanged once per browser for a session secret that outlives restarts.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { EngineError, MAX_FRAME_BYTES, type Channel, type SessionId } from '../../core/contract/index.ts'
import type { EngineFiles } from '../../core/index.ts'
import { ChosenPlaces } from './chosen-places.ts'
import { answerForFiles, FilePasses, isForFiles } from './file-door.ts'
import { securityHeaders, servePage } from './page.ts'
import { findBearer, findPass, findRefusal, findSocketSecret, SOCKET_PROTOCOL } from './request-guard.ts'
import type { SessionBook } from './session-book.ts'
import { createWebChannel } from './web-channel.ts'

const ADDRESS = '127.0.0.1'
const TOKEN_BYTES = 32
const MAX_SOCKETS = 64
const MAX_CONNECTIONS = 256
const HEARTBEAT_MS = 30_000
const SESSION_PATH = '/session'
const SOCKET_PATH = '/engine'
const SILENCE_MS = 15_000

export interface WebDoorOptions {
  sessions: SessionBook
  serve: (channel: Channel) => void
  /** The bytes of files; without it there are none at this door. */
  files?: EngineFiles
  /** Where a file that a page sent lies is said there. */
  places?: ChosenPlaces
  /** The built renderer; need not exist. */
  rendererDir: string
  /** The very port to take; without it the one of the last run if it is free, else any. */
  port?: number
  maxFrameBytes?: number
  heartbeatMs?: number
  now?: () => number
}

export interface WebDoor {
  port: number
  /** Opens the page; its fragment carries the token, which a browser sends to nobody. */
  url: string
  close(): Promise<void>
}

/** @throws INVALID when the very port asked for is taken. */
export async function openWebDoor(options: WebDoorOptions): Promise<WebDoor> {
  const { sessions, serve, heartbeatMs = HEARTBEAT_MS, now = Date.now, places = new ChosenPlaces() } = options
  const token = randomBytes(TOKEN_BYTES).toString('hex')
  const passes = new FilePasses()
  const live = new Map<WebSocket, { session: SessionId; channel: Channel }>()
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 5_000 })
  // A large file may be on its way for hours; what says nothing for so long, and is no file, is ended.
  server.timeout = SILENCE_MS
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxFrameBytes ?? MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => SOCKET_PROTOCOL,
  })
  server.maxConnections = MAX_CONNECTIONS
  server.on('clientError', (_, stream) => stream.destroy())
  const port = await listen(server, options.port, sessions.port)

  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, stream, head) => {
    // The peer may reset while we look its session up.
    stream.on('error', () => stream.destroy())
    upgrade(request, stream, head).catch(() => stream.destroy())
  })
  const stopListening = sessions.onRevoked((revoked) => {
    for (const { session, channel } of live.values())
      if (session === revoked) channel.close('session revoked')
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders(port))) response.setHeader(name, value)
    const refusal = findRefusal(request, port, false)
    const path = (request.url ?? '').split(/[?#]/, 1)[0]
    if (refusal !== null) reply(response, 403, { error: refusal })
    else if (path === SESSION_PATH) await answerSession(request, response)
    else if (isForFiles(request)) await answerLetIn(request, response)
    else if (request.method === 'GET' || request.method === 'HEAD')
      await servePage(request, response, options.rendererDir)
    else reply(response, 405, { error: 'only GET' })
  }

  /** Files are for whoever has a session's secret in the header; to read one its pass in the address is enough. */
  async function answerLetIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!(await isLetIn(request))) return reply(response, 401, { error: 'no session' })
    if (options.files === undefined) return reply(response, 404, { error: 'NOT_FOUND' })
    await answerForFiles(request, response, { files: options.files, places })
  }

  async function isLetIn(request: IncomingMessage): Promise<boolean> {
    const bearer = findBearer(request)
    if (bearer !== null) return (await sessions.find(bearer, now())) !== null
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const session = passes.read(findPass(request) ?? '')
    return session !== null && sessions.list().some((known) => known.session === session)
  }

  /** POST with the token begins a session, GET tells whether one still holds, DELETE ends it. Each gives its pass for files, too. */
  async function answerSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bearer = findBearer(request)
    response.setHeader('cache-control', 'no-store')
    if (bearer === null) return reply(response, 401, { error: 'no token' })
    if (request.method === 'POST') {
      if (!isToken(bearer, token)) return reply(response, 401, { error: 'wrong token' })
      const begun = await sessions.begin(request.headers['user-agent'] ?? '', now())
      return reply(response, 200, { ...begun, filePass: passes.passFor(begun.session) })
    }
    const session = await sessions.find(bearer, now())
    if (session === null) return reply(response, 401, { error: 'no such session' })
    if (request.method === 'DELETE') await sessions.revoke(session)
    else if (request.method !== 'GET') return reply(response, 405, { error: 'only GET, POST, DELETE' })
    reply(response, 200, { session, filePass: passes.passFor(session) })
  }

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const refusal = findRefusal(request, port, true)
    if (refusal !== null) return refuseUpgrade(stream, 403)
    if (request.url !== SOCKET_PATH) return refuseUpgrade(stream, 404)
    if (live.size >= MAX_SOCKETS) return refuseUpgrade(stream, 503)
    const secret = findSocketSecret(request)
    const session = secret === null ? null : await sessions.find(secret, now())
    if (session === null) return refuseUpgrade(stream, 401)
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const channel = createWebChannel(socket, heartbeatMs)
      live.set(socket, { session, channel })
      socket.on('close', () => live.delete(socket))
      serve(channel)
    })
  }

  await sessions.rememberPort(port)
  return {
    port,
    url: `http://${ADDRESS}:${port}/#token=${token}`,
    async close() {
      stopListening()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { channel } of live.values()) channel.close('the engine is closing')
      // Upgraded sockets are no longer the HTTP server's: they end by themselves, or by the channel's own deadline.
      server.closeAllConnections()
      await closed
    },
  }
}

function isToken(given: string, token: string): boolean {
  return given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token))
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body) + '\n')
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function listen(server: Server, asked: number | undefined, remembered: number | null): Promise<number> {
  if (asked !== undefined && asked !== 0) {
    if (await tryPort(server, asked)) return asked
    throw new EngineError('INVALID', `Port ${asked} is taken.`)
  }
  if (asked === undefined && remembered !== null && (await tryPort(server, remembered))) return remembered
  await tryPort(server, 0)
  return (server.address() as AddressInfo).port
}

/** False when somebody else has it, or we may not. */
function tryPort(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    server.once('error', onError)
    server.listen(port, ADDRESS, () => {
      server.removeListener('error', onError)
      resolve(true)
    })
  })
}
