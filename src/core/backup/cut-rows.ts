// Cuts a table into pieces at boundaries that its keys determine. So an added or removed row
// changes one piece and leaves the others.
// Equal pieces are written once, so after a quiet day a backup adds little more than a list.
import type { Rows, SqlValue } from '../ledger/index.ts'
import type { RowsPiece } from './piece.ts'
import { shapeOf } from './backup-tables.ts'

/** On average, one row in this many ends a piece. */
const ROWS_PER_PIECE = 64
const MAX_PIECE_BYTES = 256 << 10

/** Returns the pieces of one table, in key order. */
export function* cutTable(rows: Rows, table: string): Generator<RowsPiece> {
  const { columns, key } = shapeOf(rows, table)
  const list = columns.map((column) => `"${column}"`).join(', ')
  const order = key.map((column) => `"${column}"`).join(', ')
  const keyIndexes = key.map((column) => columns.indexOf(column))
  let found: SqlValue[][] = []
  let bytes = 0
  for (const row of rows.all(`SELECT ${list} FROM "${table}" ORDER BY ${order}`)) {
    const values = columns.map((column) => row[column] ?? null)
    found.push(values)
    bytes += sizeOf(values)
    if (!endsPiece(keyIndexes.map((index) => values[index]!)) && bytes < MAX_PIECE_BYTES) continue
    yield { table, columns, rows: found }
    found = []
    bytes = 0
  }
  if (found.length > 0) yield { table, columns, rows: found }
}

function sizeOf(values: readonly SqlValue[]): number {
  return values.reduce<number>(
    (sum, value) => sum + (typeof value === 'object' ? (value?.byteLength ?? 1) : 8),
    0,
  )
}

/** FNV-1a over the key. The hash must be deterministic and uniform; it need not be secure. */
function endsPiece(key: readonly SqlValue[]): boolean {
  let hash = 0x811c9dc5
  for (const value of key)
    for (const byte of typeof value === 'object' ? (value ?? []) : Buffer.from(String(value)))
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return ((hash >>> 8) ^ hash) % ROWS_PER_PIECE === 0
}
