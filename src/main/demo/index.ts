// `npm run demo`: opens an offline world, plays a story in it, and leaves its three people running
// until Ctrl-C.
// With --once it ends after the story; the exit code says whether every step succeeded.
import { fileURLToPath } from 'node:url'
import { playStory } from './story.ts'
import { Transcript } from './transcript.ts'
import { WorldKeeper, type World } from './world.ts'

const HELP = `Usage: npm run demo [-- --once]

An offline world on this machine: a private DHT, and alice, bob and carol as real processes, who act out the life of
a letter. Nothing leaves your machine, and nothing is left on it.

  --once   end after the story; exit code 0 if every step succeeded, else 1
`

/** `root` is the package's folder, with a trailing slash. Ends the process. */
export async function main(argv: string[], root: URL): Promise<never> {
  const unknown = argv.find((word) => !['--once', '--help'].includes(word))
  if (unknown !== undefined) process.stderr.write(`demo: unknown option ${unknown}\n\n${HELP}`)
  else if (argv.includes('--help')) process.stdout.write(HELP)
  if (unknown !== undefined || argv.includes('--help')) process.exit(unknown === undefined ? 0 : 1)
  const keeper = new WorldKeeper(fileURLToPath(new URL('bin/fumikura.js', root)))
  const signal = untilSignal()
  let code = 1
  try {
    code = await Promise.race([show(keeper, argv.includes('--once'), signal), signal.then(() => 1)])
  } catch (error) {
    process.stderr.write(`demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  }
  await keeper.close()
  process.exit(code)
}

async function show(keeper: WorldKeeper, isOnce: boolean, signal: Promise<void>): Promise<number> {
  const startedAt = performance.now()
  const transcript = new Transcript(process.stdout, process.env)
  transcript.title('Fumikura 文庫  ·  to send is to store')
  const world = await keeper.open()
  introduce(world, transcript)
  const { played, failed } = await playStory(world, transcript)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (failed !== null) {
    transcript.title(`Step ${played + 1} failed after ${seconds} s: ${failed.title}`)
    return 1
  }
  transcript.title(`All ${played} steps succeeded in ${seconds} s.`)
  if (isOnce) return 0
  for (const { name, url } of world.all) transcript.note(name, url)
  transcript.text(`\n    fumikura --help lists the commands. Ctrl-C ends this world.`)
  await signal
  return 0
}

function introduce(world: World, transcript: Transcript): void {
  transcript.text(
    '    An offline world: a private DHT and three people, each with an engine in its own process.',
  )
  transcript.text(
    '    "stored" and "moved" are counted by the engines: sealed blocks and records, and all bytes on the wires between',
  )
  transcript.text(
    '    them, encryption included. "e-mail" is arithmetic: the bare bodies, without headers.\n',
  )
  transcript.note('dht', world.bootstrap)
  for (const { name, person } of world.all) transcript.note(name, person)
}

/** Resolves at the first signal; the second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (isAsked) process.exit(1)
        isAsked = true
        resolve()
      })
    }
  })
}
