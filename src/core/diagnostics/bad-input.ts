// Counts invalid input from other devices, logs it, stores it, and lists it for `doctor`.
// Never throws because of it. Every decoder of foreign bytes reports its refusals here.
import { silentLog, toText, UnknownForm, type Clock, type Log, type MalformedRecord } from '../base/index.ts'
import type { Ledger, Schema } from '../ledger/index.ts'

export const diagnosticsSchema: Schema = {
  noun: 'diagnostics',
  steps: [
    `CREATE TABLE bad_input (
       source TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, last_at INTEGER NOT NULL,
       PRIMARY KEY (source, kind)
     ) STRICT, WITHOUT ROWID;`,
  ],
}

interface BadInputCount {
  /** The device that sent it, in text form, or 'unknown'. */
  source: string
  kind: string
  count: number
  lastAt: number
}

/** Limit of unsaved entries, so that a stranger cannot fill the ledger with invented sources. */
const MAX_PENDING = 1000
const WRITE_AFTER_MS = 1000

export class BadInput {
  readonly #ledger: Ledger
  readonly #clock: Clock
  readonly #log: Log
  #pending = new Map<string, BadInputCount>()
  #timer: NodeJS.Timeout | null = null

  constructor(ledger: Ledger, clock: Clock, log: Log = silentLog) {
    this.#ledger = ledger
    this.#clock = clock
    this.#log = log
  }

  /** Adds one to `kind` of `device`. Unknown devices share one counter. */
  count(kind: string, device: Uint8Array | null): void {
    const source = device === null ? 'unknown' : toText(device)
    const id = `${source} ${kind}`
    const entry = this.#pending.get(id) ?? { source, kind, count: 0, lastAt: 0 }
    if (!this.#pending.has(id) && this.#pending.size >= MAX_PENDING) return
    this.#pending.set(id, { ...entry, count: entry.count + 1, lastAt: this.#clock.now() })
    this.#log.warn('bad-input', { kind, source: source.slice(0, 8) })
    this.#timer ??= setTimeout(() => void this.write(), WRITE_AFTER_MS).unref()
  }

  /**
   * Counts a refused record. Records that a newer program may have written get a
   * separate kind, `-unknown`.
   */
  countRefused(kind: string, error: MalformedRecord, device: Uint8Array | null): void {
    this.count(`${kind}-${error instanceof UnknownForm ? 'unknown' : 'malformed'}`, device)
  }

  /** Writes the counts to the ledger. If that fails (a full disk), they stay pending. */
  async write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const entries = [...this.#pending.values()]
    if (entries.length === 0) return
    this.#pending = new Map()
    try {
      await this.#ledger.write((tx) => {
        for (const { source, kind, count, lastAt } of entries) {
          tx.run(
            `INSERT INTO bad_input VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET count = count + excluded.count, last_at = excluded.last_at`,
            source,
            kind,
            count,
            lastAt,
          )
        }
      })
    } catch {
      for (const entry of entries) this.#pending.set(`${entry.source} ${entry.kind}`, entry)
    }
  }

  list(): BadInputCount[] {
    const kept = this.#ledger.all<{ source: string; kind: string; count: number; lastAt: number }>(
      'SELECT source, kind, count, last_at AS lastAt FROM bad_input ORDER BY last_at DESC LIMIT 200',
    )
    const all = new Map(
      kept.map((row) => [
        `${row.source} ${row.kind}`,
        { source: row.source, kind: row.kind, count: row.count, lastAt: row.lastAt },
      ]),
    )
    for (const [id, entry] of this.#pending)
      all.set(id, { ...entry, count: entry.count + (all.get(id)?.count ?? 0) })
    return [...all.values()]
  }
}
