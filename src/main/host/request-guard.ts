// Which requests the web door hears at all: only those that this machine's own page could have made.
// A foreign page in the same browser can send requests to 127.0.0.1; Host and Origin are what it cannot forge.
import type { IncomingMessage } from 'node:http'

/**
 * Null when the request may pass, else why not. Host is always checked: a name that was rebound to 127.0.0.1 shows here.
 * `localhost` is refused too: it may mean [::1], where somebody else can have the same port. Origin has to be the page's own
 * wherever it is sent, and sockets must send it.
 */
export function findRefusal(request: IncomingMessage, host: string, isSocket: boolean): string | null {
  const { host: named, origin } = request.headers
  if (named !== host) return 'wrong host'
  if (origin === undefined) return isSocket ? 'origin missing' : null
  return origin === `http://${host}` ? null : 'wrong origin'
}

/** The secret in `Authorization: Bearer …`, or null. */
export function findBearer(request: IncomingMessage): string | null {
  return /^Bearer ([\w.-]{1,256})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** An address and what lets one in there: `<target>?session=…&pass=…`, always at the end. */
export interface PassedTarget {
  target: string
  session: string
  pass: string
}

/** Null for an address without a pass. */
export function findPass(request: IncomingMessage): PassedTarget | null {
  const [, target, session, pass] =
    /^(.*)[?&]session=([0-9a-f]{16})&pass=([0-9a-f]{64})$/.exec(request.url ?? '') ?? []
  if (target === undefined || session === undefined || pass === undefined) return null
  return { target, session, pass }
}
