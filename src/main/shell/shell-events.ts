// Events from the shell to its pages, in order. A route waits until a page subscribes.
import type { DeepRoute, EventSource, ShellEvent } from '../../core/contract/index.ts'

export class ShellEvents implements EventSource<ShellEvent> {
  readonly #listeners = new Set<(event: ShellEvent) => void>()
  /** A link that started the app; only the latest is kept. */
  #waiting: DeepRoute | null = null

  subscribe(listener: (event: ShellEvent) => void): () => void {
    this.#listeners.add(listener)
    const route = this.#waiting
    this.#waiting = null
    if (route !== null) queueMicrotask(() => listener({ type: 'route', route }))
    return () => this.#listeners.delete(listener)
  }

  publish(event: ShellEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }

  lead(route: DeepRoute): void {
    if (this.#listeners.size === 0) this.#waiting = route
    else this.publish({ type: 'route', route })
  }
}
