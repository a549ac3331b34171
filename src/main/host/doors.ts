// Opens and closes both doors of a running engine, and adds the calls that the host answers itself.
import {
  EngineError,
  type Channel,
  type DoorHandlers,
  type Handlers,
  type HostHandlers,
  type PageLink,
  type SessionId,
} from '../../core/contract/index.ts'
import type { FarLinks } from '../../core/contract/message-link.ts'
import { serveContract, type DoorLog } from '../../core/contract/server.ts'
import type { EngineFiles, Phones } from '../../core/index.ts'
import { createEnginePosts, PublicSite } from '../site/index.ts'
import { StandIn, type StandInOptions } from './stand-in.ts'
import { createDemoHandlers, createWorldHandlers } from './demo-handlers.ts'
import { DemoKeeper, type StartDemo } from './demo-keeper.ts'
import { DoorMemory } from './door-memory.ts'
import { FarDoor, forPhones, PageWatch } from './far/index.ts'
import { makeDoorKey } from './local-proof.ts'
import { requireProof } from './page-proof.ts'
import { Sessions } from './sessions.ts'
import { openSocketDoor, type LocalDoor } from './socket-door.ts'
import { ChosenPlaces } from './chosen-places.ts'
import { openWebDoor, type WebDoor } from './web-door.ts'
import { withoutPaths } from './without-paths.ts'

export interface DoorsOptions {
  handlers: Handlers
  log: DoorLog
  localDoor: LocalDoor
  /** The home folder; only its owner can read it. */
  homeDir: string
  /** The file with the web door's state between runs. */
  memoryPath: string
  rendererDir: string
  /** Access to file contents; without it the web door serves no files. */
  files?: EngineFiles
  /** The web door's port; by default a port that this home has never used. */
  port?: number
  /** How phones come to this home; without it there is no door for them. Needs `files`. */
  far?: {
    /** By a station, and by a front of its own. */
    links: readonly FarLinks[]
    /** The origin of that front; null without one. */
    origin: string | null
    /** The phones of the open home. Null while it is empty or locked. */
    phones: () => Phones | null
  }
  /** The file with the public site's settings; without it there is no public site. */
  sitePath?: string
  /** The stand-in of this home; without it this computer cannot stand in for others. */
  standIn?: Pick<StandInOptions, 'paths' | 'network' | 'log'>
  /** Starts the demo world; without it there is none. */
  startDemo?: StartDemo
  /** Within the demo world: ends it. */
  endWorld?: () => void
}

export interface Doors {
  /** The address of the page; a browser also needs a link to get a session. */
  origin: string
  /** A one-time link for a person or a program to read. */
  drawLink(lifeMs: number): string
  /** The same for a browser that this program starts. */
  openLink(lifeMs?: number): Promise<PageLink>
  /** The address of the public site if it is served, else null. */
  siteUrl: string | null
  /** Closes every connection and aborts running calls. */
  close(): Promise<void>
}

/** @throws HOME_LOCKED if an engine already answers on the socket, INVALID if `port` is taken */
export async function serveDoors(options: DoorsOptions): Promise<Doors> {
  const memory = await DoorMemory.open(options.memoryPath)
  const sessions: Sessions = new Sessions({
    kept: memory.sessions,
    homeKey: await makeDoorKey(options.localDoor.doorKey),
    onKeep: () => memory.keepSessions(sessions.listKept(Date.now())),
  })
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
  if (demo !== null) handlers.demo = createDemoHandlers(() => demo.open())
  if (options.endWorld !== undefined) handlers.demo = createWorldHandlers(options.endWorld)
  const serve = (channel: Channel): void => serveContract(channel, handlers, options.log)
  const socketDoor = await openSocketDoor(options.localDoor, serve)
  let site: PublicSite | null = null
  let standIn: StandIn | null = null
  try {
    const { rendererDir, port, sitePath, files } = options
    if (sitePath !== undefined) {
      site = await openSite(sitePath, options)
      handlers.site = site.handlers
    }
    if (options.standIn !== undefined) {
      standIn = await openStandIn(options.standIn, options.handlers)
      handlers.standIn = standIn.handlers
    }
    const places = new ChosenPlaces()
    const servePage = createPageServer(handlers, places, options.log)
    web = await openWebDoor({ sessions, memory, serve: servePage, files, places, rendererDir, port })
    const door = web
    const far =
      options.far === undefined || files === undefined
        ? null
        : new FarDoor({
            ...options.far,
            ...{ handlers: forPhones(handlers), files, log: options.log },
            page: await PageWatch.open({ rendererDir, log: options.log }),
          })
    return {
      origin: `http://127.0.0.1:${door.port}`,
      drawLink: (lifeMs) => door.links.draw(lifeMs),
      openLink,
      siteUrl: site?.state.url ?? null,
      async close() {
        far?.close()
        await Promise.all([door.close(), socketDoor.close(), site?.close(), standIn?.close(), demo?.close()])
      },
    }
  } catch (error) {
    await Promise.all([socketDoor.close(), site?.close(), standIn?.close()])
    throw error
  }
}

/**
 * Serves a page with fewer rights: no paths on this machine, no links for further browsers, and no
 * risky act without a proof.
 */
function createPageServer(
  handlers: DoorHandlers,
  places: ChosenPlaces,
  log: DoorLog,
): (channel: Channel, session: SessionId) => void {
  const makers = new Set<SessionId>()
  const refuse = async (): Promise<never> => {
    throw new EngineError('COMMAND_ONLY', 'Only the command line can open another browser: fumikura open.')
  }
  return (channel, session) => {
    const forPage = withoutPaths(handlers, places, { typesBackups: true })
    const isMaker = (): boolean => makers.has(session)
    const onMade = (): void => void makers.add(session)
    const proving = requireProof(forPage, { isMaker, onMade, now: Date.now })
    serveContract(channel, { ...proving, sessions: { ...handlers.sessions!, open: refuse } }, log)
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

/** Opens the stand-in of a home; runs it at once if it is switched on. */
export function openStandIn(
  options: Pick<StandInOptions, 'paths' | 'network' | 'log'>,
  { home }: Pick<Handlers, 'home'>,
): Promise<StandIn> {
  const findName = async (): Promise<string | null> =>
    (await home.status({}, { signal: new AbortController().signal })).name
  return StandIn.open({ ...options, findName })
}

/** Opens the public site of an engine; serves it at once if it is switched on. */
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
      await sessions.revoke(session)
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
