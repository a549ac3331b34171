// The page's entry in the desktop's window: the doors are ports, the surroundings are the shell's.
import { createDesktopDoor, createDesktopShell } from './bridge/index.ts'
import { start } from './start.ts'
import { obeyDesktop } from './state/obey-desktop.svelte.ts'

const door = createDesktopDoor(window)
const shell = createDesktopShell(door)
const { app } = start(door.dial, shell)
obeyDesktop(app)
