// The page's entry in the desktop window. It reaches the engine through message ports, and the
// system (badge, notifications, links) through the Electron shell.
import { createDesktopDoor, createDesktopShell } from './bridge/index.ts'
import { start } from './start.ts'
import { obeyDesktop } from './state/obey-desktop.svelte.ts'

const door = createDesktopDoor(window)
const shell = createDesktopShell(door)
const { app } = start(door.dial, shell)
obeyDesktop(app)
