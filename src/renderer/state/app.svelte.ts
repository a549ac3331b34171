// The state of the app, made once: what all screens share, and one instance of the state of each
// noun. It connects the bridge and the screens, and draws nothing.
import { createContext } from 'svelte'
import type { Connection, LinkState, Shell } from '../bridge/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'
import type { Needs } from '../shared/needs.ts'
import { Announcer } from './announcer.svelte.ts'
import { Clock } from './clock.svelte.ts'
import { AppEvents } from './events.ts'
import type { FarState } from './far-state.svelte.ts'
import { Home } from './home.svelte.ts'
import { Offers } from './offers.svelte.ts'
import { Proof } from './proof.svelte.ts'
import { Route } from './route.svelte.ts'
import { Settings } from './settings.svelte.ts'
import { Shortcuts } from './shortcuts.svelte.ts'
import { SidebarCounts } from './sidebar-counts.svelte.ts'
import { Toasts } from './toasts.svelte.ts'

export interface AppParts {
  connection: Connection
  shell: Shell
  page: Window
  /** On a phone: how its home stands. */
  far?: FarState | null
}

export class App {
  /**
   * All calls of the contract. A call waits for the first connection; it rejects with `UNREACHABLE`
   * while a later connection is lost.
   */
  readonly api: Connection['api']
  readonly events: AppEvents
  readonly shell: Shell
  /** Null everywhere but on a phone. */
  readonly far: FarState | null
  readonly settings: Settings
  readonly home: Home
  readonly proof: Proof
  readonly route: Route
  readonly shortcuts: Shortcuts
  readonly offers = new Offers()
  readonly toasts = new Toasts()
  readonly announcer = new Announcer()
  readonly clock: Clock
  readonly counts: SidebarCounts
  /** A phone says before the press what its home must be there for. Elsewhere a short loss is not worth words. */
  readonly needs: Needs = {
    whyNot: (need) => {
      const isFree = need === null || need === undefined || this.far === null || this.#link === 'online'
      return isFree || this.far.canWait(need) ? null : m.errors.HOME_AWAY
    },
    say: (text) => void this.toasts.show({ text }),
  }
  readonly #connection: Connection
  readonly #nouns = new Map<unknown, unknown>()
  #link = $state<LinkState>('connecting')

  constructor({ connection, shell, page, far = null }: AppParts) {
    this.#connection = connection
    this.#link = connection.state
    connection.onState((state) => (this.#link = state))
    this.api = connection.api
    this.events = new AppEvents(connection)
    this.shell = shell
    this.far = far
    this.settings = new Settings(page)
    this.proof = new Proof(this.api)
    this.clock = new Clock(page.document)
    this.home = new Home(this.api, this.events, this.proof, this.clock)
    this.route = new Route(page)
    this.shortcuts = new Shortcuts(page, this.settings, this.needs)
    this.counts = new SidebarCounts(this)
  }

  /** Where the page runs. */
  get kind(): 'browser' | 'desktop' | 'phone' {
    if (this.far !== null) return 'phone'
    return this.shell.desktop === null ? 'browser' : 'desktop'
  }

  get link(): LinkState {
    return this.#link
  }

  /** Reconnects to the engine now, without waiting for the next retry. */
  reconnect(): void {
    this.#connection.retry()
  }

  /**
   * Returns the only `Drafts`, `People`, … of this app. It is made on first use, so that it loads
   * with its pane.
   */
  noun<T>(Noun: new (app: App) => T): T {
    if (!this.#nouns.has(Noun)) this.#nouns.set(Noun, new Noun(this))
    return this.#nouns.get(Noun) as T
  }

  /**
   * Runs `act` and shows its success, with `undo` if it is given, or its error in a toast. Returns true
   * if it succeeded.
   */
  async attempt(act: () => unknown, done?: string, undo?: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      if (done !== undefined) this.toasts.show({ text: done, undo })
      return true
    } catch (error) {
      this.toasts.show({ text: describeError(error), tone: 'problem' })
      return false
    }
  }

  /** Copies to the clipboard and shows the result in a toast. False if the browser refused. */
  async copy(text: string, done = m.common.copied): Promise<boolean> {
    try {
      await this.shell.copyText(text)
      this.toasts.show({ text: done })
      return true
    } catch {
      this.toasts.show({ text: m.letter.acts.copyFailed, tone: 'problem' })
      return false
    }
  }

  close(): void {
    this.settings.close()
    this.route.close()
    this.shortcuts.close()
    this.clock.close()
    this.#connection.close()
  }
}

/** `const app = getApp()` works in every component below the root. */
export const [getApp, setApp] = createContext<App>()
