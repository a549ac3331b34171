// The page's entry in a browser: the door is a WebSocket, the surroundings are the browser's.
import { createBrowserShell, createWebDoor } from './bridge/index.ts'
import { start } from './start.ts'

const door = createWebDoor(window)
const { connection } = start(door.dial, createBrowserShell(window, door))
door.onLetIn(() => connection.retry())
window.addEventListener('online', () => connection.retry())
