// host: opens an engine to other processes on this machine. Plain Node, without Electron.
export { ChosenPlaces } from './chosen-places.ts'
export { createDemoHandlers } from './demo-handlers.ts'
export type { DemoProcess, StartDemo } from './demo-keeper.ts'
export {
  createSessionHandlers,
  openSite,
  openStandIn,
  serveDoors,
  type Doors,
  type DoorsOptions,
} from './doors.ts'
export { openFileServer, type FileEndpoint, type FileServer } from './file-server.ts'
export type { StandIn } from './stand-in.ts'
export { Sessions } from './sessions.ts'
export { requireProof } from './page-proof.ts'
export { withoutPaths } from './without-paths.ts'
