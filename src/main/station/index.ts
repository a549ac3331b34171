// station: runs a station as a process, and reaches a running one by the local door of its home.
// Plain Node, without Electron and without a page.
export { recoverStation } from '../../core/index.ts'
export { reachStation, type StationConnection } from './reach-station.ts'
export { startStation } from './start-station.ts'
