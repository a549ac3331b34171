// A listener for strangers: the server sets every limit, and what serves the requests is short.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { addressForLimits } from './address-class.ts'
import type { Certificate } from './certificate.ts'

export interface ListenerOptions {
  host: string
  /** 0 for any free port. */
  port: number
  /** Default: plain HTTP. */
  certificate?: Certificate
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Default: no upgrades. */
  upgrade?: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
  /** The headers of an answer that is refused here. */
  headers: Readonly<Record<string, string>>
  maxConnections: number
  /** Of them, from one address. Default: no limit, as behind a proxy all have the same. */
  maxPerAddress?: number
  /** Requests in progress; further ones get 503 and retry. */
  maxInWork: number
  /** How long a client may take to send a request and to read the answer; shorter in tests. */
  patienceMs?: number
}

export interface Listener {
  port: number
  close(): Promise<void>
}

const MAX_REQUESTS_PER_CONNECTION = 100
const MAX_HEADER_BYTES = 8 * 1024
const PATIENCE_MS = 10_000

/** @throws the listener's own error (EADDRINUSE, EADDRNOTAVAIL, …) */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { certificate, maxConnections, patienceMs = PATIENCE_MS, headers } = options
  const server = createFor(certificate, patienceMs)
  server.maxConnections = maxConnections
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION
  // A client that does not read the answer is disconnected too.
  server.setTimeout(patienceMs)
  if (options.maxPerAddress !== undefined) limitAddresses(server, options.maxPerAddress)
  server.on('clientError', (_, stream) => stream.destroy())
  server.on('connect', (_, stream) => stream.destroy())
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy())
    if (options.upgrade === undefined) stream.destroy()
    else options.upgrade(request, stream, head)
  })
  let inWork = 0
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (inWork >= options.maxInWork) return refuse(response, 503, { ...headers, 'retry-after': '1' })
    inWork++
    options
      .answer(request, response)
      .catch(() => response.destroy())
      .finally(() => inWork--)
  })
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      certificate?.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function createFor(certificate: Certificate | undefined, patienceMs: number): Server | TlsServer {
  const limits = {
    headersTimeout: patienceMs,
    requestTimeout: patienceMs,
    keepAliveTimeout: patienceMs / 2,
    connectionsCheckingInterval: patienceMs / 4,
    maxHeaderSize: MAX_HEADER_BYTES,
  }
  if (certificate === undefined) return createServer(limits)
  const server = createTlsServer({ ...limits, ...certificate.pair, handshakeTimeout: patienceMs })
  server.on('tlsClientError', (_, stream) => stream.destroy())
  certificate.onChanged((pair) => server.setSecureContext(pair))
  return server
}

/** One address must not take all connections. */
function limitAddresses(server: Server, most: number): void {
  const counts = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = addressForLimits(socket.remoteAddress ?? '')
    const count = (counts.get(address) ?? 0) + 1
    if (count > most) return void socket.destroy()
    counts.set(address, count)
    socket.once('close', () => {
      const left = counts.get(address)! - 1
      if (left === 0) counts.delete(address)
      else counts.set(address, left)
    })
  })
}

/** Ends the answer without a body. */
export function refuse(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, { ...headers, 'content-length': 0, connection: 'close' })
  response.end()
}

function listen(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.removeListener('error', reject)
      server.on('error', () => undefined)
      resolve()
    })
  })
}
