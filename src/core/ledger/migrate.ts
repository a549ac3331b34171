// Lifts each noun's tables to the version this program knows, all in one transaction, at start.
// A ledger that a newer program has written is left as it is and refused.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Schema, Transaction } from './rows.ts'

const VERSIONS_TABLE =
  'CREATE TABLE IF NOT EXISTS schema_versions (noun TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT'

/** What a migration needs beyond a transaction: statements by the handful. */
interface MigratedFile extends Transaction {
  exec(sql: string): void
}

/**
 * True if anything was lifted. Runs inside the caller's transaction. A noun in the file but not in `schemas` is left
 * alone, so that a noun can be taken out of the program without touching the rest.
 * @throws EngineError NEWER_HOME
 */
export function migrate(file: MigratedFile, schemas: readonly Schema[]): boolean {
  file.exec(VERSIONS_TABLE)
  const behind = schemas.filter((schema) => readVersion(file, schema) < schema.steps.length)
  for (const schema of behind) lift(file, schema)
  return behind.length > 0
}

/** Which version of its tables each noun has in this file, by the names of the nouns. */
export function listSchemaVersions(rows: Rows): { noun: string; version: number }[] {
  const sql = 'SELECT noun, version FROM schema_versions ORDER BY noun'
  return rows.all<{ noun: string; version: number }>(sql)
}

function readVersion(rows: Rows, { noun, steps }: Schema): number {
  const row = rows.get<{ version: number }>('SELECT version FROM schema_versions WHERE noun = ?', noun)
  const version = row?.version ?? 0
  if (version > steps.length) {
    throw new EngineError('NEWER_HOME', `${noun} was written by a newer version of this program`, {
      details: { noun, version, known: steps.length },
    })
  }
  return version
}

function lift(file: MigratedFile, schema: Schema): void {
  for (const step of schema.steps.slice(readVersion(file, schema))) file.exec(step)
  file.run(
    'INSERT INTO schema_versions (noun, version) VALUES (?, ?) ON CONFLICT (noun) DO UPDATE SET version = excluded.version',
    schema.noun,
    schema.steps.length,
  )
}
