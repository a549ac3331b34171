// The Electron entry: passes the real electron module to the shell. No other module loads it.
// Under plain Node it prints a message and ends, because loading electron there would start a
// download.
import { join } from 'node:path'
import { createTerminalLog } from './headless/terminal-log.ts'
import { findHomeDir } from './headless/connect.ts'
import { parseBootstrap } from './headless/given.ts'
import { findUpdater, startShell } from './shell/index.ts'

if (process.versions.electron === undefined) {
  process.stderr.write(
    'This is the entry of the desktop app: start it with `npm start`, or use `fumikura up`.\n',
  )
  process.exit(1)
}

// Electron is not ready before this module has loaded, and some calls must run before it is ready.
// So this uses `await`.
const electron = await import('electron')
const { env } = process
const out = join(import.meta.dirname, '..')
const log = createTerminalLog(process.stderr, env)

startShell({
  electron,
  node: process,
  paths: {
    renderer: join(out, 'renderer'),
    preload: join(out, 'preload/preload.cjs'),
    engineHost: join(out, 'main/engine-host.js'),
    demoWorld: join(out, 'main/demo-world.js'),
    icons: join(out, 'icons'),
    home: findHomeDir({ home: undefined }),
  },
  network: {
    bootstrap: env.FUMIKURA_BOOTSTRAP === undefined ? undefined : parseBootstrap(env.FUMIKURA_BOOTSTRAP),
  },
  findUpdater: () => findUpdater(electron.app.isPackaged, electron.app.getAppPath()),
  log,
  now: Date.now,
}).catch((error: unknown) => {
  log.error('shell-failed', { error: error instanceof Error ? error.stack : String(error) })
  electron.app.exit(1)
})
