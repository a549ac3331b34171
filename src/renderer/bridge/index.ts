// bridge: connects the page to the engine and to its environment.
export { connect, type Around, type Connection, type Dial, type LinkState } from './connection.ts'
export { createDesktopDoor, type ShellCalls } from './desktop-door.ts'
export { createDesktopShell } from './desktop-shell.ts'
export { drawSealing, type Sending } from './page-files.ts'
export { moveOnceSaved } from './move-once-saved.ts'
export { loadPartsOnlyWhile } from './parts.ts'
export { createBrowserShell, type Desktop, type Shell } from './shell.ts'
export { createWebDoor } from './web-door.ts'
