// The latest lines of the engine's log, kept in memory for doctor. Also passes each
// line to the log of the host. Not part of a message's life. It contains the lines
// that a terminal shows, and ends with the process.
import type { Clock, Log } from '../base/index.ts'

interface LogEntry {
  /** ms since the epoch. */
  at: number
  level: keyof Log
  text: string
}

const MAX_LINES = 500
/** A line contains codes, counts and short ids, but the message of an error can be very long. */
const MAX_LINE_CHARS = 1000

export class LogRing implements Log {
  readonly #clock: Clock
  readonly #lines: LogEntry[] = []
  /** When the ring is full: the index of the oldest line, which the next line replaces. */
  #oldest = 0
  readonly debug: Log['debug']
  readonly info: Log['info']
  readonly warn: Log['warn']
  readonly error: Log['error']

  constructor(next: Log, clock: Clock) {
    this.#clock = clock
    this.debug = this.#noting('debug', next)
    this.info = this.#noting('info', next)
    this.warn = this.#noting('warn', next)
    this.error = this.#noting('error', next)
  }

  #noting(level: keyof Log, next: Log): Log[typeof level] {
    return (event, facts) => {
      this.#keep({ at: this.#clock.now(), level, text: toLine(event, facts) })
      next[level](event, facts)
    }
  }

  #keep(line: LogEntry): void {
    if (this.#lines.length < MAX_LINES) this.#lines.push(line)
    else {
      this.#lines[this.#oldest] = line
      this.#oldest = (this.#oldest + 1) % MAX_LINES
    }
  }

  /** Lists the log entries, the oldest first. */
  list(): LogEntry[] {
    return [...this.#lines.slice(this.#oldest), ...this.#lines.slice(0, this.#oldest)]
  }
}

function toLine(event: string, facts: Record<string, unknown> | undefined): string {
  const line = facts === undefined ? event : `${event} ${JSON.stringify(facts)}`
  return line.length <= MAX_LINE_CHARS ? line : `${line.slice(0, MAX_LINE_CHARS - 1)}…`
}
