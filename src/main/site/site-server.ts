// The site's listener: read-only HTTP for strangers. The server sets every limit, and engine calls
// are few.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerRoute, type Answer, type Answering } from './answer-route.ts'
import { PostRenderer } from './post-html.ts'
import type { PostSource } from './post-source.ts'
import { findRoute } from './routes.ts'
import { chooseLanguage } from './site-words.ts'

export interface SiteServerOptions {
  source: PostSource
  host: string
  /** 0 for any free port. */
  port: number
  log: { warn(event: string, facts?: Record<string, unknown>): void }
  /** How long a client may take to send a request and to read the answer; shorter in tests. */
  patienceMs?: number
}

export interface SiteServer {
  port: number
  close(): Promise<void>
}

const MAX_CONNECTIONS = 128
/** Requests in progress; further ones get 503 and retry. */
const MAX_IN_WORK = 16
const MAX_REQUESTS_PER_CONNECTION = 100
const MAX_HEADER_BYTES = 8 * 1024
const PATIENCE_MS = 10_000

/** No scripts, frames, forms or foreign content, and no data about the reader is stored. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  // A cache must ask again, so that it never shows a withdrawn post.
  'cache-control': 'public, no-cache',
}

/** For the page of an invitation, whose script copies the link and asks if it is used up. */
const SCRIPTED = `${HEADERS['content-security-policy']}; connect-src 'self'; script-src 'self'`

/** @throws the listener's own error (EADDRINUSE, EADDRNOTAVAIL, …) */
export async function openSiteServer(options: SiteServerOptions): Promise<SiteServer> {
  const { patienceMs = PATIENCE_MS } = options
  const server = createServer({
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    keepAliveTimeout: patienceMs / 2,
    connectionsCheckingInterval: patienceMs / 4,
    maxHeaderSize: MAX_HEADER_BYTES,
  })
  server.maxConnections = MAX_CONNECTIONS
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION
  // A client that does not read the answer is disconnected too.
  server.setTimeout(patienceMs)
  server.on('clientError', (_, stream) => stream.destroy())
  // This server supports neither upgrades nor CONNECT.
  server.on('upgrade', (_, stream) => stream.destroy())
  server.on('connect', (_, stream) => stream.destroy())
  const answering: Answering = {
    source: options.source,
    renderer: new PostRenderer(),
    onFailure: (error) => options.log.warn('site-not-readable', { message: String(error) }),
  }
  let inWork = 0
  server.on('request', (request, response) => {
    if (inWork >= MAX_IN_WORK) return refuse(response, 503, { 'retry-after': '1' })
    inWork++
    answer(request, response, answering)
      .catch(() => response.destroy())
      .finally(() => inWork--)
  })
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answering: Answering,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { allow: 'GET, HEAD' })
  const language = chooseLanguage(request.headers['accept-language'])
  send(request, response, await answerRoute(answering, findRoute(request.url ?? ''), language), language)
}

function send(request: IncomingMessage, response: ServerResponse, made: Answer, language: string): void {
  const body = Buffer.from(made.text, 'utf8')
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  response.setHeaders(new Map(Object.entries(HEADERS)))
  if (made.isScripted === true) response.setHeader('content-security-policy', SCRIPTED)
  response.setHeader('etag', etag)
  if (made.type.startsWith('text/html')) {
    response.setHeader('vary', 'accept-language')
    response.setHeader('content-language', language)
  }
  if (made.changedAt !== null) response.setHeader('last-modified', new Date(made.changedAt).toUTCString())
  if (made.status === 503) response.setHeader('retry-after', '30')
  // Compares the tag only, because when a post is withdrawn, the date of the list does not change.
  if (made.status === 200 && isKnown(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(made.status, { 'content-type': made.type, 'content-length': body.byteLength })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function isKnown(header: string | undefined, etag: string): boolean {
  return header === '*' || (header ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-length': 0, connection: 'close' })
  response.end()
}

function listen(server: Server, { host, port }: SiteServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.removeListener('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })
}
