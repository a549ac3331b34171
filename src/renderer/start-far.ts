// Starts the app on a phone: the same screens as everywhere, and one line that says how its home
// stands. Page settings stay on this phone.
import { createBrowserShell } from './bridge/index.ts'
import type { FarDoor } from './bridge/far-door.ts'
import { createFarFiles } from './bridge/far-files.ts'
import { keepRoute } from './bridge/far-home.ts'
import { checkPage } from './bridge/far-page.ts'
import { installFarWorker } from './files/start-worker.ts'
import { start } from './start.ts'
import { FarState } from './state/far-state.svelte.ts'

export async function startFar(door: FarDoor): Promise<void> {
  await installFarWorker()
  const files = createFarFiles(door)
  const shell = createBrowserShell(window, { session: () => null, files })
  const { connection } = start(door.dial, shell, new FarState(door))
  window.addEventListener('online', () => connection.retry())
  checkPage(connection, door)
  const learnRoute = (): void => {
    void connection.api.phones
      .self()
      .then(({ route }) => keepRoute(route))
      .catch(() => undefined)
  }
  connection.onState((state) => state === 'online' && learnRoute())
  connection.onEvent(({ type }) => type === 'phones-changed' && learnRoute())
}
