// The process of the demo world. The app forks it: it gets the folder of the page, sends a link
// when it is ready, and ends with its parent process. `npm run demo` starts it at a terminal.
// It removes the whole world at the end, unless `npm run dev` keeps it for the next process.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createTerminalLog } from '../headless/terminal-log.ts'
import { showAtTerminal } from './at-terminal.ts'
import { findParent, type Parent } from './parent.ts'
import { DemoWorld, type KeptWorld } from './world.ts'

const CLOSE_PATIENCE_MS = 3_000

const parent = findParent(process)
const log = createTerminalLog(process.stderr, process.env)
const { FUMIKURA_KEPT_WORLD: keptText } = process.env
const kept = keptText === undefined ? null : (JSON.parse(keptText) as KeptWorld)
const world = new DemoWorld(log, () => end(0), kept)
// At every exit except a kill.
if (kept === null)
  process.once('exit', () => rmSync(world.dir, { recursive: true, force: true, maxRetries: 5 }))

let isOpen = false
let isEnding = false

function end(code: number): void {
  if (isEnding) return
  isEnding = true
  setTimeout(() => process.exit(code), CLOSE_PATIENCE_MS)
  world.close().then(
    () => process.exit(code),
    () => process.exit(code),
  )
}

/** Only a world that closes fails without a report. */
function fail(error: unknown): void {
  if (!isEnding) log.error('demo-world', { error: error instanceof Error ? error.stack : String(error) })
  end(1)
}

/** The second signal ends the process at once. */
function onSignal(): void {
  if (isEnding) process.exit(1)
  end(parent === null && !isOpen ? 1 : 0)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)

if (parent === null) serveTerminal()
else serveParent(parent, process.argv[2]!)

function serveParent(line: Parent, rendererDir: string): void {
  const sendLink = (): void => void world.open(rendererDir).then((link) => line.send(link), fail)
  line.onGone(() => end(0))
  line.onAsked(sendLink)
  sendLink()
}

function serveTerminal(): void {
  // The built page is beside this built module.
  const rendererDir = fileURLToPath(new URL('../renderer', import.meta.url))
  showAtTerminal(process.argv.slice(2), process.stdout, process.env, (transcript) =>
    world.open(rendererDir, transcript),
  ).then((code) => {
    isOpen = true
    if (code !== null) end(code)
  }, fail)
}
