// Decides which requests the web door answers: only those that its own page could have made. A
// foreign page in the same browser can send requests to 127.0.0.1, but cannot forge Host and
// Origin.
import type { IncomingMessage } from 'node:http'

/**
 * Null if the request may pass, else the reason. Host is always checked. This detects DNS rebinding
 * to 127.0.0.1.
 * `localhost` is refused too, because it may mean [::1], where another account can use the same
 * port. Origin must be the page's own if it is sent, and WebSocket requests must send it.
 */
export function findRefusal(request: IncomingMessage, host: string, isSocket: boolean): string | null {
  const { host: named, origin } = request.headers
  if (named !== host) return 'wrong host'
  if (origin === undefined) return isSocket ? 'origin missing' : null
  return origin === `http://${host}` ? null : 'wrong origin'
}

/** Returns the secret in `Authorization: Bearer …`, or null. */
export function findBearer(request: IncomingMessage): string | null {
  return /^Bearer ([\w.-]{1,256})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** A file URL and its proof: `<target>?session=…&pass=…`, always at the end. */
export interface PassedTarget {
  target: string
  session: string
  pass: string
}

/** Null for a URL without a proof. */
export function findPass(request: IncomingMessage): PassedTarget | null {
  const [, target, session, pass] =
    /^(.*)[?&]session=([0-9a-f]{16})&pass=([0-9a-f]{64})$/.exec(request.url ?? '') ?? []
  if (target === undefined || session === undefined || pass === undefined) return null
  return { target, session, pass }
}
