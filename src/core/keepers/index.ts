// keepers: the stations of this person, and of the authors whom they read. It joins and leaves
// stations, hands letters and notices over to them, and reads from them while an author is away.
// It may import base, contract, seal, ledger, identity, cores, station-records, store, feeds,
// access, network, views. What contacts and letters know, it asks through ports.
// Out: commit → own cores that grew → `keep` → replication → `kept`.
// In: the station of an absent author → feed attached → feeds reads it.
export { AuthorStations, NEAR_FIRST_MS } from './author-stations.ts'
export { dropAtStations } from './cores-at-stations.ts'
export {
  countAtNoStation,
  countAtStation,
  findAtStations,
  findWaiting,
  forgetHandingOver,
  recordHandingOver,
  type AtStations,
  type NeededCore,
} from './letters-at-stations.ts'
export { PACE, type Pace } from './parts.ts'
export type { AwayFeed } from './away-reader.ts'
export { FarLinksOfHome } from './far-links.ts'
export type { RemovalAt } from './removal-errands.ts'
export type { RosterReaders } from './roster-errands.ts'
export { keepersSchema } from './schema.ts'
export { resolveStation } from './station-names.ts'
export { requestKept } from './requests.ts'
export { hearLogsAgain, isOwnStation, type Station } from './station-rows.ts'
export { Stations } from './stations.ts'
