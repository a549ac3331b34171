// Opens the servers of an account with what signs in there: a password, or a token of its provider.
import { toHex, type Clock } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/index.ts'
import { findSecret, putSecret, type Account, type Secret } from './account-rows.ts'
import type { OauthProvider } from './discovery/discovered.ts'
import { findOauthAt } from './discovery/find-provider.ts'
import type { Credentials, MailConnection, OpenMailServer, ServerOptions } from './mail-server.ts'
import { AccessTokens } from './oauth/access-tokens.ts'
import { openTokenEndpoint, type OauthSignInOptions } from './oauth/oauth-sign-ins.ts'
import type { Tokens } from './oauth/token-endpoint.ts'
import type { OpenSubmission, SubmissionServer } from './submission.ts'

export interface AccessParts {
  ledger: Ledger
  clock: Clock
  openServer: OpenMailServer
  openSubmission: OpenSubmission
  oauth: OauthSignInOptions
}

type TokenSecret = Extract<Secret, { auth: 'oauth2' }>

/** Answers of a submission server to the sign-in, not to the mail (RFC 4954). */
const SIGN_IN_REFUSED: ReadonlySet<unknown> = new Set([530, 534, 535, 538])

export class AccountAccess {
  readonly #parts: AccessParts
  readonly #tokens = new Map<string, { refreshToken: string; tokens: AccessTokens }>()

  constructor(parts: AccessParts) {
    this.#parts = parts
  }

  get oauth(): OauthSignInOptions {
    return this.#parts.oauth
  }

  /** The provider at whose page an account signs in. Null for one with a password. */
  providerOf({ id, incoming }: Account): OauthProvider | null {
    const secret = findSecret(this.#parts.ledger, id)
    if (secret !== null) return secret.auth === 'oauth2' ? secret.provider : null
    const provider = findOauthAt(incoming.host)
    return provider !== null && this.oauth.clients[provider] !== null ? provider : null
  }

  /**
   * Connects to the server with the mails.
   * @param secret one that is not kept yet
   * @throws MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
   */
  connect(account: Account, signal: AbortSignal, secret?: Secret): Promise<MailConnection> {
    const { incoming: address } = account
    return this.#signedIn(account, secret, (how) =>
      this.#parts.openServer({ ...how, address }).connect(signal),
    )
  }

  /** The server that sends. Its methods also throw MAIL_AWAY if the account has none. */
  submission(account: Account, secret?: Secret): SubmissionServer {
    const opened = <T>(act: (server: SubmissionServer) => Promise<T>): Promise<T> => {
      const { outgoing: address } = account
      if (address === null) return Promise.reject(new EngineError('MAIL_AWAY', 'This account sends no mail.'))
      return this.#signedIn(account, secret, (how) => act(this.#parts.openSubmission({ ...how, address })))
    }
    return {
      check: (signal) => opened((server) => server.check(signal)),
      submit: (mail, signal) => opened((server) => server.submit(mail, signal)),
    }
  }

  /** Takes what a sign-in by browser gave, so that the first connection asks for no other token. */
  adopt(id: Uint8Array, provider: OauthProvider, given: Tokens & { refreshToken: string }): TokenSecret {
    const secret: TokenSecret = { auth: 'oauth2', provider, refreshToken: given.refreshToken }
    this.#open(id, secret, given)
    return secret
  }

  /** Returns the secret to keep: the provider may have replaced its token meanwhile. */
  latest(id: Uint8Array, secret: Secret): Secret {
    const known = this.#tokens.get(toHex(id))
    return secret.auth === 'password' || known === undefined
      ? secret
      : { ...secret, refreshToken: known.refreshToken }
  }

  /** Forgets tokens that are of no use. What the ledger has counts again. */
  forget(id: Uint8Array): void {
    this.#tokens.delete(toHex(id))
  }

  async #signedIn<T>(
    { id, user, trust }: Account,
    given: Secret | undefined,
    act: (how: Omit<ServerOptions, 'address'>) => Promise<T>,
  ): Promise<T> {
    const secret = given ?? findSecret(this.#parts.ledger, id)
    if (secret === null) throw new EngineError('MAIL_REFUSED', 'The password of this account is not here.')
    const by = (credentials: Credentials): Promise<T> => act({ credentials, trust })
    if (secret.auth === 'password') return by({ auth: 'password', user, password: secret.password })
    // The ledger may still have the token before, which the provider has replaced.
    const tokens = this.#tokens.get(toHex(id))?.tokens ?? this.#open(id, secret)
    const accessToken = await tokens.current()
    try {
      return await by({ auth: 'oauth2', user, accessToken })
    } catch (error) {
      if (!isSignInRefused(error)) throw error
      // The provider may have ended the token before its time.
      tokens.drop(accessToken)
      return by({ auth: 'oauth2', user, accessToken: await tokens.current() })
    }
  }

  #open(id: Uint8Array, { provider, refreshToken }: TokenSecret, first?: Tokens): AccessTokens {
    const { ledger, clock, oauth } = this.#parts
    const endpoint = openTokenEndpoint(provider, oauth)
    const keep = async (next: string): Promise<void> => {
      opened.refreshToken = next
      await ledger.write((tx) => {
        if (findSecret(tx, id)?.auth === 'oauth2')
          putSecret(tx, id, { auth: 'oauth2', provider, refreshToken: next })
      })
    }
    const tokens = new AccessTokens({ endpoint, refreshToken, keep, clock, ...(first && { first }) })
    const opened = { refreshToken, tokens }
    this.#tokens.set(toHex(id), opened)
    return tokens
  }
}

function isSignInRefused(error: unknown): boolean {
  if (!isEngineError(error, 'MAIL_REFUSED')) return false
  const { status } = error.details
  return status === undefined || SIGN_IN_REFUSED.has(status)
}
