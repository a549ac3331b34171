// Events with numbers, so that a phone which was away gets those it missed.
// One for all phones of a home: it begins a new run with the engine.
import type { EngineEvent, EventSource } from './events.ts'
import type { EventMark, Resumed } from './tunnel.ts'

/** The events that are kept. */
const KEPT_EVENTS = 4096

export class NumberedEvents {
  readonly #run = crypto.randomUUID()
  /** Ends with the event of the number `#last`. */
  readonly #kept: EngineEvent[] = []
  readonly #listeners = new Set<(event: EngineEvent, number: number) => void>()
  #last = 0
  readonly #unsubscribe: () => void

  constructor(events: EventSource) {
    this.#unsubscribe = events.subscribe((event) => this.#add(event))
  }

  /** What becomes of the events since `mark`, for the answer to a phone. */
  resume(mark: EventMark | undefined): Resumed {
    const isKnown =
      mark?.run === this.#run && mark.event <= this.#last && mark.event >= this.#last - this.#kept.length
    if (!isKnown) return { run: this.#run, event: this.#last, how: 'reread' }
    return { run: this.#run, event: mark.event, how: mark.event === this.#last ? 'current' : 'missed' }
  }

  /** The events of one phone: each subscription begins with those after `event` that are kept. */
  after({ event }: Resumed): EventSource {
    return {
      subscribe: (listener) => {
        const missed = this.#last - event
        const from = Math.max(0, this.#kept.length - missed)
        for (const [at, old] of [...this.#kept].slice(from).entries())
          listener(old, this.#last - this.#kept.length + from + at + 1)
        this.#listeners.add(listener)
        return () => this.#listeners.delete(listener)
      },
    }
  }

  close(): void {
    this.#unsubscribe()
  }

  #add(event: EngineEvent): void {
    this.#kept.push(event)
    if (this.#kept.length > KEPT_EVENTS) this.#kept.shift()
    const number = ++this.#last
    for (const listener of [...this.#listeners]) listener(event, number)
  }
}
