// The public site of a home. It is off by default; once switched on, it is served at every start
// until it is switched off. It belongs to the host, so the engine does not know it and answers only
// what is public.
import {
  EngineError,
  isEngineError,
  type HostHandlers,
  type SiteFault,
  type SiteState,
} from '../../core/contract/index.ts'
import { Mutex, replaceFile } from '../../core/index.ts'
import { explainFault } from '../front/listen-fault.ts'
import type { Listener } from '../front/listener.ts'
import type { PostSource } from './post-source.ts'
import { parseWebAddress, readSiteFile, type SiteFile } from './site-file.ts'
import { openSiteServer, type SiteServerOptions } from './site-server.ts'

export interface PublicSiteOptions {
  /** The file with the site's settings. */
  path: string
  source: PostSource
  log: SiteServerOptions['log']
  /** How soon a failed start is tried again; shorter in tests. */
  retryMs?: number
}

const RETRY_MS = 30_000
export class PublicSite {
  readonly #options: PublicSiteOptions
  #file: SiteFile
  #server: Listener | null = null
  #trouble: SiteFault | null = null
  #timer: NodeJS.Timeout | null = null
  readonly #mutex = new Mutex()
  #isClosed = false

  private constructor(options: PublicSiteOptions, file: SiteFile) {
    this.#options = options
    this.#file = file
  }

  /**
   * Opens the site and serves it at once if it is on. A listener error does not throw, because
   * `state` reports it and the start is retried.
   */
  static async open(options: PublicSiteOptions): Promise<PublicSite> {
    const site = new PublicSite(options, await readSiteFile(options.path))
    if (site.#file.isOn) await site.#serveOrRetry()
    return site
  }

  readonly handlers: HostHandlers['site'] = {
    state: async () => this.state,
    switchOn: ({ host, port }) => this.#mutex.run(() => this.#switchOn(host, port)),
    setWebAddress: ({ address }) => this.#mutex.run(() => this.#setWebAddress(address)),
    switchOff: () => this.#mutex.run(() => this.#switchOff()),
  }

  get state(): SiteState {
    const { isOn, host, port, webAddress } = this.#file
    const url = this.#server === null ? null : `http://${showHost(host)}:${this.#server.port}/`
    const trouble = isOn ? this.#trouble : null
    return { isOn, url, host, port: this.#server?.port ?? port, webAddress, trouble }
  }

  close(): Promise<void> {
    return this.#mutex.run(async () => {
      this.#isClosed = true
      await this.#stop()
    })
  }

  /** Opens the new listener first, so that an unavailable address changes nothing. */
  async #switchOn(host: string, port: number): Promise<SiteState> {
    if (this.#isClosed) throw new EngineError('CANCELLED', 'The engine is closing.')
    const isThere =
      this.#server !== null && host === this.#file.host && (port === 0 || port === this.#server.port)
    if (!isThere) {
      const server = await this.#listen(host, port)
      await this.#stop()
      this.#server = server
    }
    // Stores the actual port, so that the address stays the same.
    await this.#remember({ ...this.#file, isOn: true, host, port: this.#server!.port })
    return this.state
  }

  async #setWebAddress(address: string | null): Promise<SiteState> {
    const webAddress = address === null ? null : parseWebAddress(address)
    if (address !== null && webAddress === null)
      throw new EngineError('INVALID', 'This is not the http or https address of a site.', {
        details: { reason: 'web-address' },
      })
    await this.#remember({ ...this.#file, webAddress })
    return this.state
  }

  async #switchOff(): Promise<SiteState> {
    await this.#stop()
    await this.#remember({ ...this.#file, isOn: false })
    return this.state
  }

  async #remember(file: SiteFile): Promise<void> {
    this.#file = file
    await replaceFile(this.#options.path, `${JSON.stringify(file)}\n`)
  }

  async #serveOrRetry(): Promise<void> {
    if (this.#isClosed || !this.#file.isOn || this.#server !== null) return
    try {
      this.#server = await this.#listen(this.#file.host, this.#file.port)
      this.#trouble = null
    } catch (error) {
      this.#trouble = faultOf(error)
      this.#options.log.warn('site-not-served', { fault: this.#trouble, message: causeOf(error) })
      const { retryMs = RETRY_MS } = this.#options
      this.#timer = setTimeout(() => void this.#mutex.run(() => this.#serveOrRetry()), retryMs).unref()
    }
  }

  /** @throws INVALID */
  async #listen(host: string, port: number): Promise<Listener> {
    const { source, log } = this.#options
    try {
      return await openSiteServer({ source, host, port, log })
    } catch (cause) {
      throw explainFault(cause, { host, port })
    }
  }

  async #stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#trouble = null
    await this.#server?.close()
    this.#server = null
  }
}

function faultOf(error: unknown): SiteFault {
  return isEngineError(error, 'INVALID') ? (error.details['reason'] as SiteFault) : 'other'
}

/** Returns the listener's own words, for the log. */
function causeOf(error: unknown): string {
  return String(error instanceof Error && error.cause !== undefined ? error.cause : error)
}

/**
 * Returns the host as written in a URL. An address that means all interfaces is shown as loopback.
 */
function showHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
