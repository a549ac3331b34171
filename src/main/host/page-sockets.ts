// The WebSockets of pages: greeted, then served the contract, and closed when their session is
// revoked. The door of this run and the doors for returning pages share them.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { GREETING_PROTOCOL, type Channel, type SessionId, type Welcome } from '../../core/contract/index.ts'
import { greetPage } from './door-greeting.ts'
import { findRefusal } from './request-guard.ts'
import type { Sessions } from './sessions.ts'
import { createWebChannel } from './web-channel.ts'

const MAX_SOCKETS = 64
const SOCKET_PATH = '/engine'
/** Close codes of a page that was closed or left: normal, going away, and without a code. */
const LEFT: ReadonlySet<number> = new Set([1000, 1001, 1005])

export interface PageSocketsOptions {
  sessions: Sessions
  serve: (channel: Channel, session: SessionId) => void
  /** Draws the link by which a page that returned gets to this run's address. */
  drawLink: (session: SessionId) => string
  maxFrameBytes: number
  heartbeatMs: number
  now: () => number
}

/** A page that has proven its session. */
interface Live {
  session: SessionId
  channel: Channel
  /** Carries the WebSocket. */
  socket: Socket
}

export class PageSockets {
  readonly #options: PageSocketsOptions
  readonly #server: WebSocketServer
  readonly #live = new Map<WebSocket, Live>()
  readonly #greeting = new Set<WebSocket>()
  readonly #stopListening: () => void

  constructor(options: PageSocketsOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxFrameBytes,
      perMessageDeflate: false,
      handleProtocols: () => GREETING_PROTOCOL,
    })
    this.#stopListening = options.sessions.onRevoked((session) => this.#end(session))
  }

  /** Answers the upgrade request of a server that listens at 127.0.0.1:`port`. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, port: number): void {
    stream.on('error', () => stream.destroy())
    if (findRefusal(request, `127.0.0.1:${port}`, true) !== null) return refuse(stream, 403)
    if (request.url !== SOCKET_PATH) return refuse(stream, 404)
    if (this.#live.size + this.#greeting.size >= MAX_SOCKETS) return refuse(stream, 503)
    if (request.headers['sec-websocket-protocol'] !== GREETING_PROTOCOL) return refuse(stream, 401)
    this.#server.handleUpgrade(request, stream, head, (page) => {
      // Without a listener, an oversized frame would end the process; `close` follows.
      page.on('error', () => undefined)
      void this.#greet(page, request.socket, port)
    })
  }

  close(): void {
    this.#stopListening()
    for (const { channel } of this.#live.values()) channel.close('the engine is closing')
    for (const page of this.#greeting) page.terminate()
  }

  async #greet(page: WebSocket, socket: Socket, port: number): Promise<void> {
    const { sessions, now, heartbeatMs, serve, drawLink } = this.#options
    this.#greeting.add(page)
    const greeted = await greetPage(page, { sessions, port, now })
    const opened = greeted && (await sessions.openPage(greeted.session, greeted.way))
    this.#greeting.delete(page)
    if (greeted === null || opened === null) return
    const { session, hasReturned } = greeted
    // It may have been revoked or closed since its proof.
    if (page.readyState !== page.OPEN || !sessions.has(session, now())) {
      opened.close(now(), true)
      return page.terminate()
    }
    const channel = createWebChannel(page, heartbeatMs)
    this.#live.set(page, { session, channel, socket })
    page.on('close', (code) => {
      this.#live.delete(page)
      opened.close(now(), LEFT.has(code))
    })
    serve(channel, session)
    const [returnSecret, link] = [sessions.returnSecret(session), hasReturned ? drawLink(session) : null]
    page.send(JSON.stringify({ welcome: true, returnSecret, link } satisfies Welcome))
  }

  #end(revoked: SessionId): void {
    for (const [page, { session, channel, socket }] of this.#live) {
      if (session !== revoked) continue
      channel.close('session revoked')
      // The page would get the frames that it has not read before the closing one.
      if (page.bufferedAmount > 0) socket.resetAndDestroy()
    }
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
