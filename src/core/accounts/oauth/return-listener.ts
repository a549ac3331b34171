// The address on this device to which a browser comes back from the sign-in (RFC 8252, 7.3).
// Any page can send a browser here, and any program of this device can connect. Only a request with
// the right `state` counts, and only the first one.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EngineError } from '../../contract/errors.ts'
import { refused } from './oauth-error.ts'

const MAX_CONNECTIONS = 16
const HEADERS_TIMEOUT_MS = 5000

/** The sign-in has no language of its own: the browser may be one that Fumikura never saw. */
const PAGE = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fumikura</title><p>Fumikura has the answer. You can close this window.
<p lang="ja">Fumikura が回答を受け取りました。このウィンドウは閉じてかまいません。`

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}

export class ReturnListener {
  /**
   * Resolves with the parameters of the first right request. Rejects with MAIL_REFUSED when the
   * time is over, and with CANCELLED when it is closed.
   */
  readonly answer: Promise<URLSearchParams>
  readonly #server: Server
  readonly #state: string
  readonly #timer: NodeJS.Timeout
  #settle!: (answer: URLSearchParams | EngineError) => void

  private constructor(state: string, livesMs: number) {
    this.#state = state
    this.answer = new Promise((resolve, reject) => {
      this.#settle = (answer) => (answer instanceof EngineError ? reject(answer) : resolve(answer))
    })
    // It may be over before somebody waits for it.
    this.answer.catch(() => undefined)
    this.#server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS }, (request, response) =>
      this.#serve(request, response),
    )
    this.#server.maxConnections = MAX_CONNECTIONS
    this.#timer = setTimeout(() => this.#end(refused('', 'expired')), livesMs)
    this.#timer.unref()
  }

  static async open(state: string, livesMs: number): Promise<ReturnListener> {
    const listener = new ReturnListener(state, livesMs)
    await new Promise<void>((resolve, reject) => {
      listener.#server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
    return listener
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#end(new EngineError('CANCELLED', 'The sign-in was cancelled.'))
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const answer = request.method === 'GET' ? answerOf(request.url ?? '') : null
    const states = answer?.getAll('state') ?? []
    if (answer === null || states.length !== 1 || states[0] !== this.#state) {
      response.writeHead(400, HEADERS).end()
      return
    }
    response.writeHead(200, HEADERS).end(PAGE)
    this.#end(answer)
  }

  /** Requests that are being answered still are. */
  #end(answer: URLSearchParams | EngineError): void {
    clearTimeout(this.#timer)
    this.#settle(answer)
    this.#server.close()
    this.#server.closeIdleConnections()
  }
}

function answerOf(path: string): URLSearchParams | null {
  return /^\/\?/.test(path) ? new URLSearchParams(path.slice(2)) : null
}
