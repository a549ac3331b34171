// Whether this computer stands in for others, as the host runs it. A host that cannot offers no switch.
import { isEngineError, type StandInState } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** `state` is null if the host of this engine runs no station. */
interface StandInHere {
  state: StandInState | null
}

export class StandIns extends LiveRead<StandInHere> {
  constructor(app: App) {
    super(app, {
      read: () => app.api.standIn.state().then((state) => ({ state }), describeAbsence),
      after: [],
    })
    this.listen()
  }

  /** Null until it is read, and if the host runs no station. */
  get state(): StandInState | null {
    return this.value?.state ?? null
  }

  /** Switches it on. Returns a link by which one person joins. */
  async offer(): Promise<string> {
    const { link } = await this.app.api.standIn.offer()
    await this.read()
    return link
  }

  async switchOff(): Promise<void> {
    this.set({ state: await this.app.api.standIn.switchOff() })
  }
}

/** A door answers INVALID to a call that it does not serve; reading has no other cause for it. */
function describeAbsence(error: unknown): StandInHere {
  if (!isEngineError(error, 'INVALID')) throw error
  return { state: null }
}
