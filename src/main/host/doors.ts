// Both doors of a running engine, opened and closed together; what the host itself answers is added here.
import {
  EngineError,
  type Channel,
  type DoorHandlers,
  type Handlers,
  type HostHandlers,
  type PageLink,
  type SessionId,
} from '../../core/contract/index.ts'
import { serveContract, type DoorLog } from '../../core/contract/server.ts'
import type { EngineFiles } from '../../core/index.ts'
import { createEnginePosts, PublicSite } from '../site/index.ts'
import { DemoKeeper, type StartDemo } from './demo-keeper.ts'
import { DoorMemory } from './door-memory.ts'
import { askingProof } from './page-proof.ts'
import { Sessions } from './sessions.ts'
import { openSocketDoor, type LocalDoor } from './socket-door.ts'
import { ChosenPlaces } from './chosen-places.ts'
import { openWebDoor, type WebDoor } from './web-door.ts'
import { withoutPaths } from './without-paths.ts'

export interface DoorsOptions {
  handlers: Handlers
  log: DoorLog
  localDoor: LocalDoor
  /** The home's folder, which is its owner's alone. */
  homeDir: string
  /** What the web door remembers between runs. */
  memoryPath: string
  rendererDir: string
  /** The bytes of files; without it the web door has none. */
  files?: EngineFiles
  /** The web door's port; without it one that this home never had. */
  port?: number
  /** Where the public site is remembered; without it these doors know of none. */
  sitePath?: string
  /** Starts the demo world; without it these doors know of none. */
  startDemo?: StartDemo
}

export interface Doors {
  /** Where the page is; a browser needs a link to be let in. */
  origin: string
  /** A link for a person or a program to read, good once. */
  drawLink(lifeMs: number): string
  /** The same for a browser that is started by us. */
  openLink(lifeMs?: number): Promise<PageLink>
  /** Where the public site is served, if it is. */
  siteUrl: string | null
  /** Ends every connection; running calls are aborted. */
  close(): Promise<void>
}

/** @throws HOME_LOCKED when an engine answers on the socket already, INVALID when `port` is taken. */
export async function serveDoors(options: DoorsOptions): Promise<Doors> {
  const sessions = new Sessions()
  const memory = await DoorMemory.open(options.memoryPath)
  const demo = options.startDemo === undefined ? null : new DemoKeeper(options.startDemo)
  let web: WebDoor | null = null
  const openLink = async (lifeMs?: number): Promise<PageLink> => {
    if (web === null) throw notServed()
    return web.links.drawWithFile(options.homeDir, lifeMs)
  }
  const handlers: DoorHandlers = {
    ...options.handlers,
    sessions: { ...createSessionHandlers(sessions), open: () => openLink() },
    page: createPageHandlers(memory),
  }
  // The file is for a desktop; a page needs the link alone.
  if (demo !== null) handlers.demo = { open: async () => ({ url: (await demo.open()).url }) }
  const serve = (channel: Channel): void => serveContract(channel, handlers, options.log)
  const socketDoor = await openSocketDoor(options.localDoor, serve)
  let site: PublicSite | null = null
  try {
    const { rendererDir, port, sitePath, files } = options
    if (sitePath !== undefined) {
      site = await openSite(sitePath, options)
      handlers.site = site.handlers
    }
    const places = new ChosenPlaces()
    const servePage = createPageServer(handlers, places, options.log)
    web = await openWebDoor({ sessions, memory, serve: servePage, files, places, rendererDir, port })
    const door = web
    return {
      origin: `http://127.0.0.1:${door.port}`,
      drawLink: (lifeMs) => door.links.draw(lifeMs),
      openLink,
      siteUrl: site?.state.url ?? null,
      async close() {
        await Promise.all([door.close(), socketDoor.close(), site?.close(), demo?.close()])
      },
    }
  } catch (error) {
    await Promise.all([socketDoor.close(), site?.close()])
    throw error
  }
}

/** Serves a page: no places of this machine, no new browsers, and no act that gives the person away for a session alone. */
function createPageServer(
  handlers: DoorHandlers,
  places: ChosenPlaces,
  log: DoorLog,
): (channel: Channel, session: SessionId) => void {
  const makers = new Set<SessionId>()
  const refuse = async (): Promise<never> => {
    throw new EngineError('COMMAND_ONLY', 'Only the command line lets another browser in: fumikura open.')
  }
  return (channel, session) => {
    const forPage = withoutPaths(handlers, places, { typesBackups: true })
    const isMaker = (): boolean => makers.has(session)
    const onMade = (): void => void makers.add(session)
    const asking = askingProof(forPage, { isMaker, onMade, now: Date.now })
    serveContract(channel, { ...asking, sessions: { ...handlers.sessions!, open: refuse } }, log)
  }
}

function createPageHandlers(memory: DoorMemory): HostHandlers['page'] {
  return {
    settings: async () => memory.settings,
    async keepSettings({ settings }) {
      await memory.keepSettings(settings)
      return null
    },
  }
}

/** The public site of an engine: served at once where it was switched on. */
export function openSite(
  path: string,
  { handlers, log }: Pick<DoorsOptions, 'handlers' | 'log'>,
): Promise<PublicSite> {
  return PublicSite.open({ path, source: createEnginePosts(handlers), log })
}

export function createSessionHandlers(sessions: Sessions): HostHandlers['sessions'] {
  return {
    list: async () => sessions.list(),
    async revoke({ session }) {
      sessions.revoke(session)
      return sessions.list()
    },
    open: async () => {
      throw notServed()
    },
  }
}

function notServed(): EngineError {
  return new EngineError('UNREACHABLE', 'Fumikura is not running in this home: start it with `fumikura up`.')
}
