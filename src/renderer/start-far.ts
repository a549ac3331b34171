// Starts the app on a phone: the same screens as everywhere, one line that says how its home stands, and
// a memory for the time that it is away. Page settings stay on this phone.
import { openCacheKey } from './bridge/cache-key.ts'
import type { FarDoor } from './bridge/far-door.ts'
import { createFarFiles } from './bridge/far-files.ts'
import { keepRoute, readHome } from './bridge/far-home.ts'
import { checkPage } from './bridge/far-page.ts'
import { createBrowserShell, type Connection } from './bridge/index.ts'
import { Memory } from './bridge/memory.ts'
import { createRemembering } from './bridge/remembering.ts'
import { forgetWhatIsGone } from './bridge/still-readable.ts'
import { installFarWorker, keepFilesOfPage } from './files/start-worker.ts'
import { start } from './start.ts'
import { FarState } from './state/far-state.svelte.ts'

export async function startFar(door: FarDoor): Promise<void> {
  const memory = new Memory(readHome().then((home) => openCacheKey(home!.homeKey)))
  const remembering = createRemembering(memory)
  await installFarWorker()
  const files = createFarFiles(door)
  const shell = createBrowserShell(window, { session: () => null, files })
  const far = new FarState(door, remembering)
  const { connection } = start(door.dial, shell, { far, around: remembering.around })
  window.addEventListener('online', () => connection.retry())
  checkPage(connection, door)
  keepFilesOfPage()
  learnRoutes(connection)
  forgetWhatIsGone(connection, memory)
}

/** Another phone may have been removed. */
function learnRoutes(connection: Connection): void {
  const learn = (): void => {
    void connection.api.phones
      .self()
      .then(({ route }) => keepRoute(route))
      .catch(() => undefined)
  }
  connection.onState((state) => state === 'online' && learn())
  connection.onEvent(({ type }) => type === 'phones-changed' && learn())
}
