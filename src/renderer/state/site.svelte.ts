// The public site, as the host keeps it; not every host does, and then there is nothing to switch.
import { isEngineError, type SiteState } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** `state` is null where the host around this engine serves no site. */
interface SiteHere {
  state: SiteState | null
}

export class Site extends LiveRead<SiteHere> {
  constructor(app: App) {
    super(app, { read: () => app.api.site.state().then((state) => ({ state }), tellAbsence), after: [] })
    this.listen()
  }

  /** Null until it was read, and where there is none. */
  get state(): SiteState | null {
    return this.value?.state ?? null
  }

  /** The host around this engine serves no site. */
  get isAbsent(): boolean {
    return this.value?.state === null
  }

  /** @throws INVALID when the port is taken, or there is no such address here */
  async switchOn(host: string, port: number): Promise<void> {
    this.set({ state: await this.app.api.site.switchOn({ host: host.trim(), port }) })
  }

  async switchOff(): Promise<void> {
    this.set({ state: await this.app.api.site.switchOff() })
  }
}

/** A door refuses like this what it does not serve; the state has no other reason for it. */
function tellAbsence(error: unknown): SiteHere {
  if (!isEngineError(error, 'INVALID')) throw error
  return { state: null }
}
