// `npm run demo`: opens an offline world, plays the story in it, and leaves the three people running until Ctrl-C.
// With --once it ends after the story; the exit code says whether every step did what it should.
import { fileURLToPath } from 'node:url'
import { playStory } from './story.ts'
import { Transcript } from './transcript.ts'
import { WorldKeeper, type World } from './world.ts'

const HELP = `Usage: npm run demo [-- --once]

An offline world on this machine: a private DHT, and alice, bob and carol as real processes, who live through the life of
a letter. Nothing leaves your machine, and nothing is left on it.

  --once   end after the story; exit code 0 if every step did what it should, else 1
`

/** `root`: the package's folder, with a slash at its end. Ends the process. */
export async function main(argv: string[], root: URL): Promise<never> {
  const unknown = argv.find((word) => !['--once', '--help'].includes(word))
  if (unknown !== undefined) process.stderr.write(`demo: there is no option ${unknown}\n\n${HELP}`)
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
  transcript.title(`All ${played} steps did what they should, in ${seconds} s.`)
  if (isOnce) return 0
  for (const { name, url } of world.all) transcript.note(name, url)
  transcript.text(`\n    fumikura --help tells what they can do. Ctrl-C ends this world.`)
  await signal
  return 0
}

function introduce(world: World, transcript: Transcript): void {
  transcript.text(
    '    An offline world: a private DHT and three people, each an engine in a process of its own.',
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

/** Resolves at the first signal; the second one insists. */
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
