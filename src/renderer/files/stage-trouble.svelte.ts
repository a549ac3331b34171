// What went wrong with a file that others read part by part, the browser's player or the reader of PDFs: why, and when it is tried anew.
// The reference step, for what is never here whole.
import type { ErrorCode } from '../../core/contract/index.ts'
import type { App } from '../state/app.svelte.ts'

/** Why there are words in the place of what is shown. */
export type StageState =
  /** Looked into, part by part. */
  | { step: 'opening' }
  /** Bytes that are here. */
  | { step: 'fetching'; done: number }
  | { step: 'waiting' }
  | { step: 'refused'; code: ErrorCode }
  /** It is no kind that is shown, or not one that can be shown. */
  | { step: 'card'; why: 'kind' | 'broken' | 'huge' | 'locked' }

/** A try that no event asked for. */
const RETRY_MS = 20_000

export class StageTrouble {
  readonly #app: App
  /** Null while all is well. */
  state = $state.raw<StageState | null>(null)
  /** One more with every try. */
  attempt = $state(0)

  constructor(app: App) {
    this.#app = app
  }

  /** Who is away may be back; everything else is final until somebody asks again. */
  refuse(code: ErrorCode): void {
    const isAway = code === 'AUTHOR_AWAY' || code === 'UNREACHABLE'
    this.state = isAway ? { step: 'waiting' } : { step: 'refused', code }
  }

  readonly retry = (): void => {
    this.state = null
    this.attempt += 1
  }

  /** An effect: what waits is tried again when something has changed, and now and then. */
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
