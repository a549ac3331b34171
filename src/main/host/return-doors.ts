// Doors at the ports of earlier runs, for pages that were open then. They serve no page: another
// account may have served one there meanwhile, and left code in the browser that still answers.
// A document is redirected to the address of this run, and a socket proves itself like any other.
import { createServer, type Server } from 'node:http'
import { securityHeaders } from './page.ts'
import type { PageSockets } from './page-sockets.ts'
import { admitOwn, type Admission } from './peer-account.ts'
import { findRefusal } from './request-guard.ts'

const MAX_DOORS = 8
const MAX_CONNECTIONS = 64
const REQUEST_MS = 10_000

export interface ReturnDoorsOptions {
  /** The latest first. Ports that are taken are left out. */
  ports: readonly number[]
  /** `http://127.0.0.1:PORT` of this run. */
  origin: string
  sockets: PageSockets
}

export interface ReturnDoors {
  close(): Promise<void>
}

interface Opened {
  server: Server
  admission: Admission
}

export async function openReturnDoors(options: ReturnDoorsOptions): Promise<ReturnDoors> {
  const ports = [...new Set(options.ports)].slice(0, MAX_DOORS)
  const opened = (await Promise.all(ports.map((port) => openOne(port, options)))).filter(
    (door) => door !== null,
  )
  return {
    async close() {
      await Promise.all(
        opened.map(({ server, admission }) => {
          const closed = new Promise((resolve) => server.close(resolve))
          server.closeAllConnections()
          admission.close()
          return closed
        }),
      )
    },
  }
}

/** Null if another program has the port. */
async function openOne(port: number, { origin, sockets }: ReturnDoorsOptions): Promise<Opened | null> {
  const host = `127.0.0.1:${port}`
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS })
  server.timeout = REQUEST_MS
  const admission = admitOwn(server, MAX_CONNECTIONS)
  server.on('clientError', (_, stream) => stream.destroy())
  server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head, port))
  server.on('request', (request, response) => {
    const isDocument = findRefusal(request, host, false) === null && request.url === '/'
    const headers = { ...securityHeaders(host), 'cache-control': 'no-store' }
    response.writeHead(isDocument ? 307 : 404, isDocument ? { ...headers, location: `${origin}/` } : headers)
    response.end()
  })
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isListening) return null
  server.on('error', () => undefined)
  await admission.begin()
  return { server, admission }
}
