// A provider that signs in by browser: a page that sends the browser back, and an endpoint that
// gives tokens. It checks what a real one checks.
import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Granted {
  redirectUri: string
  challenge: string
}

export class OauthServer {
  readonly #server: Server
  readonly #codes = new Map<string, Granted>()
  /** Requests to the token endpoint. */
  readonly asked: Record<string, string>[] = []
  /** The one refresh token that is accepted; each use replaces it. */
  refreshToken = ''
  /** The access tokens that it gave, and that mail servers accept. */
  readonly accessTokens = new Set<string>()
  clientId = 'client'
  clientSecret: string | null = null
  /** What the token endpoint answers instead of tokens. */
  failure: { status: number; body: string } | null = null
  /** Fields of an answer with tokens that differ. */
  changes: Record<string, unknown> = {}

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
  }

  static async open(): Promise<OauthServer> {
    const server = new OauthServer()
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve))
    return server
  }

  /** A fetch that reaches this server in place of any other. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> =>
    fetch(`${this.#origin}/token?at=${encodeURIComponent(url)}`, init)

  /** Does what a browser does with the page: the person agrees, and it goes back. Null: no way back. */
  async visit(page: string): Promise<Response | null> {
    const back = this.agree(page)
    return back === null ? null : fetch(back)
  }

  /** Where the browser is sent after the person agreed. */
  agree(page: string): string | null {
    const { searchParams } = new URL(page)
    const of = (name: string): string => searchParams.get(name) ?? ''
    const isRight =
      of('client_id') === this.clientId &&
      of('response_type') === 'code' &&
      of('code_challenge_method') === 'S256'
    if (!isRight || of('code_challenge').length !== 43 || of('state').length < 40) return null
    const code = randomUUID()
    this.#codes.set(code, { redirectUri: of('redirect_uri'), challenge: of('code_challenge') })
    const answer = new URLSearchParams({ code, state: of('state') })
    return `${of('redirect_uri')}/?${answer.toString()}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Where a mail server asks whose a token is (RFC 7662): that of `username`, or nobody's. */
  introspection(username: string): string {
    return `${this.#origin}/introspect?username=${username}`
  }

  #introspect(path: string, form: Record<string, string>): string {
    const { searchParams } = new URL(path, this.#origin)
    const active = this.accessTokens.has(form.token ?? '')
    return JSON.stringify({ active, ...(active && { username: searchParams.get('username') }) })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString()))
    const path = request.url ?? ''
    if (path.startsWith('/introspect')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(this.#introspect(path, form))
      return
    }
    this.asked.push(form)
    const { status, body } = this.failure ?? this.#answer(form)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

  #answer(form: Record<string, string>): { status: number; body: string } {
    const isClient = form.client_id === this.clientId && (form.client_secret ?? null) === this.clientSecret
    const isRight = form.grant_type === 'refresh_token' ? this.#isRefresh(form) : this.#isCode(form)
    if (!isClient || !isRight) {
      const error = { error: isClient ? 'invalid_grant' : 'invalid_client', error_description: 'Ask again.' }
      return { status: 400, body: JSON.stringify(error) }
    }
    this.refreshToken = randomUUID()
    const tokens = { access_token: randomUUID(), refresh_token: this.refreshToken }
    this.accessTokens.add(tokens.access_token)
    const body = { ...tokens, token_type: 'Bearer', expires_in: 3600, ...this.changes }
    return { status: 200, body: JSON.stringify(body) }
  }

  #isRefresh(form: Record<string, string>): boolean {
    return form.refresh_token === this.refreshToken
  }

  /** A code is of use once, with its verifier and its address of return. */
  #isCode(form: Record<string, string>): boolean {
    const granted = this.#codes.get(form.code ?? '')
    this.#codes.delete(form.code ?? '')
    const challenge = createHash('sha256')
      .update(form.code_verifier ?? '')
      .digest('base64url')
    return granted?.challenge === challenge && granted.redirectUri === form.redirect_uri
  }
}
