// Inserts the rows of a backup into an empty ledger, table by table, with the schema that the
// tables had at the time of the backup.
// The next opening migrates them, as it would have done in the original home.
import type { RowsPiece, ScannedBackup } from '../backup/index.ts'
import { kindOf, shapeOf } from '../backup/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { addLost, type Lost } from './lost.ts'
import { toFormerIdentity, type FormerIdentity } from '../identity/index.ts'
import type { Ledger, Schema, SqlValue, Transaction } from '../ledger/index.ts'

/** The parent table of a foreign key. */
const FIRST = 'access_keys'
const REFERRING = 'access_audiences'
/** Restored by `keepDevice`, with a new device. */
const PERSON = 'own_identity'

/** Returns the schemas at the time of this backup. @throws NEWER_HOME */
export function schemasOf({ list }: ScannedBackup, schemas: readonly Schema[]): Schema[] {
  if (list === null) return [...schemas]
  const versions = new Map(list.versions.map(({ noun, version }) => [noun, version]))
  return schemas.map(({ noun, steps }) => {
    const version = versions.get(noun) ?? 0
    if (version > steps.length)
      throw new EngineError('NEWER_HOME', 'This backup was made by a newer version of this program.', {
        details: { noun, version, known: steps.length },
      })
    return { noun, steps: steps.slice(0, version) }
  })
}

export interface Filled {
  /** Missing rows, by the things that they describe. */
  lost: Lost
  /** The identity row. A backup never contains its secrets. */
  identity: FormerIdentity | null
}

export async function fillLedger(
  ledger: Ledger,
  backup: ScannedBackup,
  onPiece: () => void,
): Promise<Filled> {
  const filled: Filled = { lost: {}, identity: null }
  for (const { table, rows } of backup.lost) addLost(filled.lost, kindOf(table), rows)
  const referring: RowsPiece[] = []
  for (const place of backup.rows) {
    const piece = await backup.readRows(place)
    onPiece()
    if (piece === null || kindOf(piece.table) === null) continue
    if (piece.table === PERSON) filled.identity = readIdentity(piece) ?? filled.identity
    else if (piece.table === REFERRING) referring.push(piece)
    else await insertPiece(ledger, piece, filled)
  }
  for (const piece of referring) await insertPiece(ledger, piece, filled)
  return filled
}

function readIdentity({ columns, rows }: RowsPiece): FormerIdentity | null {
  const [row] = rows
  if (row === undefined) return null
  return toFormerIdentity(Object.fromEntries(columns.map((column, index) => [column, row[index]])))
}

async function insertPiece(ledger: Ledger, piece: RowsPiece, filled: Filled): Promise<void> {
  await ledger.write((tx) => {
    // INSERT OR REPLACE of a parent row deletes it first, so the foreign keys must be checked at
    // commit.
    tx.run('PRAGMA defer_foreign_keys = ON')
    const insert = prepare(tx, piece)
    for (const row of piece.rows) {
      if (insert === null || !insert(row)) addLost(filled.lost, kindOf(piece.table), 1)
    }
  })
}

/** Null if the table is unknown or has another primary key. */
function prepare(tx: Transaction, { table, columns }: RowsPiece): ((row: SqlValue[]) => boolean) | null {
  const shape = shapeOf(tx, table)
  const known = columns.filter((column) => shape.columns.includes(column))
  if (shape.key.length === 0 || !shape.key.every((column) => known.includes(column))) return null
  const indexes = known.map((column) => columns.indexOf(column))
  // The statement has only names that the table itself declares.
  const sql = `INSERT OR REPLACE INTO "${shape.table}" (${known.map((column) => `"${column}"`).join(', ')}) VALUES (${known.map(() => '?').join(', ')})`
  const object = columns.indexOf('object')
  const hasParent = (row: SqlValue[]): boolean =>
    table !== REFERRING || tx.get(`SELECT 1 FROM ${FIRST} WHERE object = ?`, row[object]!) !== undefined
  return (row) => {
    if (row.length !== columns.length || !hasParent(row)) return false
    try {
      tx.run(sql, ...indexes.map((place) => row[place]!))
      return true
    } catch (error) {
      if (isEngineError(error)) throw error
      return false
    }
  }
}
