// The public site, as the host keeps it. A host without a site offers no switch.
import { isEngineError, type SiteState } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** `state` is null if the host of this engine serves no site. */
interface SiteHere {
  state: SiteState | null
}

export class Site extends LiveRead<SiteHere> {
  constructor(app: App) {
    super(app, { read: () => app.api.site.state().then((state) => ({ state }), describeAbsence), after: [] })
    this.listen()
  }

  /** Null until the state is read, and if there is no site. */
  get state(): SiteState | null {
    return this.value?.state ?? null
  }

  /** True if the host of this engine serves no site. */
  get isAbsent(): boolean {
    return this.value?.state === null
  }

  /** @throws INVALID if the site cannot be served there (`details.reason` is a SiteFault) */
  async switchOn(host: string, port: number): Promise<void> {
    this.set({ state: await this.app.api.site.switchOn({ host: host.trim(), port }) })
  }

  /** @throws INVALID if it is not the address of a site */
  async setWebAddress(address: string | null): Promise<void> {
    this.set({ state: await this.app.api.site.setWebAddress({ address }) })
  }

  async switchOff(): Promise<void> {
    this.set({ state: await this.app.api.site.switchOff() })
  }
}

/**
 * A door answers INVALID to a call that it does not serve; reading the state has no other cause for
 * it.
 */
function describeAbsence(error: unknown): SiteHere {
  if (!isEngineError(error, 'INVALID')) throw error
  return { state: null }
}
