// The web door: HTTP for the page and its files, and a WebSocket for the contract, on 127.0.0.1 and
// a new port each run.
// A link is exchanged once for a session; after that, page and door prove to each other that they
// share its secret.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import {
  EngineError,
  filePassText,
  GREETING_PROTOCOL,
  MAX_FRAME_BYTES,
  type Channel,
  type SessionId,
} from '../../core/contract/index.ts'
import type { EngineFiles } from '../../core/index.ts'
import { ChosenPlaces } from './chosen-places.ts'
import { greetPage } from './door-greeting.ts'
import type { DoorMemory } from './door-memory.ts'
import { answerForFiles, isForFiles } from './file-door.ts'
import { PageLinks } from './page-links.ts'
import { securityHeaders, servePage } from './page.ts'
import { admitOwn } from './peer-account.ts'
import { findPass, findRefusal } from './request-guard.ts'
import type { Sessions } from './sessions.ts'
import { createWebChannel } from './web-channel.ts'

const ADDRESS = '127.0.0.1'
const MAX_SOCKETS = 64
const MAX_CONNECTIONS = 256
const HEARTBEAT_MS = 30_000
const SESSION_PATH = '/session'
const SOCKET_PATH = '/engine'
const SILENCE_MS = 15_000
/** For the headers of a request, and for the body of one that begins a session. */
const REQUEST_MS = 10_000
const CHECK_EVERY_MS = 2_000
const MAX_CODE_BYTES = 256
/**
 * The most draws of a port. All of them are used ports only if another program holds the unused
 * ones.
 */
const MAX_DRAWS = 64

export interface WebDoorOptions {
  sessions: Sessions
  memory: DoorMemory
  serve: (channel: Channel, session: SessionId) => void
  /** Access to file contents; without it this door serves no files. */
  files?: EngineFiles
  /** Remembers files that a page sent. */
  places?: ChosenPlaces
  /** The built renderer; may be missing. */
  rendererDir: string
  /** The exact port to use; by default a port that this home has never used. */
  port?: number
  maxFrameBytes?: number
  heartbeatMs?: number
  now?: () => number
}

export interface WebDoor {
  port: number
  links: PageLinks
  close(): Promise<void>
}

/** A page that has proven its session. */
interface Live {
  session: SessionId
  channel: Channel
  /** Carries the WebSocket. */
  socket: Socket
}

/** @throws INVALID if the requested port is taken */
export async function openWebDoor(options: WebDoorOptions): Promise<WebDoor> {
  const { sessions, memory, serve, heartbeatMs = HEARTBEAT_MS, now = Date.now } = options
  const { places = new ChosenPlaces() } = options
  const live = new Map<WebSocket, Live>()
  const greeting = new Set<WebSocket>()
  /** Files that a session fetches or sends. */
  const passing = new Set<{ session: SessionId; socket: Socket }>()
  const server = createServer({
    requestTimeout: 0,
    headersTimeout: REQUEST_MS,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  })
  // A large file may take hours. A silent connection that is no file request ends after this time.
  server.timeout = SILENCE_MS
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.maxFrameBytes ?? MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => GREETING_PROTOCOL,
  })
  const admission = admitOwn(server, MAX_CONNECTIONS)
  server.on('clientError', (_, stream) => stream.destroy())
  const port = await listen(server, options.port, memory)
  const host = `${ADDRESS}:${port}`

  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, stream, head) => {
    stream.on('error', () => stream.destroy())
    upgrade(request, stream, head)
  })
  const stopListening = sessions.onRevoked((revoked) => {
    for (const [page, { session, channel, socket }] of live) {
      if (session !== revoked) continue
      channel.close('session revoked')
      // The page would get the frames that it has not read before the closing one.
      if (page.bufferedAmount > 0) socket.resetAndDestroy()
    }
    // A reset also drops what the system has not delivered yet.
    for (const { session, socket } of passing) if (session === revoked) socket.resetAndDestroy()
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders(host))) response.setHeader(name, value)
    const refusal = findRefusal(request, host, false)
    const path = (request.url ?? '').split(/[?#]/, 1)[0]
    if (refusal !== null) reply(response, 403, { error: refusal })
    else if (path === SESSION_PATH) await beginSession(request, response)
    else if (isForFiles(request)) await answerWithProof(request, response)
    else if (request.method === 'GET' || request.method === 'HEAD')
      await servePage(request, response, options.rendererDir)
    else reply(response, 405, { error: 'only GET' })
  }

  /** POST with the code of a link starts a session; no other proof is needed. */
  async function beginSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('cache-control', 'no-store')
    if (request.method !== 'POST') return reply(response, 405, { error: 'only POST' })
    const timer = setTimeout(() => request.destroy(), REQUEST_MS)
    const code = await readText(request, MAX_CODE_BYTES).finally(() => clearTimeout(timer))
    const begun = code === null ? null : sessions.begin(code, request.headers['user-agent'] ?? '', now())
    if (begun === null) return reply(response, 401, { error: 'wrong code' })
    reply(response, 200, begun)
  }

  /** A file needs a session; its URL carries a proof for this URL only. */
  async function answerWithProof(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const passed = findProven(request)
    if (passed === null) return reply(response, 401, { error: 'no session' })
    if (options.files === undefined) return reply(response, 404, { error: 'NOT_FOUND' })
    request.url = passed.target
    const pass = { session: passed.session, socket: request.socket }
    passing.add(pass)
    response.once('close', () => passing.delete(pass))
    await answerForFiles(request, response, { files: options.files, places })
  }

  function findProven(request: IncomingMessage): { target: string; session: SessionId } | null {
    const passed = findPass(request)
    if (passed === null) return null
    const { target, session, pass } = passed
    const text = filePassText(request.method === 'POST' ? 'POST' : 'GET', host, target)
    return sessions.isProven(session, text, pass, now()) ? { target, session: session as SessionId } : null
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (findRefusal(request, host, true) !== null) return refuseUpgrade(stream, 403)
    if (request.url !== SOCKET_PATH) return refuseUpgrade(stream, 404)
    if (live.size + greeting.size >= MAX_SOCKETS) return refuseUpgrade(stream, 503)
    if (request.headers['sec-websocket-protocol'] !== GREETING_PROTOCOL) return refuseUpgrade(stream, 401)
    sockets.handleUpgrade(request, stream, head, (page) => {
      // Without a listener, an oversized frame would end the process; `close` follows.
      page.on('error', () => undefined)
      void greet(page, request.socket)
    })
  }

  async function greet(page: WebSocket, socket: Socket): Promise<void> {
    greeting.add(page)
    const session = await greetPage(page, { sessions, host, now })
    greeting.delete(page)
    if (session === null) return
    // It may have been revoked since its proof.
    if (!sessions.has(session)) return page.terminate()
    const channel = createWebChannel(page, heartbeatMs)
    live.set(page, { session, channel, socket })
    const leave = sessions.openPage(session)
    page.on('close', () => {
      live.delete(page)
      leave(now())
    })
    serve(channel, session)
    page.send(JSON.stringify({ welcome: true }))
  }

  await admission.begin()
  const links = new PageLinks({ sessions, origin: `http://${host}`, now })
  return {
    port,
    links,
    async close() {
      stopListening()
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { channel } of live.values()) channel.close('the engine is closing')
      for (const page of greeting) page.terminate()
      // From now on no session stored in a browser is valid, whoever takes the port.
      sessions.close()
      await links.close()
      // The HTTP server no longer owns upgraded sockets; they end on their own or at the channel's
      // deadline.
      server.closeAllConnections()
      admission.close()
      await closed
    },
  }
}

/** Returns the body as text; null if it is longer than `maxBytes`. */
async function readText(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body) + '\n')
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function listen(server: Server, asked: number | undefined, memory: DoorMemory): Promise<number> {
  if (asked !== undefined && asked !== 0) {
    if (!(await tryPort(server, asked))) throw new EngineError('INVALID', `Port ${asked} is taken.`)
    await memory.keepPort(asked)
    return asked
  }
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    await tryPort(server, 0)
    const { port } = server.address() as AddressInfo
    if (!memory.hadPort(port)) {
      await memory.keepPort(port)
      return port
    }
    await new Promise((resolve) => server.close(resolve))
  }
  throw new EngineError('INVALID', 'This home has used every free port before; choose one with --port.')
}

/** False if the port is taken or this account may not use it. */
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
