// The events of the engine by type, and `reconnected`: after it, read again what is shown.
import type { EngineEvent } from '../../core/contract/index.ts'
import type { Connection } from '../bridge/index.ts'

export type AppEvent = EngineEvent | { type: 'reconnected' }
export type AppEventType = AppEvent['type']

type Listener<T extends AppEventType> = (event: Extract<AppEvent, { type: T }>) => void
type AnyListener = (event: never) => void

export class AppEvents {
  readonly #listeners = new Map<AppEventType, Set<AnyListener>>()

  constructor(connection: Pick<Connection, 'onEvent' | 'onState' | 'isWhole'>) {
    connection.onEvent((event) => this.#emit(event))
    connection.onState((state) => {
      // Calls before the first connection have waited for it. Calls during a lost connection have
      // failed, or a memory answered them, so state must be read again.
      if (state === 'online' && !connection.isWhole) this.#emit({ type: 'reconnected' })
    })
  }

  /** All that is shown is read again, as after a loss. */
  readAgain(): void {
    this.#emit({ type: 'reconnected' })
  }

  /**
   * Listens until the returned function is called: `$effect(() => app.events.on('letter-changed',
   * …))`.
   */
  on<T extends AppEventType>(type: T, listener: Listener<T>): () => void {
    let listeners = this.#listeners.get(type)
    if (listeners === undefined) this.#listeners.set(type, (listeners = new Set()))
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  #emit(event: AppEvent): void {
    for (const listener of [...(this.#listeners.get(event.type) ?? [])])
      (listener as (event: AppEvent) => void)(event)
  }
}
