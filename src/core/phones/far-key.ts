// The X25519 key by which phones recognise this home, the P-256 key by which push services do, and the
// routes that lead here. A station finds the home by a route. Nobody can compute a route from the key
// without its salt.
import { generateKeyPairSync } from 'node:crypto'
import { KEY_BYTES } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hash, pointOf, randomBytes } from '../seal/index.ts'

export const ROUTE_BYTES = 16
const SALT_BYTES = 32
/** How long phones that were away find the home by the route before. */
const OLD_ROUTE_MS = 7 * 24 * 60 * 60_000
/** As many as a station opens for a device. */
const MAX_ROUTES = 4

export interface FarDoorRow {
  isOn: boolean
  /** The station's key; null without one. */
  station: Uint8Array | null
}

/** The far key of this home as its secret of 32 bytes. Null before the door was first opened. */
export function findFarSecret(rows: Rows): Uint8Array | null {
  return rows.get<{ secret: Uint8Array }>('SELECT secret FROM far_key')?.secret ?? null
}

/** The key that signs for push services, as PKCS #8. Null before the door was first opened. */
export function findPushKey(rows: Rows): Uint8Array | null {
  return rows.get<{ push: Uint8Array }>('SELECT push FROM far_key')?.push ?? null
}

function drawPushKey(): Uint8Array {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ format: 'der', type: 'pkcs8' })
}

export const farPublicKey = (secret: Uint8Array): Uint8Array => pointOf(secret)

export function findFarDoor(rows: Rows): FarDoorRow {
  const sql = 'SELECT is_on AS isOn, station FROM far_door'
  const row = rows.get<{ isOn: number; station: Uint8Array | null }>(sql)
  return { isOn: row?.isOn === 1, station: row?.station ?? null }
}

/** Opens or closes the door. Draws what an open door needs. */
export function keepFarDoor(tx: Transaction, { isOn, station }: FarDoorRow, now: number): void {
  tx.run('INSERT OR REPLACE INTO far_door VALUES (1, ?, ?)', Number(isOn), station)
  if (findFarSecret(tx) === null)
    tx.run('INSERT INTO far_key VALUES (1, ?, ?)', randomBytes(KEY_BYTES), drawPushKey())
  if (tx.get('SELECT 1 FROM far_routes WHERE ends_at IS NULL') === undefined) drawRoute(tx, now)
}

/** From now on phones are told another route. The one before leads here for a week. */
export function renewRoute(tx: Transaction, now: number): void {
  tx.run('DELETE FROM far_routes WHERE ends_at <= ?', now)
  tx.run('UPDATE far_routes SET ends_at = ? WHERE ends_at IS NULL', now + OLD_ROUTE_MS)
  drawRoute(tx, now)
}

function drawRoute(tx: Transaction, now: number): void {
  tx.run('INSERT INTO far_routes VALUES (?, ?, NULL)', randomBytes(SALT_BYTES), now)
}

/** The routes that lead here now, the current one first. Empty before the door was first opened. */
export function listRoutes(rows: Rows, now: number): Uint8Array[] {
  const secret = findFarSecret(rows)
  if (secret === null) return []
  const sql = `
    SELECT salt FROM far_routes WHERE ends_at IS NULL OR ends_at > ?
    ORDER BY ends_at IS NOT NULL, made_at DESC LIMIT ?`
  return rows
    .all<{ salt: Uint8Array }>(sql, now, MAX_ROUTES)
    .map(({ salt }) => hash('fumikura/far-route/1', farPublicKey(secret), salt).slice(0, ROUTE_BYTES))
}
