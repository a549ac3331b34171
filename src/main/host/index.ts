// host: what opens an engine to others on this machine. Plain Node, no Electron.
export { ChosenPlaces } from './chosen-places.ts'
export type { DemoProcess, StartDemo } from './demo-keeper.ts'
export { createSessionHandlers, openSite, serveDoors, type Doors, type DoorsOptions } from './doors.ts'
export { openFileServer, type FilePlace, type FileServer } from './file-server.ts'
export { Sessions } from './sessions.ts'
export { askingProof } from './page-proof.ts'
export { withoutPaths } from './without-paths.ts'
