// The page's entry in a browser: the door is a WebSocket, the surroundings are the browser's.
import { createBrowserShell, createWebDoor, loadPartsOnlyWhile } from './bridge/index.ts'
import { start } from './start.ts'
import type { App } from './state/app.svelte.ts'

// Vite serves the page from a port of its own; the engine proves its own.
const engine = import.meta.env.DEV ? (import.meta.env.VITE_ENGINE_HOST as string | undefined) : undefined
const door = createWebDoor(window, engine)
loadPartsOnlyWhile(door.isSafe)
const { app, connection } = start(door.dial, createBrowserShell(window, door))
door.onLetIn(() => connection.retry())
window.addEventListener('online', () => connection.retry())
void keepSettingsInHome(app)

/** The next start has another address, and a browser keeps nothing from one address to another. */
async function keepSettingsInHome({ api, settings }: App): Promise<void> {
  settings.keepBy((text) => void api.page.keepSettings({ settings: text }).catch(() => undefined))
  const kept = await api.page.settings().catch(() => null)
  if (kept !== null) settings.take(kept)
}
