// How many recalls a station has not confirmed, for the person's list of stations.
import { decodeAct } from '../station-records/index.ts'
import type { Rows } from '../ledger/index.ts'

/** Returns the number of recalled letters that wait for this station. */
export function countPendingRecalls(rows: Rows, station: Uint8Array): number {
  const burns = rows.all<{ letter: number; record: Uint8Array }>(PENDING_BURNS, station)
  const recalls = burns.filter(({ record }) => TAKEN_BACK.has(decodeAct(record).why))
  return new Set(recalls.map(({ letter }) => letter)).size
}

const TAKEN_BACK: ReadonlySet<string | null> = new Set(['recalled', 'withdrawn'])

const PENDING_BURNS = `
  SELECT g.letter, a.record FROM gate_pending_acts p
  JOIN gate_acts a ON a.handle = p.handle AND a.seq = p.seq JOIN gate_rows g ON g.handle = p.handle
  WHERE p.station = ? AND p.is_renewal = 0 AND a.kind = 'burn'`
