// Files for a phone: each stream of the tunnel is one request to the file door, which answers it as it
// answers a browser. Node's HTTP is on both ends of a pair of streams, so nothing is parsed here.
import { createServer, request as sendRequest, type IncomingMessage, type Server } from 'node:http'
import { duplexPair, type Duplex } from 'node:stream'
import type { StreamHead, TunnelStream } from '../../../core/contract/tunnel.ts'
import type { EngineFiles } from '../../../core/index.ts'
import { answerForFiles } from '../file-door.ts'

const ASKED_HEADERS = ['range', 'content-length', 'content-type']

export class FarFiles {
  readonly #server: Server

  constructor(files: EngineFiles) {
    this.#server = createServer((request, response) => {
      answerForFiles(request, response, { files, places: null }).catch(() => response.destroy())
    })
    this.#server.timeout = 0
    this.#server.requestTimeout = 0
  }

  /** Answers one request. It ends with its stream. */
  answer({ method, path, headers }: StreamHead, stream: TunnelStream): void {
    const size = method === 'POST' ? Number(headers['content-length'] ?? Number.NaN) : 0
    if (!path.startsWith('/file/') || !Number.isSafeInteger(size)) return refuseStream(stream, 404)
    const [near, far] = duplexPair()
    this.#server.emit('connection', withTimeout(far))
    const given = Object.entries(headers).filter(([name]) => ASKED_HEADERS.includes(name))
    const request = sendRequest({
      ...{ method, path, headers: { host: 'localhost', connection: 'close', ...Object.fromEntries(given) } },
      createConnection: () => near,
    })
    const fail = (): void => {
      request.destroy()
      far.destroy()
    }
    const end = (): void => {
      stream.reset()
      fail()
    }
    request.on('error', () => stream.reset())
    request.on('response', (response) => {
      send(response, stream).catch(end)
    })
    // The end of one stream of a pair does not reach the other.
    far.on('close', () => near.destroy())
    stream.onReset(fail)
    let left = size
    stream.onData((bytes) => {
      left -= bytes.length
      if (left < 0) return end()
      request.write(bytes, () => stream.took(bytes.length))
    })
    stream.onEnd(() => (left > 0 ? end() : void request.end()))
  }

  close(): void {
    this.#server.closeAllConnections()
  }
}

export function refuseStream(stream: TunnelStream, status: 403 | 404): void {
  stream.onData((bytes) => stream.took(bytes.length))
  stream.answer(status, {})
  stream.end()
}

async function send(response: IncomingMessage, stream: TunnelStream): Promise<void> {
  const named = Object.entries(response.headers).filter(([, value]) => typeof value === 'string')
  stream.answer(response.statusCode ?? 500, Object.fromEntries(named) as Record<string, string>)
  for await (const piece of response as AsyncIterable<Uint8Array>) await stream.write(piece)
  stream.end()
}

/** The file door asks a socket to wait for a paused film; a stream of a tunnel has no such limit. */
function withTimeout(stream: Duplex): Duplex {
  return Object.assign(stream, { setTimeout: () => stream })
}
