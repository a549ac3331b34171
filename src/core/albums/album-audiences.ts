// The audiences of an own album. Parts that are stored later go to all of them.
// Sharing or withdrawing that a crash interrupted resumes at the next start.
import type { Audience } from '../store/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Rows, Stored, Transaction } from '../ledger/index.ts'

export interface AlbumAudience {
  audience: Audience
  mode: 'open' | 'controlled'
  keepsPlace: boolean
  state: 'shared' | 'withdrawn'
  isSettled: boolean
  /**
   * When the album was last shared with this audience, in ms since the epoch; 0 if that was not
   * recorded.
   */
  givenAt: number
}

type Row = Omit<Stored<AlbumAudience>, 'audience'> & Audience

const COLUMNS = `
  key, kind, mode, keeps_place AS keepsPlace, state, is_settled AS isSettled,
  given_at AS givenAt`

export function listAlbumAudiences(rows: Rows, album: Uint8Array): AlbumAudience[] {
  const sql = `SELECT ${COLUMNS} FROM album_audiences WHERE album = ? ORDER BY key`
  return rows.all<Row & Record<string, never>>(sql, album).map((row) => ({
    audience: { kind: row.kind, key: row.key },
    mode: row.mode,
    keepsPlace: row.keepsPlace === 1,
    state: row.state,
    isSettled: row.isSettled === 1,
    givenAt: row.givenAt,
  }))
}

export function findAlbumAudience(rows: Rows, album: Uint8Array, key: Uint8Array): AlbumAudience | null {
  return listAlbumAudiences(rows, album).find(({ audience }) => equalBytes(audience.key, key)) ?? null
}

export function keepAlbumAudience(tx: Transaction, album: Uint8Array, one: AlbumAudience): void {
  const { audience, mode, keepsPlace, state, isSettled, givenAt } = one
  tx.run(
    'INSERT OR REPLACE INTO album_audiences VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[album, audience.key, audience.kind, mode, keepsPlace ? 1 : 0, state, isSettled ? 1 : 0, givenAt],
  )
}

export function forgetAlbumAudience(tx: Transaction, album: Uint8Array, key: Uint8Array): void {
  tx.run('DELETE FROM album_audiences WHERE album = ? AND key = ?', album, key)
}

/** Removes an album with all its audiences. */
export function forgetAlbum(tx: Transaction, album: Uint8Array): void {
  tx.run('DELETE FROM album_audiences WHERE album = ?', album)
  tx.run('DELETE FROM own_albums WHERE album = ?', album)
}

/** Call this function when parts were added or removed, because all audiences must be updated. */
export function unsettle(tx: Transaction, album: Uint8Array, now: number): void {
  tx.run("UPDATE album_audiences SET is_settled = 0 WHERE album = ? AND state = 'shared'", album)
  tx.run('INSERT OR REPLACE INTO own_albums VALUES (?, ?)', album, now)
}

export function markSettled(tx: Transaction, album: Uint8Array, key: Uint8Array): void {
  tx.run('UPDATE album_audiences SET is_settled = 1 WHERE album = ? AND key = ?', album, key)
}

export function findChangedAt(rows: Rows, album: Uint8Array): number | null {
  const sql = 'SELECT changed_at AS changedAt FROM own_albums WHERE album = ?'
  return rows.get<{ changedAt: number }>(sql, album)?.changedAt ?? null
}

export function listUnsettled(rows: Rows): Uint8Array[] {
  return rows
    .all<{ album: Uint8Array }>('SELECT DISTINCT album FROM album_audiences WHERE is_settled = 0')
    .map(({ album }) => album)
}
