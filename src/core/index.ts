// The only entry into core for the hosts in src/main: an engine for one home, a private DHT, and
// the paths of a home.
export { requestPublic, type PublicNetwork } from './accounts/index.ts'
export { Mutex, toText, type Clock, type Log } from './base/index.ts'
export { openEngine, type Engine } from './engine.ts'
export { verifyExport } from './export/index.ts'
export type { EngineFiles, OpenedFile } from './handlers/index.ts'
export {
  defaultHomeDir,
  findHome,
  homePaths,
  keepNetwork,
  replaceFile,
  type HomePaths,
} from './home/index.ts'
export type { PhoneLink, PhonePush, PhoneRow, Phones, Wake, WakePlan, WakeSource } from './phones/index.ts'
export { runDht } from './network/index.ts'
export { openStation, recoverStation, type OpenStation, type StationOptions } from './open-station.ts'
export type { FarRoutes, Station } from './station/index.ts'
