// A copy of one account's rows at a station, and the way back to it: what a restored snapshot of a
// virtual machine does to a station, for one customer.
import type { SqlValue } from '../../../src/core/ledger/index.ts'
import type { TestStation } from '../../unit/station/test-station.ts'

const TABLES = [
  'gate_accounts',
  'gate_log',
  'gate_co_keepers',
  'kept_gates',
  'gate_readers',
  'gate_tombstones',
] as const

type Row = Record<string, SqlValue>

export type AccountRows = ReadonlyMap<string, readonly Row[]>

export function copyRows({ ledger }: TestStation, account: Uint8Array): AccountRows {
  return new Map(
    TABLES.map((table) => [table, ledger.all<Row>(`SELECT * FROM ${table} WHERE account = ?`, account)]),
  )
}

const isEmpty = (value: SqlValue): boolean => value instanceof Uint8Array && value.byteLength === 0

/** The station starts again afterwards, so that what it had in memory is gone too. */
export async function putBack(station: TestStation, account: Uint8Array, copied: AccountRows): Promise<void> {
  await station.ledger.write((tx) => {
    for (const [table, rows] of copied) {
      tx.run(`DELETE FROM ${table} WHERE account = ?`, account)
      for (const row of rows) {
        const entries = Object.entries(row)
        const names = entries.map(([name]) => name).join(', ')
        // The plain tables of the tests store an empty parameter as NULL.
        const values = entries.map(([, value]) => (isEmpty(value) ? "x''" : '?')).join(', ')
        const given = entries.map(([, value]) => value).filter((value) => !isEmpty(value))
        tx.run(`INSERT INTO ${table} (${names}) VALUES (${values})`, ...given)
      }
    }
  })
  station.open()
}

export async function removeRows({ ledger }: TestStation, account: Uint8Array): Promise<void> {
  await ledger.write((tx) => {
    for (const table of TABLES) tx.run(`DELETE FROM ${table} WHERE account = ?`, account)
  })
}
