// The web door: HTTP for the page and its files, and a WebSocket for the contract, on 127.0.0.1 and
// a new port each run. Pages of earlier runs return at their own ports.
// A link is exchanged once for a session; after that, page and door prove to each other that they
// share its secret.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import {
  EngineError,
  filePassText,
  MAX_FRAME_BYTES,
  type Channel,
  type SessionId,
} from '../../core/contract/index.ts'
import type { EngineFiles } from '../../core/index.ts'
import { ChosenPlaces } from './chosen-places.ts'
import type { DoorMemory } from './door-memory.ts'
import { answerForFiles, isForFiles } from './file-door.ts'
import { PageLinks } from './page-links.ts'
import { PageSockets } from './page-sockets.ts'
import { securityHeaders, servePage } from './page.ts'
import { admitOwn } from './peer-account.ts'
import { findPass, findRefusal } from './request-guard.ts'
import { openReturnDoors } from './return-doors.ts'
import type { Sessions } from './sessions.ts'

const ADDRESS = '127.0.0.1'
const MAX_CONNECTIONS = 256
const HEARTBEAT_MS = 30_000
const SESSION_PATH = '/session'
const SILENCE_MS = 15_000
/** For the headers of a request, and for the body of one that begins a session. */
const REQUEST_MS = 10_000
const CHECK_EVERY_MS = 2_000
const MAX_CODE_BYTES = 256
/** So that a session whose page stays open is not over after a crash. */
const KEEP_EVERY_MS = 12 * 60 * 60_000
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

/** @throws INVALID if the requested port is taken */
export async function openWebDoor(options: WebDoorOptions): Promise<WebDoor> {
  const { sessions, memory, serve, heartbeatMs = HEARTBEAT_MS, now = Date.now } = options
  const { places = new ChosenPlaces() } = options
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
  const admission = admitOwn(server, MAX_CONNECTIONS)
  server.on('clientError', (_, stream) => stream.destroy())
  const { latestPort } = memory
  const port = await listen(server, options.port, memory)
  const host = `${ADDRESS}:${port}`
  const links = new PageLinks({ sessions, origin: `http://${host}`, now })
  const sockets = new PageSockets({
    ...{ sessions, serve, heartbeatMs, now },
    drawLink: (session) => links.drawToContinue(session),
    maxFrameBytes: options.maxFrameBytes ?? MAX_FRAME_BYTES,
  })

  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  server.on('upgrade', (request: IncomingMessage, stream, head) =>
    sockets.upgrade(request, stream, head, port),
  )
  const stopListening = sessions.onRevoked((revoked) => {
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

  await admission.begin()
  const earlier = [latestPort, ...sessions.listPorts(now())].filter((had) => had !== undefined)
  const returnDoors = await openReturnDoors({
    ...{ sockets, origin: `http://${host}` },
    ports: earlier.filter((had) => had !== port),
  })
  const keeping = setInterval(() => void sessions.keep(), KEEP_EVERY_MS).unref()
  return {
    port,
    links,
    async close() {
      clearInterval(keeping)
      stopListening()
      const closed = new Promise((resolve) => server.close(resolve))
      // From now on no secret stored in a browser is valid, so another program may take the port.
      const kept = sessions.close()
      sockets.close()
      await Promise.all([kept, links.close()])
      // The HTTP server no longer owns upgraded sockets; they end on their own or at the channel's
      // deadline.
      server.closeAllConnections()
      admission.close()
      await Promise.all([closed, returnDoors.close()])
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
