// Migrates the tables of each noun to the version of this program, in one transaction at start.
// Refuses a ledger that a newer program has written, and does not change it.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Schema, Transaction } from './rows.ts'

const VERSIONS_TABLE =
  'CREATE TABLE IF NOT EXISTS schema_versions (noun TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT'

/** A transaction that can also run several statements at once. */
interface MigratedFile extends Transaction {
  exec(sql: string): void
}

/**
 * Returns true if any table was migrated. Runs inside the caller's transaction. It
 * ignores a noun that is in the file but not in `schemas`, so a noun can be removed
 * from the program without touching the rest.
 * @throws EngineError NEWER_HOME
 */
export function migrate(file: MigratedFile, schemas: readonly Schema[]): boolean {
  file.exec(VERSIONS_TABLE)
  const behind = schemas.filter((schema) => readVersion(file, schema) < schema.steps.length)
  for (const schema of behind) migrateNoun(file, schema)
  return behind.length > 0
}

/** Returns the version of each noun's tables in this file, sorted by noun. */
export function listSchemaVersions(rows: Rows): { noun: string; version: number }[] {
  const sql = 'SELECT noun, version FROM schema_versions ORDER BY noun'
  return rows.all<{ noun: string; version: number }>(sql)
}

function readVersion(rows: Rows, { noun, steps }: Schema): number {
  const row = rows.get<{ version: number }>('SELECT version FROM schema_versions WHERE noun = ?', noun)
  const version = row?.version ?? 0
  if (version > steps.length) {
    throw new EngineError('NEWER_HOME', `a newer version of this program wrote the tables of ${noun}`, {
      details: { noun, version, known: steps.length },
    })
  }
  return version
}

function migrateNoun(file: MigratedFile, schema: Schema): void {
  for (const step of schema.steps.slice(readVersion(file, schema))) file.exec(step)
  file.run(
    'INSERT INTO schema_versions (noun, version) VALUES (?, ?) ON CONFLICT (noun) DO UPDATE SET version = excluded.version',
    schema.noun,
    schema.steps.length,
  )
}
