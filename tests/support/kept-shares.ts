// The shares of gates that somebody has: from the recorded wires to stations, or from the disks of
// stations.
import { silentLog, systemClock, toHex } from '../../src/core/base/index.ts'
import { decodeGatePut } from '../../src/core/station-records/index.ts'
import { openHomeLedger } from '../../src/core/home-ledger.ts'
import { findHome, homePaths, unlockHome } from '../../src/core/home/index.ts'
import { STATION_SCHEMAS } from '../../src/core/open-station.ts'
import { combineShares } from '../../src/core/seal/index.ts'
import type { Recording } from './recording.ts'
import type { TestStation } from './station.ts'

export interface KeptShare {
  handle: Uint8Array
  place: number
  share: Uint8Array
}

/** A station's request is plain to who breaks the handshake of its wire. */
export function sharesOnWires(recording: Recording): KeptShare[] {
  return recording.callsOf('gate-put').flatMap(({ request }) => decodeGatePut(request))
}

/** Reads the shares that the disk of a station has now. */
export async function sharesOnDisk(station: TestStation): Promise<KeptShare[]> {
  await station.stop()
  const paths = homePaths(station.homeDir)
  const storageKey = await unlockHome(paths.dir, (await findHome(paths.dir))!)
  const ledger = await openHomeLedger(
    { paths, storageKey, clock: systemClock, log: silentLog },
    STATION_SCHEMAS,
  )
  const sql = 'SELECT handle, place, share FROM kept_gates WHERE share IS NOT NULL'
  const shares = ledger.all<{ handle: Uint8Array; place: number; share: Uint8Array }>(sql)
  await ledger.close()
  await station.start()
  return shares
}

/** Joins the shares of each gate of which there are enough. */
export async function joinShares(
  shares: readonly KeptShare[],
  need: number,
): Promise<{ handle: Uint8Array; grant: Uint8Array }[]> {
  const gates = new Map<string, Map<number, KeptShare>>()
  for (const one of shares) {
    const gate = gates.get(toHex(one.handle)) ?? new Map<number, KeptShare>()
    gates.set(toHex(one.handle), gate.set(one.place, one))
  }
  const joined = [...gates.values()].map(async (gate) => {
    const all = [...gate.values()]
    if (all.length < need) return []
    const grant = await combineShares(
      all.map(({ share }) => share),
      need,
    )
    return [{ handle: all[0]!.handle, grant }]
  })
  return (await Promise.all(joined)).flat()
}
