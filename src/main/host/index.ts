// host: what opens an engine to others on this machine. Plain Node, no Electron.
export type { DemoProcess, StartDemo } from './demo-keeper.ts'
export { createSessionHandlers, openSite, serveDoors, type Doors, type DoorsOptions } from './doors.ts'
export { SessionBook } from './session-book.ts'
