// Cuts the ledger's tables into pieces, all from one consistent state. If a commit happens
// meanwhile, the reading starts again.
// Pieces that are in the file already are listed and not written again.
import { toHex, turn } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { BackupFile } from './backup-file.ts'
import { cutTable } from './cut-rows.ts'
import { encodeRows, pieceId, type ListedPiece } from './piece.ts'
import { BACKED_UP, listTables } from './backup-tables.ts'

/** After so many restarts all tables are read without yielding to other work. */
const MAX_OVERTAKEN = 3

export type KnownPieces = Map<string, ListedPiece>

/** @param known all pieces in the file, by id; new pieces are added */
export async function addRows(ledger: Ledger, file: BackupFile, known: KnownPieces): Promise<ListedPiece[]> {
  const meant = new Set(BACKED_UP)
  const tables = listTables(ledger).filter((table) => meant.has(table) && table !== 'former_cores')
  for (let overtaken = 0; ; overtaken++) {
    let hasChanged = false
    const stopListening = ledger.onCommit(() => (hasChanged = true))
    const taken: EncodedRows[] = []
    const listed: ListedPiece[] = []
    for (const table of tables) {
      for (const piece of cutTable(ledger, table)) {
        const plaintext = encodeRows(piece)
        const there = known.get(toHex(pieceId(file.key, plaintext)))
        if (there !== undefined) listed.push(there)
        else taken.push({ plaintext, table, rows: piece.rows.length })
      }
      if (overtaken < MAX_OVERTAKEN) await turn.next()
    }
    stopListening()
    if (hasChanged) continue
    for (const rows of taken) listed.push(await writeRows(file, known, rows))
    return listed
  }
}

/** The rows of one piece, encoded. */
export interface EncodedRows {
  plaintext: Uint8Array
  table: string
  /** Number of rows. */
  rows: number
}

/** Writes a piece if the file does not have it. */
export async function writeRows(
  file: BackupFile,
  known: KnownPieces,
  { plaintext, table, rows }: EncodedRows,
): Promise<ListedPiece> {
  const id = pieceId(file.key, plaintext)
  const there = known.get(toHex(id))
  if (there !== undefined) return there
  const listed = { ...(await file.appendPiece(plaintext, id)), table, rows }
  known.set(toHex(id), listed)
  return listed
}
