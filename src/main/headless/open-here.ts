// An engine opened in this very process, met through the same contract as one that is up.
// Loaded late: it brings the engine, the schemas and everything native.
import { createClient, createMemoryChannels } from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine } from '../../core/index.ts'
import { createSessionHandlers, openSite, SessionBook } from '../host/index.ts'
import type { Connection, ConnectOptions } from './command.ts'
import { createTerminalLog } from './terminal-log.ts'

/** @throws HOME_LOCKED when another engine has the home. */
export async function openHere(home: string, options: ConnectOptions): Promise<Connection> {
  const { bootstrap, lan, network } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network, log })
  const paths = homePaths(home)
  const sessions = createSessionHandlers(await SessionBook.open(paths.sessions))
  // Served no longer than the command lasts; what it says of the site is remembered.
  const site = await openSite(paths.site, { handlers: engine.handlers, log })
  const [near, far] = createMemoryChannels()
  serveContract(far, { ...engine.handlers, sessions, site: site.handlers }, log)
  const client = createClient(near)
  return {
    api: client.api,
    async close() {
      client.close()
      await site.close()
      await engine.close()
    },
  }
}
