// The ledger's tables as pieces of a backup, all as of one moment: a run that was overtaken by a commit looks again.
// Pieces that are in the file already are listed and not written.
import { toHex } from '../base/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { BackupFile } from './backup-file.ts'
import { cutTable } from './cut-rows.ts'
import { pieceId, type ListedPiece } from './piece.ts'
import { BACKED_UP, listTables } from './tables.ts'

/** So often between two tables others get their turn; then everything is read in one go. */
const MAX_OVERTAKEN = 3

export type KnownPieces = Map<string, ListedPiece>

/** @param known every piece that stands in the file, by its id; what is written is added */
export async function takeRows(ledger: Ledger, file: BackupFile, known: KnownPieces): Promise<ListedPiece[]> {
  const meant = new Set(BACKED_UP)
  const tables = listTables(ledger).filter((table) => meant.has(table) && table !== 'former_cores')
  for (let overtaken = 0; ; overtaken++) {
    let hasChanged = false
    const stopListening = ledger.onCommit(() => (hasChanged = true))
    const taken: Uint8Array[] = []
    const listed: ListedPiece[] = []
    for (const table of tables) {
      for (const plaintext of cutTable(ledger, table)) {
        const id = pieceId(file.key, plaintext)
        const there = known.get(toHex(id))
        if (there !== undefined) listed.push(there)
        else taken.push(plaintext)
      }
      if (overtaken < MAX_OVERTAKEN) await new Promise((resolve) => setImmediate(resolve))
    }
    stopListening()
    if (hasChanged) continue
    for (const plaintext of taken) listed.push(await writePiece(file, known, plaintext))
    return listed
  }
}

/** Written, unless it is there. */
export async function writePiece(
  file: BackupFile,
  known: KnownPieces,
  plaintext: Uint8Array,
): Promise<ListedPiece> {
  const id = pieceId(file.key, plaintext)
  const there = known.get(toHex(id))
  if (there !== undefined) return there
  const listed = await file.appendPiece(plaintext, id)
  known.set(toHex(id), listed)
  return listed
}
