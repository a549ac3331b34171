// `fumikura up`: the engine with both its doors, until a signal.
import { serveContract } from '../../core/contract/server.ts'
import { createClient, createMemoryChannels } from '../../core/contract/index.ts'
import { homePaths, openEngine } from '../../core/index.ts'
import { serveDoors } from '../host/index.ts'
import { openBrowser } from './browser.ts'
import type { Running, UpOptions } from './command.ts'
import { findHomeDir } from './connect.ts'
import { createTerminalLog } from './terminal-log.ts'
import { unlock } from './unlock.ts'

/** @throws HOME_LOCKED at once when an engine is up there, LOCKED, BAD_PASSPHRASE, INVALID (port) */
export async function startUp(options: UpOptions, rendererDir: string): Promise<Running> {
  const home = findHomeDir(options)
  const paths = homePaths(home)
  const { bootstrap, lan, port } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network: true, log })
  try {
    const [near, far] = createMemoryChannels()
    serveContract(far, engine.handlers, log)
    const client = createClient(near)
    await unlock(client.api, options.findPassphrase)
    const { person, name } = await client.api.home.status()
    client.close()
    const doors = await serveDoors({
      handlers: engine.handlers,
      log,
      socketPath: paths.socket,
      sessionsPath: paths.sessions,
      rendererDir,
      port,
    })
    if (options.mayOpenBrowser) openBrowser(doors.url, process.platform, process.env)
    return {
      ready: { url: doors.url, person, name, pid: process.pid },
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
