// The headless entry: the real terminal, the real engine, and an exit code.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { World } from './command.ts'
import { openBrowser } from './browser.ts'
import { connect } from './connect.ts'
import { endInTime } from './end-in-time.ts'
import { isForeground } from './foreground.ts'
import { run } from './run.ts'

/**
 * `root` is the package's folder, with a trailing slash. Ends the process when the command has
 * ended.
 */
export async function main(argv: string[], root: URL): Promise<never> {
  // A library that writes to the console must not add to the one line that scripts read.
  console.log = console.error
  // A reader that closes the pipe (`| head`) is no error.
  process.stdout.on('error', () => process.exit(0))
  const code = await run(argv, createWorld(root))
  await flush(process.stdout)
  // Sockets of the network may linger, but everything of this program is closed.
  process.exit(code)
}

function createWorld(root: URL): World {
  const built = {
    rendererDir: fileURLToPath(new URL('out/renderer', root)),
    demoEntry: fileURLToPath(new URL('out/main/demo-world.js', root)),
  }
  return {
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    get version() {
      return readVersion(root)
    },
    rendererDir: built.rendererDir,
    now: () => Date.now(),
    isForeground,
    openBrowser: (file) => openBrowser(file, process.platform, process.env),
    connect,
    startUp: async (options) => (await import('./up.ts')).startUp(options, built),
    startDht: async (place) => (await import('./dht.ts')).startDht(place),
    untilSignal,
  }
}

function readVersion(root: URL): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string }
  return version
}

/** The first signal ends the command in order; the second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false
    const onSignal = (): void => {
      if (isAsked) process.exit(1)
      isAsked = true
      endInTime()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  })
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
