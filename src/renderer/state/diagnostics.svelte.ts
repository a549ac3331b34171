// The doctor's report of now and the latest of the log, read again while somebody looks at them.
// Whatever was skipped, parked or left unencrypted anywhere in the life of a message shows here.
import type { DoctorReport, LogLine } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

interface Looked {
  report: DoctorReport
  log: readonly LogLine[]
  readAt: Date
}

export class Diagnostics extends LiveRead<Looked> {
  constructor(app: App) {
    const { doctor } = app.api
    super(app, {
      read: async () => {
        const [report, log] = await Promise.all([doctor.report(), doctor.log()])
        return { report, log, readAt: new Date() }
      },
      after: ['network-changed', 'contact-changed', 'home-changed'],
      // The report looks at the whole home.
      settleMs: 250,
    })
  }

  /** Null until it was made; the last one while the next is being made. */
  get report(): DoctorReport | null {
    return this.value?.report ?? null
  }

  /** What the engine noted since its start, oldest first, as far as it is kept. */
  get log(): readonly LogLine[] {
    return this.value?.log ?? []
  }

  get readAt(): Date | null {
    return this.value?.readAt ?? null
  }

  /** The person's yes to a clock that is far behind. @throws UNREACHABLE */
  async acceptClock(): Promise<void> {
    await this.app.api.home.acceptClock()
    await this.read()
  }
}
