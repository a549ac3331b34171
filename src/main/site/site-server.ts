// The site's server: read-only HTTP for strangers, on a listener that sets every limit. Engine calls
// are few.
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { openListener, refuse, type Listener } from '../front/listener.ts'
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

const MAX_CONNECTIONS = 128
const MAX_IN_WORK = 16

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
export async function openSiteServer(options: SiteServerOptions): Promise<Listener> {
  const answering: Answering = {
    source: options.source,
    renderer: new PostRenderer(),
    onFailure: (error) => options.log.warn('site-not-readable', { message: String(error) }),
  }
  return openListener({
    ...options,
    answer: (request, response) => answer(request, response, answering),
    headers: HEADERS,
    maxConnections: MAX_CONNECTIONS,
    maxInWork: MAX_IN_WORK,
  })
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  answering: Answering,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, { ...HEADERS, allow: 'GET, HEAD' })
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
