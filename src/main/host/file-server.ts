// Serves file contents to the desktop's own window: HTTP on loopback, for a client that knows the
// secret. Only the shell does.
// It has its own port in the engine's process, so that a film passes through Electron's main
// process only once.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EngineFiles } from '../../core/index.ts'
import type { ChosenPlaces } from './chosen-places.ts'
import { answerForFiles, isForFiles } from './file-door.ts'
import { admitOwn } from './peer-account.ts'
import { findBearer } from './request-guard.ts'

/** The desktop's window needs a few. */
const MAX_CONNECTIONS = 256

/** Where to fetch files, and the secret to send. */
export interface FileEndpoint {
  port: number
  secret: string
}

export interface FileServer {
  endpoint: FileEndpoint
  close(): Promise<void>
}

export async function openFileServer(files: EngineFiles, places: ChosenPlaces): Promise<FileServer> {
  const secret = randomBytes(32).toString('hex')
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAllowed = isSecret(findBearer(request) ?? '', secret) && isForFiles(request)
    if (isAllowed) return answerForFiles(request, response, { files, places })
    response.writeHead(403)
    response.end()
  }
  server.on('clientError', (_, stream) => stream.destroy())
  const admission = admitOwn(server, MAX_CONNECTIONS)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  await admission.begin()
  return {
    endpoint: { port: (server.address() as AddressInfo).port, secret },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        admission.close()
      }),
  }
}

function isSecret(given: string, secret: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(secret)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
