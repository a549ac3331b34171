// Both doors of a running engine, opened and closed together; what the host itself answers is added here.
import type { Channel, DoorHandlers, Handlers, HostHandlers } from '../../core/contract/index.ts'
import { serveContract, type DoorLog } from '../../core/contract/server.ts'
import type { EngineFiles } from '../../core/index.ts'
import { createEnginePosts, PublicSite } from '../site/index.ts'
import { DemoKeeper, type StartDemo } from './demo-keeper.ts'
import { SessionBook } from './session-book.ts'
import { openSocketDoor } from './socket-door.ts'
import { ChosenPlaces } from './chosen-places.ts'
import { openWebDoor } from './web-door.ts'
import { withoutPaths } from './without-paths.ts'

export interface DoorsOptions {
  handlers: Handlers
  log: DoorLog
  socketPath: string
  /** Where the web door's sessions and its port are remembered. */
  sessionsPath: string
  rendererDir: string
  /** The bytes of files; without it the web door has none. */
  files?: EngineFiles
  /** The web door's port; without it the same as last time if it is free. */
  port?: number
  /** Where the public site is remembered; without it these doors know of none. */
  sitePath?: string
  /** Starts the demo world; without it these doors know of none. */
  startDemo?: StartDemo
}

export interface Doors {
  url: string
  /** Where the public site is served, if it is. */
  siteUrl: string | null
  /** Ends every connection; running calls are aborted. */
  close(): Promise<void>
}

/** @throws HOME_LOCKED when an engine answers on the socket already, INVALID when `port` is taken. */
export async function serveDoors(options: DoorsOptions): Promise<Doors> {
  const sessions = await SessionBook.open(options.sessionsPath)
  const demo = options.startDemo === undefined ? null : new DemoKeeper(options.startDemo)
  const handlers: DoorHandlers = { ...options.handlers, sessions: createSessionHandlers(sessions) }
  if (demo !== null) handlers.demo = { open: () => demo.open() }
  const serve = (channel: Channel): void => serveContract(channel, handlers, options.log)
  const socketDoor = await openSocketDoor(options.socketPath, serve)
  let site: PublicSite | null = null
  try {
    const { rendererDir, port, sitePath } = options
    if (sitePath !== undefined) {
      site = await openSite(sitePath, options)
      handlers.site = site.handlers
    }
    const places = new ChosenPlaces()
    const forPage = withoutPaths(handlers, places, { typesBackups: true })
    const servePage = (channel: Channel): void => serveContract(channel, forPage, options.log)
    const { files } = options
    const webDoor = await openWebDoor({ sessions, serve: servePage, files, places, rendererDir, port })
    return {
      url: webDoor.url,
      siteUrl: site?.state.url ?? null,
      async close() {
        await Promise.all([webDoor.close(), socketDoor.close(), site?.close(), demo?.close()])
      },
    }
  } catch (error) {
    await Promise.all([socketDoor.close(), site?.close()])
    throw error
  }
}

/** The public site of an engine: served at once where it was switched on. */
export function openSite(
  path: string,
  { handlers, log }: Pick<DoorsOptions, 'handlers' | 'log'>,
): Promise<PublicSite> {
  return PublicSite.open({ path, source: createEnginePosts(handlers), log })
}

export function createSessionHandlers(sessions: SessionBook): HostHandlers['sessions'] {
  return {
    list: async () => sessions.list(),
    async revoke({ session }) {
      await sessions.revoke(session)
      return sessions.list()
    },
  }
}
