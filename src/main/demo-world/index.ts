// The process of the demo world. It gets the folder of the page, sends a link when it is ready, and
// ends with its parent process.
// It removes the whole world at the end.
import { rmSync } from 'node:fs'
import { createTerminalLog } from '../headless/terminal-log.ts'
import { findParent } from './parent.ts'
import { DemoWorld } from './world.ts'

const CLOSE_PATIENCE_MS = 3_000

const [, , rendererDir] = process.argv
const parent = findParent(process)
const log = createTerminalLog(process.stderr, process.env)

if (rendererDir === undefined || parent === null) {
  process.stderr.write('Only the app can open the demo world: look around in a demo world.\n')
  process.exit(1)
}

const world = new DemoWorld(log, () => end(0))
// At every exit except a kill.
process.once('exit', () => rmSync(world.dir, { recursive: true, force: true, maxRetries: 5 }))

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

parent.onGone(() => end(0))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))

const folder = rendererDir
const line = parent

function sendLink(): void {
  world.open(folder).then(
    (link) => line.send(link),
    (error: unknown) => {
      if (!isEnding) log.error('demo-world', { error: error instanceof Error ? error.stack : String(error) })
      end(1)
    },
  )
}

line.onAsked(sendLink)
sendLink()
