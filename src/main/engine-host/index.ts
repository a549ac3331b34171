// Entry point of the engine's process. Electron forks it as a utility process, and it ends with
// Electron.
import { createTerminalLog } from '../headless/terminal-log.ts'
import { runEngineHost, type ParentPort } from './engine-host.ts'

const { parentPort } = process as { parentPort?: ParentPort }
if (parentPort === undefined) {
  process.stderr.write(
    'This is the engine of the desktop app, and only the app can start it. Use `fumikura up` to run an engine without the app.\n',
  )
  process.exit(1)
}
runEngineHost(parentPort, createTerminalLog(process.stderr, process.env), (code) => process.exit(code))
