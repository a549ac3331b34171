// The access token of one account: asked for again before it ends, and never twice at once.
import type { Clock } from '../../base/index.ts'
import type { TokenEndpoint, Tokens } from './token-endpoint.ts'

/** A token that ends sooner is replaced: a sign-in and its first commands take a while. */
const MARGIN_MS = 2 * 60_000

export interface AccessTokenOptions {
  endpoint: Pick<TokenEndpoint, 'refresh'>
  refreshToken: string
  /** Stores a refresh token that replaced the one before it, which the provider may then refuse. */
  keep: (refreshToken: string) => Promise<void>
  clock: Clock
  /** Of the sign-in, so that the first connection asks for none. */
  first?: Tokens
}

export class AccessTokens {
  readonly #options: AccessTokenOptions
  #refreshToken: string
  #latest: { accessToken: string; endAt: number; endMs: number } | null = null
  #asked: Promise<string> | null = null

  constructor(options: AccessTokenOptions) {
    this.#options = options
    this.#refreshToken = options.refreshToken
    if (options.first !== undefined) this.#note(options.first)
  }

  /** @throws MAIL_REFUSED if its person must sign in again, MAIL_AWAY */
  async current(): Promise<string> {
    if (this.#latest !== null && this.#leftMs(this.#latest) > MARGIN_MS) return this.#latest.accessToken
    this.#asked ??= this.#refresh().finally(() => (this.#asked = null))
    return this.#asked
  }

  /** Ends a token that a server did not accept, so that the next one is new. */
  drop(accessToken: string): void {
    if (this.#latest?.accessToken === accessToken) this.#latest = null
  }

  async #refresh(): Promise<string> {
    const tokens = await this.#options.endpoint.refresh(this.#refreshToken)
    if (tokens.refreshToken !== null && tokens.refreshToken !== this.#refreshToken) {
      this.#refreshToken = tokens.refreshToken
      await this.#options.keep(tokens.refreshToken)
    }
    this.#note(tokens)
    return tokens.accessToken
  }

  /** The wall clock may jump, and the other one may stand still while the device sleeps. */
  #leftMs({ endAt, endMs }: { endAt: number; endMs: number }): number {
    const { clock } = this.#options
    return Math.min(endAt - clock.now(), endMs - clock.monotonicMs())
  }

  #note({ accessToken, livesMs }: Tokens): void {
    const { clock } = this.#options
    this.#latest = { accessToken, endAt: clock.now() + livesMs, endMs: clock.monotonicMs() + livesMs }
  }
}
