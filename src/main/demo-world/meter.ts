// Measures the cost of an act from the engines' own counters: blocks in stores, records in feeds,
// bytes on connections.
// It reads every doctor report twice, before the act and when the counters no longer change.
import type { DoctorReport } from '../../core/contract/index.ts'
import type { Resident } from './resident.ts'

const LOOK_EVERY_MS = 120
/** How long to wait for counters that never come to rest. */
const PATIENCE_MS = 3_000
/** An idle connection sends at most this much as a keep-alive; it does not count as movement. */
export const KEEP_ALIVE_BYTES = 64

type Looks = Map<Resident, DoctorReport>

export interface Stored {
  name: string
  /** New in this person's own store. */
  blocks: number
  blockBytes: number
  /** Written into feeds for others: notices and later records. */
  written: { records: number; bytes: number }
  /** Read from the feeds of others. */
  read: { records: number; bytes: number }
  /** Opened letters of others that are kept. */
  kept: number
}

export interface Moved {
  from: string
  to: string
  bytes: number
}

export interface Cost {
  stored: Stored[]
  moved: Moved[]
}

export class Meter {
  readonly #residents: Resident[]
  #before: Looks = new Map()

  constructor(residents: Resident[]) {
    this.#residents = residents
  }

  async begin(): Promise<void> {
    this.#before = await this.#rest()
  }

  async end(): Promise<Cost> {
    const after = await this.#rest()
    const present = [...after.keys()]
    return {
      stored: present.map((one) => compareStores(one.login, this.#before.get(one), after.get(one)!)),
      moved: present.flatMap((one) => this.#compareWires(one, after.get(one)!)),
    }
  }

  /** Reads the reports until two in a row are equal. */
  async #rest(): Promise<Looks> {
    const startedAt = performance.now()
    let looks = await this.#look()
    while (performance.now() - startedAt < PATIENCE_MS) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      const next = await this.#look()
      const isQuiet = Math.abs(sumBytes(next) - sumBytes(looks)) <= KEEP_ALIVE_BYTES * next.size ** 2
      looks = next
      if (isQuiet) break
    }
    return looks
  }

  async #look(): Promise<Looks> {
    const present = this.#residents.filter((one) => one.isHome)
    const reports = await Promise.all(present.map((one) => one.api.doctor.report()))
    return new Map(present.map((one, at) => [one, reports[at]!]))
  }

  #compareWires(from: Resident, report: DoctorReport): Moved[] {
    const before = this.#before.get(from)?.network.peers ?? []
    return report.network.peers.flatMap((peer) => {
      const to = this.#residents.find(({ person }) => person === peer.person)
      // The counters of a new connection start at zero.
      const same = before.find(({ device, since }) => device === peer.device && since === peer.since)
      const bytes = peer.bytes.out - (same?.bytes.out ?? 0)
      return to === undefined ? [] : [{ from: from.login, to: to.login, bytes }]
    })
  }
}

function sumBytes(looks: Looks): number {
  return [...looks.values()]
    .flatMap(({ network }) => network.peers)
    .reduce((sum, { bytes }) => sum + bytes.out, 0)
}

const EMPTY = {
  store: { blocks: 0, bytes: 0, kept: 0 },
  written: { records: 0, bytes: 0 },
  read: { records: 0, bytes: 0 },
}

function compareStores(name: string, before: DoctorReport | undefined, after: DoctorReport): Stored {
  const [store, feeds] = [before?.store ?? EMPTY.store, before?.feeds ?? EMPTY]
  const differ = (key: 'written' | 'read') => ({
    records: after.feeds[key].records - feeds[key].records,
    bytes: after.feeds[key].bytes - feeds[key].bytes,
  })
  return {
    name,
    blocks: after.store.blocks - store.blocks,
    blockBytes: after.store.bytes - store.bytes,
    written: differ('written'),
    read: differ('read'),
    kept: after.store.kept - store.kept,
  }
}
