// The station itself: its device key and its name. A restored copy of a home must get a new key,
// because two stations of one key could answer one question differently.
import type { Ledger, Rows } from '../ledger/index.ts'
import { createSigningKeyPair, type KeyPair } from '../seal/index.ts'

export interface StationSelf {
  device: KeyPair
  name: string
}

const DEFAULT_NAME = 'Station'

/** Returns the key and the name of this station. Creates the key at the first start. */
export async function loadSelf(ledger: Ledger, name?: string): Promise<StationSelf> {
  const known = findSelf(ledger)
  if (known !== null && (name === undefined || name === known.name)) return known
  const self = { device: known?.device ?? createSigningKeyPair(), name: name ?? DEFAULT_NAME }
  await writeSelf(ledger, self)
  return self
}

/** Null if the station was never started. */
export function findSelf(rows: Rows): StationSelf | null {
  const row = rows.get<{ devicePublic: Uint8Array; deviceSecret: Uint8Array; name: string }>(
    'SELECT device_public AS devicePublic, device_secret AS deviceSecret, name FROM station_self',
  )
  if (row === undefined) return null
  return { device: { publicKey: row.devicePublic, secretKey: row.deviceSecret }, name: row.name }
}

function writeSelf(ledger: Ledger, { device, name }: StationSelf): Promise<unknown> {
  return ledger.write((tx) =>
    tx.run(
      'INSERT OR REPLACE INTO station_self VALUES (1, ?, ?, ?)',
      device.publicKey,
      device.secretKey,
      name,
    ),
  )
}
