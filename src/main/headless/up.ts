// `fumikura up`: the engine with both its doors, until a signal.
// A home that stays locked is served as well: whoever comes to its page unlocks it there.
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
import { serveDoors, type Doors } from '../host/index.ts'
import { openBrowser } from './browser.ts'
import type { Running, UpOptions } from './command.ts'
import { findHomeDir } from './connect.ts'
import { forkDemo } from './demo-process.ts'
import { createTerminalLog } from './terminal-log.ts'
import { unlockIfPossible } from './unlock.ts'

/** What `up` serves besides the engine, as paths of what the build has made. */
export interface Built {
  /** The page. */
  rendererDir: string
  /** The module that is the demo world's process. */
  demoEntry: string
}

/** A person may come back to what `up` printed after making tea; who reads it from a log does not get that long. */
const PRINTED_LINK_LIFE_MS = 10 * 60_000

/**
 * The doors are open before anybody is asked for a passphrase: meanwhile it can be given on the page, or by `fumikura unlock`.
 * @throws HOME_LOCKED at once when an engine is up there, BAD_PASSPHRASE, INVALID (port)
 */
export async function startUp(options: UpOptions, { rendererDir, demoEntry }: Built): Promise<Running> {
  const home = findHomeDir(options)
  const paths = homePaths(home)
  const { bootstrap, lan, port } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network: true, log }).catch(tellRunning)
  let doors: Doors | null = null
  const close = async (): Promise<void> => {
    await doors?.close()
    await engine.close()
  }
  try {
    doors = await serveDoors({
      handlers: engine.handlers,
      files: engine.files,
      log,
      localDoor: paths,
      homeDir: paths.dir,
      memoryPath: paths.door,
      sitePath: paths.site,
      rendererDir,
      port,
      startDemo: () => forkDemo(demoEntry, rendererDir),
    })
    const { state, person, name, problem } = await unlockThrough(engine.handlers, options, log)
    const isOpened = options.mayOpenBrowser && (await openPage(doors))
    const url = doors.drawLink(PRINTED_LINK_LIFE_MS)
    return {
      ready: { url, site: doors.siteUrl, state, person, name, pid: process.pid },
      told: { problem: problem ?? null, isOpened },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Who starts it twice wants to see it. */
function tellRunning(error: unknown): never {
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
