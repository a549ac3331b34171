// Opens an engine in this process and uses it through the same contract as a running one.
// Loaded late, because it loads the engine, the schemas and all native modules.
import { createClient, createMemoryChannels, type HostHandlers } from '../../core/contract/index.ts'
import { serveContract } from '../../core/contract/server.ts'
import { homePaths, openEngine } from '../../core/index.ts'
import { createSessionHandlers, openSite, Sessions } from '../host/index.ts'
import type { Connection, ConnectOptions } from './command.ts'
import { createTerminalLog } from './terminal-log.ts'

/** @throws HOME_LOCKED if another engine has the home open */
export async function openHere(home: string, options: ConnectOptions): Promise<Connection> {
  const { bootstrap, lan, network } = options
  const log = createTerminalLog(process.stderr, process.env)
  const engine = await openEngine({ home, bootstrap, lan, network, log })
  const paths = homePaths(home)
  // No browser can connect to this process, so it has no sessions to list.
  const sessions = createSessionHandlers(new Sessions())
  const site = openSiteLate(() => openSite(paths.site, { handlers: engine.handlers, log }))
  const [near, far] = createMemoryChannels()
  serveContract(far, { ...engine.handlers, sessions, site: site.handlers }, log)
  const client = createClient(near)
  return {
    api: client.api,
    isUp: false,
    async close() {
      client.close()
      await site.close()
      await engine.close()
    },
  }
}

/**
 * Opens the site only for a command about it. It is served only while that command runs; its
 * settings are stored.
 */
function openSiteLate(open: () => ReturnType<typeof openSite>): {
  handlers: HostHandlers['site']
  close(): Promise<void>
} {
  let opened: ReturnType<typeof openSite> | null = null
  const get = async (): Promise<HostHandlers['site']> => (await (opened ??= open())).handlers
  return {
    handlers: {
      state: async (input, context) => (await get()).state(input, context),
      switchOn: async (input, context) => (await get()).switchOn(input, context),
      setWebAddress: async (input, context) => (await get()).setWebAddress(input, context),
      switchOff: async (input, context) => (await get()).switchOff(input, context),
    },
    close: async () => (await opened)?.close(),
  }
}
