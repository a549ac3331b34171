// The page's entry in a browser. It reaches the engine through a WebSocket.
import { createBrowserShell, createWebDoor, loadPartsOnlyWhile, moveOnceSaved } from './bridge/index.ts'
import { start } from './start.ts'
import type { App } from './state/app.svelte.ts'

// In development Vite serves the page from another port than the engine's.
const engine = import.meta.env.DEV ? (import.meta.env.VITE_ENGINE_HOST as string | undefined) : undefined
const door = createWebDoor(window, engine)
loadPartsOnlyWhile(door.isSafe)
const { app, connection } = start(door.dial, createBrowserShell(window, door))
door.onLetIn(() => connection.retry())
moveOnceSaved(window, { door, isOnline: () => connection.state === 'online' })
window.addEventListener('online', () => connection.retry())
void keepSettingsInHome(app)

/** Each start has another port, so the browser's own storage would not survive it. */
async function keepSettingsInHome({ api, settings }: App): Promise<void> {
  settings.keepBy((text) => void api.page.keepSettings({ settings: text }).catch(() => undefined))
  const kept = await api.page.settings().catch(() => null)
  if (kept !== null) settings.restore(kept)
}
