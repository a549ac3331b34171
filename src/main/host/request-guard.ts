// Which requests the web door hears at all: only those that this machine's own page could have made.
// A foreign page in the same browser can send requests to 127.0.0.1; Host and Origin are what it cannot forge.
import type { IncomingMessage } from 'node:http'

/**
 * Null when the request may pass, else why not. Host is checked always (a name that was rebound to 127.0.0.1 shows here);
 * Origin has to be exactly the page's own wherever it is sent, and sockets must send it.
 */
export function findRefusal(request: IncomingMessage, port: number, isSocket: boolean): string | null {
  const { host, origin } = request.headers
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'wrong host'
  if (origin === undefined) return isSocket ? 'origin missing' : null
  return origin === `http://${host}` ? null : 'wrong origin'
}

/** The secret in `Authorization: Bearer …`, or null. */
export function findBearer(request: IncomingMessage): string | null {
  return /^Bearer ([\w.-]{1,256})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** The pass in `?pass=…`, or null. */
export function findPass(request: IncomingMessage): string | null {
  return /[?&]pass=([\w.-]{1,256})(?:&|$)/.exec(request.url ?? '')?.[1] ?? null
}

export const SOCKET_PROTOCOL = 'fumikura.1'
const SESSION_PREFIX = 'session.'

/** A page cannot set headers on a WebSocket, and a URL is logged: the secret is offered as a subprotocol. */
export function findSocketSecret(request: IncomingMessage): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(SOCKET_PROTOCOL)) return null
  return offered.find((name) => name.startsWith(SESSION_PREFIX))?.slice(SESSION_PREFIX.length) ?? null
}
