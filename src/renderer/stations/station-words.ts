// What a row of a station says about it: one fault, or how much of the letters it has.
import type { JoinedStation } from '../../core/contract/index.ts'
import { f, m } from '../messages/later.ts'

/** From this share of its limit on, a station is nearly full. */
const NEARLY = 0.8

export function isNearlyFull({ bytes, limit }: JoinedStation): boolean {
  return bytes >= limit * NEARLY
}

/** True if the station takes part in opening and recalling now. */
export function isAnswering({ online, fenced, isCustomer }: JoinedStation): boolean {
  return online && !fenced && isCustomer
}

/** The most important fault; null if there is none. */
export function describeFault(station: JoinedStation): string | null {
  const { faults } = m.stations
  if (!station.isCustomer) return faults.stranger
  if (station.fenced) return faults.fenced
  if (station.full) return faults.full
  return station.egress >= station.egressLimit ? faults.givenOut : null
}

/** What is late at a station, one sentence for each kind. */
export function listLate({ waiting, recalls }: JoinedStation): string[] {
  const words: string[] = []
  if (waiting > 0) words.push(m.stations.waiting(waiting, f.number(waiting)))
  if (recalls > 0) words.push(m.stations.recallsWaiting(recalls, f.number(recalls)))
  return words
}

/** For a station that has everything. */
export function describeKept({ handedOver }: JoinedStation): string {
  return m.stations.hasAll(handedOver, f.number(handedOver))
}

export function describeSpace(station: JoinedStation): string {
  const { full, bytes, limit } = station
  const words = [m.stations.space(f.bytes(bytes), f.bytes(limit))]
  if (full) words.push(m.stations.full)
  else if (isNearlyFull(station)) words.push(m.stations.nearlyFull)
  return words.join(' · ')
}
