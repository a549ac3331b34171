// The error of a file that is read part by part by the browser's player or the PDF reader: the
// reason, and when to retry.
// Reference step, for files that are never fetched whole.
import type { ErrorCode } from '../../core/contract/index.ts'
import type { App } from '../state/app.svelte.ts'

/** Why a text is shown in place of the file. */
export type StageState =
  /** The player or the PDF reader reads its first parts. */
  | { step: 'opening' }
  /** `done`: bytes that are here. */
  | { step: 'fetching'; done: number }
  | { step: 'waiting'; code?: ErrorCode }
  | { step: 'refused'; code: ErrorCode }
  /** The app does not show this kind of file, or cannot show this one. */
  | { step: 'card'; why: 'kind' | 'broken' | 'huge' | 'locked' }

/** True if the author, the mail server or the engine is away, and may return. */
export const isPassing = (code: ErrorCode): boolean =>
  code === 'AUTHOR_AWAY' || code === 'UNREACHABLE' || code === 'MAIL_AWAY'

/** Retry after this time if no event caused a retry before. */
const RETRY_MS = 20_000

export class StageTrouble {
  readonly #app: App
  /** Null if there is no error. */
  state = $state.raw<StageState | null>(null)
  /** Counts the attempts. */
  attempt = $state(0)

  constructor(app: App) {
    this.#app = app
  }

  /**
   * Who is away may return, so wait. Any other error is final until the user retries.
   */
  refuse(code: ErrorCode): void {
    this.state = isPassing(code) ? { step: 'waiting', code } : { step: 'refused', code }
  }

  readonly retry = (): void => {
    this.state = null
    this.attempt += 1
  }

  /** An effect: retries on relevant events, and after `RETRY_MS`. */
  readonly watch = (): (() => void) | undefined => {
    if (this.state?.step !== 'waiting') return undefined
    const timer = setTimeout(this.retry, RETRY_MS)
    const { events } = this.#app
    const stops = (['contact-changed', 'reconnected'] as const).map((type) => events.on(type, this.retry))
    return () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    }
  }
}
