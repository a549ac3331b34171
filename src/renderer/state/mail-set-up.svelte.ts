// The set-up of a mail account: two questions, and what to do if the answer is not enough. Beside
// "receive": after it, mail is listed.
import {
  EngineError,
  isEngineError,
  type Account,
  type AccountId,
  type DiscoveredAccount,
  type MailServerPlace,
  type OauthProvider,
} from '../../core/contract/index.ts'
import { domainOf, type Accounts } from './accounts.svelte.ts'
import type { App } from './app.svelte.ts'
import { BrowserSignIn } from './browser-sign-in.svelte.ts'

export type SetUpStep = 'address' | 'password' | 'servers' | 'unsafe' | 'done'

/** Why the server was not signed in to. `line`: its own answer; '' if it gave none. */
export type SetUpTrouble =
  | { code: 'MAIL_REFUSED'; line: string }
  | { code: 'MAIL_AWAY'; line: string }
  | { code: 'other'; error: unknown }

/** A server as the person types it. TLS is tried, then STARTTLS. */
export type TypedServer = Pick<MailServerPlace, 'host' | 'port'>

export type Obstacle = NonNullable<DiscoveredAccount['obstacle']> | 'browser'

export class MailSetUp {
  step = $state<SetUpStep>('address')
  address = $state('')
  password = $state('')
  user = $state('')
  incoming = $state('')
  outgoing = $state('')
  isBusy = $state(false)
  trouble = $state.raw<SetUpTrouble | null>(null)
  /** Of a certificate that nobody vouches for; null if the server does not encrypt. */
  fingerprint = $state.raw<string | null>(null)
  found = $state.raw<DiscoveredAccount | null>(null)
  account = $state.raw<AccountId | null>(null)
  /** True if the person rather has a password made than signs in at the page of the provider. */
  wantsPassword = $state(false)
  readonly browser: BrowserSignIn
  readonly #app: App
  readonly #accounts: Accounts
  /** A second password must not ask for the same comparison again. */
  #compared: string | null = null
  /** True if the person typed the servers. */
  #isByHand = $state(false)

  constructor(app: App, accounts: Accounts) {
    this.#app = app
    this.#accounts = accounts
    this.browser = new BrowserSignIn(app, accounts)
  }

  get domain(): string {
    return domainOf(this.address.trim())
  }

  /** Gmail, or else the domain. */
  get provider(): string {
    return this.found?.provider ?? this.domain
  }

  get host(): string {
    return parseServer(this.incoming, 993)?.host ?? this.found?.incoming?.host ?? this.domain
  }

  get signIn(): DiscoveredAccount['signIn'] {
    return this.#isByHand ? 'password' : (this.found?.signIn ?? 'password')
  }

  /** At whose page the person signs in. Null for a password. */
  get page(): OauthProvider | null {
    return this.#isByHand || this.wantsPassword ? null : (this.found?.oauth ?? null)
  }

  /** Why the mail cannot be fetched as it is. `browser`: only by a page that is not open to Fumikura. */
  get obstacle(): Obstacle | null {
    if (this.#isByHand || this.found === null || this.page !== null) return null
    return this.found.signIn === 'oauth' ? 'browser' : this.found.obstacle
  }

  /** True if no password helps. */
  get isClosed(): boolean {
    return this.obstacle === 'browser' || this.obstacle === 'closed'
  }

  get isKnown(): boolean {
    const typed = this.address.trim().toLowerCase()
    return (this.#accounts.list ?? []).some(({ address }) => address.toLowerCase() === typed)
  }

  /** Asks where mail of the address is. */
  async find(): Promise<void> {
    await this.#run(async () => {
      const found = await this.#app.api.accounts.discover({ address: this.address.trim() })
      this.found = found
      this.#isByHand = false
      this.#compared = null
      this.wantsPassword = false
      this.user = found.user === '' ? found.address : found.user
      this.incoming = nameOf(found.incoming, 993)
      this.outgoing = nameOf(found.outgoing, 465)
      this.step = found.incoming === null ? 'servers' : 'password'
    })
  }

  /** Takes the typed servers. */
  takeServers(): void {
    this.#isByHand = true
    this.#compared = null
    this.step = 'password'
  }

  goTo(step: SetUpStep): void {
    this.browser.stop()
    this.trouble = null
    this.step = step
  }

  /** Takes the other way that the provider has. */
  usePassword(): void {
    this.goTo('password')
    this.wantsPassword = true
  }

  /** Signs in at the page of the provider. */
  async signInByBrowser(): Promise<void> {
    await this.#run(async () => {
      this.account = (await this.browser.run(this.address.trim())).account
      this.step = 'done'
    })
  }

  /** Signs in at a server with the certificate whose fingerprint the person has compared. */
  async trust(): Promise<void> {
    this.#compared = this.fingerprint
    await this.add()
  }

  /** Signs in. */
  async add(): Promise<void> {
    await this.#run(async () => {
      const added = await this.#signIn()
      if (added === null) return
      this.password = ''
      this.#accounts.put(added)
      this.account = added.account
      this.step = 'done'
    })
  }

  /** Null if the connection is not safe. */
  async #signIn(): Promise<Account | null> {
    const typed = this.#isByHand ? this.#typedServers() : {}
    try {
      return await this.#app.api.accounts.add({
        address: this.address.trim(),
        password: this.password,
        ...typed,
        ...(this.#compared === null ? {} : { fingerprint: this.#compared }),
      })
    } catch (error) {
      if (!isEngineError(error, 'MAIL_UNSAFE')) throw error
      this.fingerprint = textOf(error, 'fingerprint')
      this.step = 'unsafe'
      return null
    }
  }

  #typedServers(): { user?: string; incoming?: TypedServer; outgoing?: TypedServer } {
    const incoming = parseServer(this.incoming, 993)
    const outgoing = parseServer(this.outgoing, 465)
    return {
      ...(this.user.trim() === '' ? {} : { user: this.user.trim() }),
      ...(incoming === null ? {} : { incoming }),
      ...(outgoing === null ? {} : { outgoing }),
    }
  }

  async #run(act: () => Promise<void>): Promise<void> {
    if (this.isBusy) return
    this.isBusy = true
    this.trouble = null
    try {
      await act()
    } catch (error) {
      // Its person went another way.
      if (isEngineError(error, 'CANCELLED')) return
      this.trouble = troubleOf(error)
      if (isEngineError(error, 'NOT_FOUND')) this.step = 'servers'
      else if (this.step === 'unsafe') this.step = 'password'
    } finally {
      this.isBusy = false
    }
  }
}

/** Parses `mail.example.com` or `mail.example.com:143`; null if it is neither. */
export function parseServer(typed: string, usualPort: number): TypedServer | null {
  const [, host, port] = /^([a-z0-9.\-]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i.exec(typed.trim()) ?? []
  if (host === undefined) return null
  const number = port === undefined ? usualPort : Number(port)
  return number < 1 || number > 65_535 ? null : { host, port: number }
}

/** The name of a server, with its port if it is not the usual one. */
export function nameOf(place: TypedServer | null, usualPort: number): string {
  if (place === null) return ''
  return place.port === usualPort ? place.host : `${place.host}:${place.port}`
}

function troubleOf(error: unknown): SetUpTrouble {
  const code = error instanceof EngineError ? error.code : null
  return code === 'MAIL_REFUSED' || code === 'MAIL_AWAY'
    ? { code, line: textOf(error as EngineError, 'line') ?? '' }
    : { code: 'other', error }
}

function textOf({ details }: EngineError, name: string): string | null {
  const value = details[name]
  return typeof value === 'string' ? value : null
}
