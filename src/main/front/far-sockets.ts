// The upgrades at `/far`: which phones get a link to their home. A route is what a stranger needs to
// make a home work, so it travels in a header, and a wrong one learns nothing.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { HeldBytes, MAX_MESSAGE_BYTES, ROUTE_BYTES } from '../../core/contract/message-link.ts'
import { addressClass, addressForLimits } from './address-class.ts'
import { RateLimit } from './rate-limit.ts'
import { createPhoneLink, type LinkPatience, type PhoneLink } from './phone-link.ts'
import { RouteDials, RouteLinks } from './route-limit.ts'

/** Where the links of phones go: through a station, or to the home that serves itself. */
export interface FarTarget {
  /** Null if a link on this route is taken now. `absent`: the route leads nowhere. */
  refusal(route: Uint8Array): 'absent' | 'busy' | null
  /** `from`: the class of the phone's address. */
  take(link: PhoneLink, route: Uint8Array, from: string): void
}

export interface FarSocketsOptions {
  target: FarTarget
  /** Shorter in tests. */
  patience?: LinkPatience
  now?: () => number
}

const FAR_PATH = '/far'
const PROTOCOL = 'fumikura.far.1'
const MINUTE_MS = 60_000
const MAX_LINKS = 2_048
const LINKS_PER_ROUTE = { network: 8, all: 24 }
const NEW_LINKS_PER_ROUTE = { network: 20, all: 60 }
/** Only misses count: thousands of people share one address of a mobile network. */
const MISSES_PER_ADDRESS = 30
/** Of the 64 MiB; a station has as much again for homes that read slowly. */
const MAX_HELD_BYTES = 32 << 20

/** An answer to an upgrade: a status, and for some how many seconds to wait. */
interface Refusal {
  status: 400 | 404 | 429 | 503
  waitS?: number
}

export class FarSockets {
  readonly #options: FarSocketsOptions
  readonly #held = new HeldBytes(MAX_HELD_BYTES)
  readonly #misses: RateLimit
  readonly #dials: RouteDials
  readonly #links = new Set<PhoneLink>()
  readonly #open = new RouteLinks(LINKS_PER_ROUTE)
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => PROTOCOL,
  })

  constructor(options: FarSocketsOptions) {
    const { now = Date.now } = options
    this.#options = options
    this.#misses = new RateLimit(MISSES_PER_ADDRESS, MINUTE_MS, now)
    this.#dials = new RouteDials(NEW_LINKS_PER_ROUTE, now)
  }

  get links(): number {
    return this.#links.size
  }

  /** Host and Origin of the request were checked. `address`: where it came from. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, address: string): void {
    const route = request.url === FAR_PATH ? findRoute(request) : null
    const refusal = this.#findRefusal(request, route, address)
    if (refusal !== null || route === null) return refuse(stream, refusal ?? { status: 400 })
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      const link = createPhoneLink(socket, this.#held, this.#options.patience)
      const network = addressClass(address)
      this.#count(link, route.toString('hex'), network)
      this.#options.target.take(link, route, network)
    })
  }

  #findRefusal(request: IncomingMessage, route: Buffer | null, address: string): Refusal | null {
    if (request.url !== FAR_PATH) return { status: 404 }
    if (route === null) return { status: 400 }
    const refusal = this.#options.target.refusal(route)
    if (refusal === 'absent')
      return this.#misses.allows(addressForLimits(address)) ? { status: 404 } : { status: 429, waitS: 60 }
    const [id, network] = [route.toString('hex'), addressClass(address)]
    const isFull = this.#links.size >= MAX_LINKS || !this.#open.hasRoom(id, network)
    if (refusal === 'busy' || isFull) return { status: 503, waitS: 10 }
    return this.#dials.allows(id, network) ? null : { status: 429, waitS: 60 }
  }

  #count(link: PhoneLink, route: string, network: string): void {
    this.#links.add(link)
    const end = this.#open.begin(route, network)
    link.onClose(() => {
      this.#links.delete(link)
      end()
    })
  }

  close(): void {
    for (const link of [...this.#links]) link.close('the front is closing')
  }
}

/** Null if the header is not as agreed. */
function findRoute({ headers }: IncomingMessage): Buffer | null {
  const [, text = ''] = /^fumikura\.far\.1, ?([\w-]{22})$/.exec(headers['sec-websocket-protocol'] ?? '') ?? []
  const route = Buffer.from(text, 'base64url')
  return route.byteLength === ROUTE_BYTES && route.toString('base64url') === text ? route : null
}

function refuse(stream: Duplex, { status, waitS }: Refusal): void {
  const wait = waitS === undefined ? '' : `Retry-After: ${waitS}\r\n`
  stream.end(`HTTP/1.1 ${status} Refused\r\n${wait}Connection: close\r\nContent-Length: 0\r\n\r\n`)
}
