// Every table of the ledger is either in a backup, or left out for a stated reason.
import { expect, test } from 'vitest'
import { BACKED_UP, LEFT_OUT } from '../../src/core/backup/index.ts'
import { LEDGER_SCHEMAS } from '../../src/core/home-ledger.ts'

function listDeclared(): string[] {
  const steps = LEDGER_SCHEMAS.flatMap((schema) => schema.steps).join('\n')
  return [...steps.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, name]) => name!)
}

test('every table that a noun declares is backed up or left out with a reason', () => {
  const decided = new Set([...BACKED_UP, ...Object.keys(LEFT_OUT)])
  expect(
    listDeclared().filter((table) => !decided.has(table)),
    'name it in src/core/backup/tables.ts',
  ).toEqual([])
})

test('no table is listed twice or undeclared', () => {
  const decided = [...BACKED_UP, ...Object.keys(LEFT_OUT)]
  expect(new Set(decided).size).toBe(decided.length)
  const declared = new Set([...listDeclared(), 'schema_versions', 'commits'])
  expect(decided.filter((table) => !declared.has(table))).toEqual([])
})
