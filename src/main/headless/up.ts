// `fumikura up`: the engine with both its doors, until a signal.
// A home that stays locked is served as well: whoever comes to its page unlocks it there.
import { serveContract } from '../../core/contract/server.ts'
import { createClient, createMemoryChannels } from '../../core/contract/index.ts'
import { homePaths, openEngine } from '../../core/index.ts'
import { serveDoors } from '../host/index.ts'
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

/** @throws HOME_LOCKED at once when an engine is up there, BAD_PASSPHRASE, INVALID (port) */
export async function startUp(options: UpOptions, { rendererDir, demoEntry }: Built): Promise<Running> {
  const home = findHomeDir(options)
  const paths = homePaths(home)
  const { bootstrap, lan, port } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network: true, log })
  try {
    const [near, far] = createMemoryChannels()
    serveContract(far, engine.handlers, log)
    const client = createClient(near)
    const { state, person, name } = await unlockIfPossible(client.api, options.findPassphrase)
    client.close()
    const doors = await serveDoors({
      handlers: engine.handlers,
      files: engine.files,
      log,
      socketPath: paths.socket,
      sessionsPath: paths.sessions,
      sitePath: paths.site,
      rendererDir,
      port,
      startDemo: () => forkDemo(demoEntry, rendererDir),
    })
    if (options.mayOpenBrowser) openBrowser(doors.url, process.platform, process.env)
    return {
      ready: { url: doors.url, site: doors.siteUrl, state, person, name, pid: process.pid },
      async close() {
        await doors.close()
        await engine.close()
      },
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}
