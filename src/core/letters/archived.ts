// Letters and mails of an export, kept under their refs.
// None of them was noticed or released here. The rows are written by an import and read whenever a
// letter is described.
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { isKept } from '../store/index.ts'
import type { TidyEntry } from '../views/index.ts'

/** What an export states about a letter, in addition to the letter itself. */
export interface ArchivedRecord {
  box: 'inbox' | 'sent' | 'notes' | 'following' | 'imported'
  /** True if the letter was an imported one in the exported home, too. */
  wasImported?: boolean
  /** The names in the exporting home. */
  from: string
  to: string[]
  mode: 'open' | 'controlled'
  arrivedAt: number | null
  /** How the person had ordered it there, if at all. */
  tidy?: Omit<TidyEntry, 'snoozedUntil' | 'bin'>
}

export interface Archived {
  /** The owner of the export that the letter is from; null for an own export. */
  whose: string | null
  record: ArchivedRecord
}

/**
 * Records what an export states about a letter. The row becomes visible when the caller keeps the
 * letter itself, and then touches it.
 */
export function keepArchived(tx: Transaction, object: Uint8Array, { whose, record }: Archived): void {
  tx.run('INSERT OR REPLACE INTO archived_letters VALUES (?, ?, ?)', object, whose, JSON.stringify(record))
}

const LOOKED_AT_ONCE = 1000
/** Sorts before every object id. An empty blob would be taken for null. */
const BEFORE_ALL = Uint8Array.of(0)

/** Removes the records of letters that were not kept after all. */
export async function removeUnkeptArchived(ledger: Ledger): Promise<void> {
  let after: Uint8Array = BEFORE_ALL
  for (;;) {
    const rows = ledger.all<{ object: Uint8Array }>(
      'SELECT object FROM archived_letters WHERE object > ? ORDER BY object LIMIT ?',
      ...[after, LOOKED_AT_ONCE],
    )
    const untaken = rows.filter(({ object }) => !isKept(ledger, object))
    if (untaken.length > 0)
      await ledger.write((tx) => {
        for (const { object } of untaken) tx.run('DELETE FROM archived_letters WHERE object = ?', object)
      })
    if (rows.length < LOOKED_AT_ONCE) return
    after = rows.at(-1)!.object
  }
}

/** Returns every letter that an export states something about. */
export function listArchived(rows: Rows): Uint8Array[] {
  const found = rows.all<{ object: Uint8Array }>('SELECT object FROM archived_letters')
  return found.map(({ object }) => object)
}

export function findArchived(rows: Rows, object: Uint8Array): Archived | null {
  const row = rows.get<{ whose: string | null; record: string }>(
    'SELECT whose, record FROM archived_letters WHERE object = ?',
    object,
  )
  return row === undefined ? null : { whose: row.whose, record: JSON.parse(row.record) as ArchivedRecord }
}
