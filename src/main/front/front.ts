// The front: one listener, and the table of origins and apps behind it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FrontApp } from './app.ts'
import { Certificate } from './certificate.ts'
import { guestsApp } from './guests-app.ts'
import { explainFault } from './listen-fault.ts'
import { openListener, refuse, type Listener } from './listener.ts'
import { createPhonesApp, type PhonesAppOptions } from './phones-app.ts'
import { isLoopback, oneName, ownOrigin, type WebOptions } from './web-options.ts'

export interface FrontOptions extends PhonesAppOptions {
  web: WebOptions
  log: { warn(event: string, facts?: Record<string, unknown>): void }
  /** How long a client may take to send a request; shorter in tests. */
  patienceMs?: number
  /** Connections of one address; fewer in tests. */
  maxPerAddress?: number
  /** How often the files of the certificate are looked at; shorter in tests. */
  lookEveryMs?: number
}

export interface Front {
  /** The origin of what listens. */
  web: string
  /** The origins of the apps from outside. */
  phones: string
  guests: string | null
  /** Links of phones that are open now. */
  links(): number
  /** Whole days until the certificate ends. Null without one. */
  certificateDays(): number | null
  close(): Promise<void>
}

const MAX_CONNECTIONS = 4_096
/** Phones of one mobile network share an address. */
const MAX_PER_ADDRESS = 2_048
/** Files of the page; a phone on a slow line takes its time. */
const MAX_IN_WORK = 512
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** @throws INVALID with a reason: `certificate`, or why it cannot listen */
export async function openFront(options: FrontOptions): Promise<Front> {
  const { web, log, lookEveryMs, patienceMs, maxPerAddress = MAX_PER_ADDRESS } = options
  const certificate =
    web.certificate === null ? undefined : await Certificate.open(web.certificate, log, lookEveryMs)
  const apps = new Map<string, FrontApp>()
  const isBehindProxy = web.certificate === null

  /** Null if the request is for no app, or comes from the page of another. */
  function findApp({ headers }: IncomingMessage, isUpgrade: boolean): FrontApp | null {
    const [origin] = [...apps.keys()].filter((one) => new URL(one).host === headers.host)
    if (origin === undefined) return null
    const isOwn = headers.origin === undefined ? !isUpgrade : headers.origin === origin
    return isOwn ? apps.get(origin)! : null
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const app = findApp(request, false)
    if (app === null) return refuse(response, 403, HEADERS)
    await app.answer(request, response)
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const app = findApp(request, true)
    if (app === null) return void stream.end('HTTP/1.1 403 Refused\r\nConnection: close\r\n\r\n')
    if (app.upgrade === undefined) return void stream.destroy()
    app.upgrade(request, stream, head, addressOf(request, isBehindProxy))
  }

  const listener = await openListener({
    ...{ host: web.host, port: web.port, certificate, answer, upgrade, headers: HEADERS },
    ...(isBehindProxy ? {} : { maxPerAddress }),
    ...{ maxConnections: MAX_CONNECTIONS, maxInWork: MAX_IN_WORK, patienceMs },
  }).catch((cause: unknown) => {
    certificate?.close()
    throw explainFault(cause, web)
  })
  const own = ownOrigin(web, listener.port)
  const phones = web.phones ?? own
  const app = createPhonesApp(phones, options)
  apps.set(phones, app)
  if (web.guests !== null) await addGuests(apps, web.guests, listener)
  return {
    ...{ web: own, phones, guests: web.guests },
    links: () => app.sockets.links,
    certificateDays: () => certificate?.daysLeft(Date.now()) ?? null,
    async close() {
      for (const one of apps.values()) one.close?.()
      await listener.close()
    },
  }
}

async function addGuests(apps: Map<string, FrontApp>, origin: string, listener: Listener): Promise<void> {
  if ([...apps.keys()].some((one) => new URL(one).host === new URL(origin).host)) {
    await listener.close()
    throw oneName(origin)
  }
  apps.set(origin, guestsApp)
}

/** A proxy on this machine says for whom it asks; the last address is the one that it saw itself. */
function addressOf({ headers, socket }: IncomingMessage, isBehindProxy: boolean): string {
  const address = socket.remoteAddress ?? ''
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)!
    .trim()
  return isBehindProxy && isLoopback(address) && forwarded !== '' ? forwarded : address
}
