// Serves the metrics of a station over HTTP on loopback, for a monitoring program on this machine.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EngineError } from '../../core/contract/index.ts'
import { METRICS_TYPE } from './metrics-text.ts'

export interface MetricsServer {
  /** `http://127.0.0.1:PORT/metrics` */
  url: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const MAX_CONNECTIONS = 16
const PATIENCE_MS = 10_000

/** @throws INVALID if the port is taken */
export async function openMetricsServer(port: number, write: () => Promise<string>): Promise<MetricsServer> {
  const server = createServer(
    { headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS },
    (request, response) => {
      answer(request, response, write).catch(() => end(response, 500, ''))
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(PATIENCE_MS)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)))
    server.listen(port, HOST, resolve)
  })
  const { port: listening } = server.address() as AddressInfo
  return {
    url: `http://${HOST}:${listening}/metrics`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  write: () => Promise<string>,
): Promise<void> {
  if (!isLocalName(request)) return end(response, 403, '')
  if (request.url !== '/metrics') return end(response, 404, '')
  if (request.method !== 'GET') return end(response, 405, '', { allow: 'GET' })
  end(response, 200, await write(), { 'content-type': METRICS_TYPE })
}

/** A page of a foreign site could otherwise read them, under a name that leads to loopback. */
function isLocalName({ headers, socket }: IncomingMessage): boolean {
  return [HOST, 'localhost'].some((name) => headers.host === `${name}:${socket.localPort}`)
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers })
  response.end(body)
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error
  return new EngineError('INVALID', `The port ${port} for metrics cannot be used.`, { cause: error })
}
