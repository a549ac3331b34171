// A backup restores each row unchanged: for every table in a backup, with empty and missing values.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shapeOf, type RowsPiece, type ScannedBackup } from '../../../src/core/backup/index.ts'
import { BACKED_UP } from '../../../src/core/backup/backup-tables.ts'
import { cutTable } from '../../../src/core/backup/cut-rows.ts'
import { decodePiece, encodeRows } from '../../../src/core/backup/piece.ts'
import { LEDGER_SCHEMAS } from '../../../src/core/home-ledger.ts'
import { createIdentity, findIdentity } from '../../../src/core/identity/index.ts'
import type { Ledger, SqlValue } from '../../../src/core/ledger/index.ts'
import { fillLedger } from '../../../src/core/recovery/fill-ledger.ts'
import { openIn } from '../ledger/test-ledger.ts'

let folder: string
let before: Ledger
let after: Ledger

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-every-table-'))
  const [one, other] = await Promise.all(['before', 'after'].map((name) => mkdtemp(join(folder, name))))
  before = await openIn(one!, LEDGER_SCHEMAS)
  after = await openIn(other!, LEDGER_SCHEMAS)
})

afterEach(async () => {
  await Promise.all([before.close(), after.close()])
  await rm(folder, { recursive: true, force: true })
})

/**
 * Without the identity row, which is restored in another way, and without tables that a later step
 * dropped.
 */
const listTested = (): string[] =>
  BACKED_UP.filter((table) => table !== 'own_identity' && shapeOf(before, table).key.length > 0)

/** Columns that allow only some values of their type. */
const CHECKED: Readonly<Record<string, Readonly<Record<string, SqlValue>>>> = {
  access_audiences: { mode: 'controlled', kind: 'group', recalled_at: null },
  roster_members: { stage: 'told' },
  gate_votes: { vote: 'burned' },
  gate_rows: { stage: 'live' },
}

interface Column {
  name: string
  type: string
  notnull: number
  pk: number
}

type Fill = (column: Column, row: number) => SqlValue

const isKey = ({ pk }: Column): boolean => pk > 0

/**
 * Keys differ from row to row and equal those of the same row in other tables, so foreign keys
 * hold.
 */
function keyValue({ type }: Column, row: number): SqlValue {
  if (type === 'INTEGER') return row
  return type === 'TEXT' ? `key ${row}` : new Uint8Array(32).fill(row)
}

const EMPTY: Readonly<Record<string, SqlValue>> = { INTEGER: 0, TEXT: '', BLOB: new Uint8Array(0), REAL: 0.5 }
const FULL: Readonly<Record<string, SqlValue>> = {
  ...{ INTEGER: 2 ** 52 + 1, TEXT: '梅が咲いた\0 ripe', BLOB: Uint8Array.of(0, 255), REAL: 1e-300 },
}

const fills: Readonly<Record<string, Fill>> = {
  empty: (column, row) => (isKey(column) ? keyValue(column, row) : EMPTY[column.type]!),
  missing: (column, row) => {
    if (isKey(column)) return keyValue(column, row)
    return column.notnull === 0 ? null : EMPTY[column.type]!
  },
  full: (column, row) => (isKey(column) ? keyValue(column, row) : FULL[column.type]!),
}

/** True if the table accepts the row; some columns have more constraints than their type. */
async function insert(table: string, fill: Fill, row: number): Promise<boolean> {
  const columns = before.all<Column & Record<string, never>>('SELECT * FROM pragma_table_info(?)', table)
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const sql = `INSERT INTO "${table}" (${names}) VALUES (${columns.map(() => '?').join(', ')})`
  const values = columns.map((column) => {
    const checked = CHECKED[table]?.[column.name]
    return checked === undefined ? fill(column, row) : checked
  })
  return before
    .write((tx) => tx.run(sql, ...values))
    .then(
      () => true,
      () => false,
    )
}

function rowsOf(ledger: Ledger, table: string): unknown[] {
  const { columns, key } = shapeOf(ledger, table)
  const list = columns.flatMap((name) => [`typeof("${name}") AS "type ${name}"`, `"${name}"`]).join(', ')
  return ledger.all(`SELECT ${list} FROM "${table}" ORDER BY ${key.map((name) => `"${name}"`).join(', ')}`)
}

function* piecesOf(ledger: Ledger, tables = listTested()): Generator<RowsPiece> {
  for (const table of tables)
    for (const rows of cutTable(ledger, table)) {
      const piece = decodePiece(encodeRows(rows))
      if (piece?.type === 'rows') yield piece.rows
    }
}

function backupOf(pieces: readonly RowsPiece[]): ScannedBackup {
  return {
    list: null,
    rows: pieces.map((_, offset) => ({ offset, bytes: 0 })),
    lost: [],
    readRows: ({ offset }: { offset: number }) => Promise.resolve(pieces[offset]!),
  } as unknown as ScannedBackup
}

test('every table has the same rows after a restore, with the same types', async () => {
  const tables = listTested()
  const taken = new Map<string, number>(tables.map((table) => [table, 0]))
  // Parents of foreign keys first.
  for (const table of ['access_keys', ...tables.filter((name) => name !== 'access_keys')])
    for (const [row, fill] of Object.values(fills).entries())
      if (await insert(table, fill, row + 1)) taken.set(table, taken.get(table)! + 1)
  expect([...taken].filter(([, count]) => count === 0)).toEqual([])

  const filled = await fillLedger(after, backupOf([...piecesOf(before)]), () => undefined)

  expect(filled.lost).toEqual({})
  for (const table of tables) expect(rowsOf(after, table), table).toEqual(rowsOf(before, table))
})

test('the identity row has the former device, its card and its address tag', async () => {
  await createIdentity(before, 'Hanako', 1)
  const { device, addressTag, card } = findIdentity(before)!
  const pieces = [...piecesOf(before, ['own_identity'])]
  const { identity } = await fillLedger(after, backupOf(pieces), () => undefined)
  expect({ ...identity, card: identity?.card.name }).toEqual({
    device: Buffer.from(device.publicKey),
    addressTag: Buffer.from(addressTag),
    card: card.name,
  })
})
