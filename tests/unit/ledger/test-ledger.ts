// A small ledger for tests: one noun with one table.
import { join } from 'node:path'
import type { Log } from '../../../src/core/base/index.ts'
import { type Ledger, openLedger, type Schema } from '../../../src/core/ledger/index.ts'

export const key = new Uint8Array(32).fill(7)

export const notes: Schema = {
  noun: 'notes',
  steps: ['CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, bytes BLOB) STRICT'],
}

export function pathsIn(dir: string): { path: string; mirrorPath: string } {
  return { path: join(dir, 'ledger'), mirrorPath: join(dir, 'ledger.mirror') }
}

export function openIn(dir: string, schemas: readonly Schema[] = [notes], log?: Log): Promise<Ledger> {
  return openLedger({ ...pathsIn(dir), key, schemas, log })
}

export function writeNote(ledger: Ledger, id: number, text = `note ${id}`): Promise<unknown> {
  return ledger.write((tx) => tx.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, text))
}

/** Commits the notes one by one, not as a group. */
export async function writeNotes(ledger: Ledger, from: number, to: number): Promise<void> {
  for (let id = from; id <= to; id++) await writeNote(ledger, id)
}

export function noteIds(ledger: Ledger): number[] {
  return ledger.all<{ id: number }>('SELECT id FROM notes ORDER BY id').map(({ id }) => id)
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}

/** Collects the names of logged events, from warnings up. */
export function listeningLog(): Log & { events: string[] } {
  const events: string[] = []
  const ignore = (): void => undefined
  const keep = (event: string): void => void events.push(event)
  return { events, debug: ignore, info: ignore, warn: keep, error: keep }
}
