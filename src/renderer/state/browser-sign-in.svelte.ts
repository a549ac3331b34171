// A sign-in at the page of a provider, in a browser beside this page: opened, and waited for.
import type { Account, OauthProvider } from '../../core/contract/index.ts'
import type { Accounts } from './accounts.svelte.ts'
import type { App } from './app.svelte.ts'

/** What people call the page. */
export const PAGES: Readonly<Record<OauthProvider, string>> = { google: 'Google', microsoft: 'Microsoft' }

export class BrowserSignIn {
  /** The page that was opened; null while nobody is waited for. */
  url = $state.raw<string | null>(null)
  readonly #app: App
  readonly #accounts: Accounts
  #leaving: AbortController | null = null

  constructor(app: App, accounts: Accounts) {
    this.#app = app
    this.#accounts = accounts
  }

  /**
   * Opens the page, and waits until its person is back.
   * @throws CANCELLED after `stop`, NOT_FOUND, MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY
   */
  async run(address: string): Promise<Account> {
    this.stop()
    const { signal } = (this.#leaving = new AbortController())
    const { signIn, url } = await this.#app.api.accounts.oauthBegin({ address }, { signal })
    this.url = url
    this.open()
    try {
      const account = await this.#app.api.accounts.oauthEnd({ signIn }, { signal })
      this.#accounts.put(account)
      return account
    } finally {
      if (this.#leaving?.signal === signal) this.url = null
    }
  }

  /** Opens the page again: it was closed, or the browser did not open it. */
  open(): void {
    if (this.url !== null) this.#app.shell.openLink(this.url)
  }

  /** Ends the wait. */
  stop(): void {
    this.#leaving?.abort()
    this.url = null
  }
}
