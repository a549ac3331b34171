// The doctor's report and the end of the log, read again while a screen shows them. They show
// everything skipped, parked or left unencrypted in the life of a message.
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
      // The report reads the whole home.
      settleMs: 250,
    })
  }

  /** Null until the first report; keeps the previous report while the next one is made. */
  get report(): DoctorReport | null {
    return this.value?.report ?? null
  }

  /** The log lines since the engine started, oldest first, as far as they are kept. */
  get log(): readonly LogLine[] {
    return this.value?.log ?? []
  }

  get readAt(): Date | null {
    return this.value?.readAt ?? null
  }

  /** Confirms that a clock far behind is right. @throws UNREACHABLE */
  async acceptClock(): Promise<void> {
    await this.app.api.home.acceptClock()
    await this.read()
  }
}
