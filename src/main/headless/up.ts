// `fumikura up`: the engine with both its doors, until a signal.
// A locked home is served too, because a person can unlock it on its page.
import { serveContract, type DoorLog } from '../../core/contract/server.ts'
import {
  createClient,
  createMemoryChannels,
  EngineError,
  isEngineError,
  type Handlers,
  type HomeStatus,
} from '../../core/contract/index.ts'
import { homePaths, openEngine } from '../../core/index.ts'
import { openFront, OwnFarLinks, type Front } from '../front/index.ts'
import { serveDoors, type Doors } from '../host/index.ts'
import { openBrowser } from './browser.ts'
import type { Running, UpOptions } from './command.ts'
import { findHomeDir } from './connect.ts'
import { forkDemo } from './demo-process.ts'
import { countOf } from './screen.ts'
import { createTerminalLog } from './terminal-log.ts'
import { unlockIfPossible } from './unlock.ts'

/** What `up` serves besides the engine: paths of built files. */
export interface Built {
  /** The built page. */
  rendererDir: string
  /** The module that runs as the demo world's process. */
  demoEntry: string
}

/**
 * Long enough for a person who returns later to the terminal, short enough for a link that ends up
 * in a log.
 */
const PRINTED_LINK_LIFE_MS = 10 * 60_000
const FAREWELL_MS = 1_000

/**
 * Opens the doors before it asks for a passphrase, so that the page or `fumikura unlock` can
 * provide it.
 * @throws HOME_LOCKED if an engine already runs there, BAD_PASSPHRASE, INVALID (port, certificate)
 */
export async function startUp(options: UpOptions, { rendererDir, demoEntry }: Built): Promise<Running> {
  const home = findHomeDir(options)
  const paths = homePaths(home)
  const { bootstrap, lan, port, web } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network: true, log }).catch(explainLocked)
  let doors: Doors | null = null
  let front: Front | null = null
  const close = async (): Promise<void> => {
    await Promise.all([doors?.close(), front?.close()])
    await engine.close()
  }
  try {
    const own = new OwnFarLinks()
    if (web !== null) front = await openFront({ web, target: own, rendererDir, log })
    doors = await serveDoors({
      handlers: engine.handlers,
      files: engine.files,
      log,
      localDoor: paths,
      homeDir: paths.dir,
      far: { links: [engine.far, own], origin: front?.phones ?? null, phones: engine.phones },
      memoryPath: paths.door,
      sitePath: paths.site,
      standIn: { paths, network: { bootstrap, lan }, log },
      rendererDir,
      port,
      startDemo: () => forkDemo(demoEntry, rendererDir),
    })
    const { state, person, name, problem } = await unlockThrough(engine.handlers, options, log)
    const isOpened = options.mayOpenBrowser && (await openPage(doors))
    const url = doors.drawLink(PRINTED_LINK_LIFE_MS)
    return {
      ready: { ...{ url, site: doors.siteUrl, state, person, name, pid: process.pid }, ...originsOf(front) },
      report: { problem: problem ?? null, isOpened },
      farewell: () => describeOnlyHere(engine.handlers),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Null for what is not served. */
function originsOf(front: Front | null): Record<'web' | 'phones' | 'guests', string | null> {
  return { web: front?.web ?? null, phones: front?.phones ?? null, guests: front?.guests ?? null }
}

/** Null without a station, and if every letter is at one. */
async function describeOnlyHere(handlers: Handlers): Promise<string | null> {
  const { onlyHere = 0 } = await handlers.home.status({}, { signal: AbortSignal.timeout(FAREWELL_MS) })
  if (onlyHere === 0) return null
  return `${countOf(onlyHere, 'letter')} ${onlyHere === 1 ? 'is' : 'are'} only on this computer. Nobody can open ${onlyHere === 1 ? 'it' : 'them'} until it is on again.`
}

/** A person who starts it twice probably wants to see the page. */
function explainLocked(error: unknown): never {
  if (!isEngineError(error, 'HOME_LOCKED')) throw error
  const message = `${error.message} If it is running, \`fumikura open\` opens its page.`
  throw new EngineError('HOME_LOCKED', message, { details: error.details })
}

async function unlockThrough(
  handlers: Handlers,
  { findPassphrase }: UpOptions,
  log: DoorLog,
): Promise<HomeStatus> {
  const [near, far] = createMemoryChannels()
  serveContract(far, handlers, log)
  const client = createClient(near)
  try {
    return await unlockIfPossible(client.api, findPassphrase)
  } finally {
    client.close()
  }
}

async function openPage(doors: Doors): Promise<boolean> {
  const { file } = await doors.openLink()
  return openBrowser(file, process.platform, process.env)
}
