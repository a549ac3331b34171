// Asks a provider for tokens: once by the code that the browser brought, then by the refresh token.
import * as oauth from 'oauth4webapi'
import type { OauthProvider } from '../discovery/discovered.ts'
import { refused, toOauthError } from './oauth-error.ts'
import { OAUTH_PROVIDERS, type OauthClient, type OauthProviderFacts } from './oauth-providers.ts'

const DEADLINE_MS = 20_000
/** If the provider does not say how long a token lives. */
const SHORT_LIFE_S = 600

export interface Tokens {
  accessToken: string
  /** How long the access token is accepted from now on. */
  livesMs: number
  /** Replaces the one before it. Null: the one before it stays. */
  refreshToken: string | null
}

export interface SignInProof {
  redirectUri: string
  codeVerifier: string
  state: string
}

export type TokenFetch = (url: string, init: RequestInit) => Promise<Response>

/** Both methods throw MAIL_REFUSED, MAIL_AWAY. */
export class TokenEndpoint {
  readonly facts: OauthProviderFacts
  readonly client: oauth.Client
  readonly #authentication: oauth.ClientAuth
  readonly #fetch: TokenFetch

  constructor(provider: OauthProvider, client: OauthClient, fetch: TokenFetch = globalThis.fetch) {
    this.facts = OAUTH_PROVIDERS[provider]
    this.client = { client_id: client.clientId }
    this.#authentication =
      client.clientSecret === null ? oauth.None() : oauth.ClientSecretPost(client.clientSecret)
    this.#fetch = fetch
  }

  /** @param answer the parameters with which the browser came back */
  async exchange(answer: URLSearchParams, proof: SignInProof): Promise<Tokens & { refreshToken: string }> {
    const { server } = this.facts
    const tokens = await this.#ask(async (options) => {
      const checked = oauth.validateAuthResponse(server, this.client, answer, proof.state)
      const { redirectUri, codeVerifier } = proof
      const response = await oauth.authorizationCodeGrantRequest(
        ...([
          server,
          this.client,
          this.#authentication,
          checked,
          redirectUri,
          codeVerifier,
          options,
        ] as const),
      )
      return oauth.processAuthorizationCodeResponse(server, this.client, response)
    })
    const { refreshToken } = tokens
    if (refreshToken === null) throw refused('', 'no-refresh-token')
    return { ...tokens, refreshToken }
  }

  async refresh(refreshToken: string): Promise<Tokens> {
    const { server } = this.facts
    return this.#ask(async (options) => {
      const response = await oauth.refreshTokenGrantRequest(
        ...([server, this.client, this.#authentication, refreshToken, options] as const),
      )
      return oauth.processRefreshTokenResponse(server, this.client, response)
    })
  }

  async #ask(
    act: (options: oauth.TokenEndpointRequestOptions) => Promise<oauth.TokenEndpointResponse>,
  ): Promise<Tokens> {
    const signal = AbortSignal.timeout(DEADLINE_MS)
    try {
      const tokens = await act({ signal, [oauth.customFetch]: this.#fetch })
      return {
        accessToken: tokens.access_token,
        livesMs: (tokens.expires_in ?? SHORT_LIFE_S) * 1000,
        refreshToken: tokens.refresh_token ?? null,
      }
    } catch (error) {
      throw toOauthError(error)
    }
  }
}
