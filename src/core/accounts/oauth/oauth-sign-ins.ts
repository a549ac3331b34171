// Sign-ins by browser that are under way: begin gives the page to open, end waits for its answer.
// The browser never sees a token. It brings a code that is of use only with the verifier kept here
// (PKCE, RFC 7636).
import * as oauth from 'oauth4webapi'
import { EngineError } from '../../contract/errors.ts'
import type { OauthProvider } from '../discovery/discovered.ts'
import { CLIENT_VARIABLES, type OauthClients } from './oauth-providers.ts'
import { ReturnListener } from './return-listener.ts'
import { TokenEndpoint, type SignInProof, type TokenFetch, type Tokens } from './token-endpoint.ts'

const LIFE_MS = 10 * 60_000
/** Of more at once, the oldest ends: somebody pressed again. */
const MAX_AT_ONCE = 4

export interface OauthSignInOptions {
  clients: OauthClients
  fetch?: TokenFetch
  livesMs?: number
}

interface SignIn {
  provider: OauthProvider
  address: string
  listener: ReturnListener
  endpoint: TokenEndpoint
  proof: SignInProof
}

/** Whom the page was opened for, and what it gave. */
export interface SignedIn {
  provider: OauthProvider
  address: string
  tokens: Tokens & { refreshToken: string }
}

export class OauthSignIns {
  readonly #options: OauthSignInOptions
  readonly #signIns = new Map<string, SignIn>()

  constructor(options: OauthSignInOptions) {
    this.#options = options
  }

  /**
   * Returns the page to open in a browser, which may be used once, for 10 minutes.
   * @param address whom the provider asks to sign in; another one may, and is then refused by IMAP
   * @throws NOT_FOUND without a client id (details: provider, variable)
   */
  async begin(provider: OauthProvider, address: string): Promise<{ signIn: string; url: string }> {
    const endpoint = openTokenEndpoint(provider, this.#options)
    const [state, codeVerifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()]
    const listener = await ReturnListener.open(state, this.#options.livesMs ?? LIFE_MS)
    const redirectUri = `http://${endpoint.facts.returnHost}:${listener.port}`
    const proof = { redirectUri, codeVerifier, state }
    const signIn = oauth.generateRandomState()
    this.#signIns.set(signIn, { provider, address, listener, endpoint, proof })
    const [oldest] = this.#signIns.keys()
    if (this.#signIns.size > MAX_AT_ONCE) this.cancel(oldest!)
    return { signIn, url: await pageOf(endpoint, proof, address) }
  }

  /**
   * Waits until the browser comes back.
   * @throws NOT_FOUND for a sign-in that ended, MAIL_REFUSED, MAIL_AWAY, CANCELLED
   */
  async end(signIn: string, signal: AbortSignal): Promise<SignedIn> {
    const found = this.#signIns.get(signIn)
    if (found === undefined) throw new EngineError('NOT_FOUND', 'This sign-in has ended.')
    const cancel = (): void => this.cancel(signIn)
    signal.addEventListener('abort', cancel)
    if (signal.aborted) cancel()
    try {
      const answer = await found.listener.answer
      const { provider, address } = found
      return { provider, address, tokens: await found.endpoint.exchange(answer, found.proof) }
    } finally {
      signal.removeEventListener('abort', cancel)
      this.cancel(signIn)
    }
  }

  cancel(signIn: string): void {
    this.#signIns.get(signIn)?.listener.close()
    this.#signIns.delete(signIn)
  }

  close(): void {
    for (const signIn of this.#signIns.keys()) this.cancel(signIn)
  }
}

/**
 * Opens it also for an account that signed in before.
 * @throws NOT_FOUND without a client id (details: provider, variable)
 */
export function openTokenEndpoint(
  provider: OauthProvider,
  { clients, fetch }: Pick<OauthSignInOptions, 'clients' | 'fetch'>,
): TokenEndpoint {
  const client = clients[provider]
  if (client !== null) return new TokenEndpoint(provider, client, fetch)
  const details = { provider, variable: CLIENT_VARIABLES[provider] }
  throw new EngineError('NOT_FOUND', 'There is no client id for this provider.', { details })
}

async function pageOf(endpoint: TokenEndpoint, proof: SignInProof, address: string): Promise<string> {
  const { server, scope, parameters } = endpoint.facts
  const url = new URL(server.authorization_endpoint!)
  url.search = new URLSearchParams({
    ...parameters,
    client_id: endpoint.client.client_id,
    response_type: 'code',
    redirect_uri: proof.redirectUri,
    scope,
    state: proof.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(proof.codeVerifier),
    code_challenge_method: 'S256',
    login_hint: address,
  }).toString()
  return url.href
}
