// `npm run demo`: the demo world at a terminal. It prints each act of the story, then the address
// of Alice's page.
import type { PageLink } from '../../core/contract/index.ts'
import { Transcript, type Output } from './transcript.ts'
import { STORY } from './story/index.ts'

const HELP = `Usage: npm run demo [-- --once]

An offline world on this machine: a private DHT, four people and three stations, who act out the life of a letter.
Nothing leaves your machine, and nothing is left on it.

  --once   end after the story; exit code 0 if every act succeeded, else 1
`

/** Opens the world, and returns a link to its page. */
export type OpenWorld = (transcript: Transcript) => Promise<PageLink>

/**
 * Returns the exit code of a story that has ended. Null if the world stays open until a signal.
 * @throws the error of the first act that fails
 */
export async function showAtTerminal(
  words: string[],
  output: Output,
  env: Record<string, string | undefined>,
  open: OpenWorld,
): Promise<number | null> {
  const unknown = words.find((word) => !['--once', '--help'].includes(word))
  if (unknown !== undefined) output.write(`demo: unknown option ${unknown}\n\n${HELP}`)
  else if (words.includes('--help')) output.write(HELP)
  if (unknown !== undefined || words.includes('--help')) return unknown === undefined ? 0 : 1
  const startedAt = performance.now()
  const transcript = new Transcript(output, env)
  introduce(transcript)
  const { url } = await open(transcript)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  transcript.title(`All ${STORY.length} acts succeeded in ${seconds} s.`)
  if (words.includes('--once')) return 0
  transcript.note('page', url)
  transcript.text(`\n    Open it in a browser: it is Alice's. Bob and Carol answer. Ctrl-C ends this world.`)
  return null
}

function introduce(transcript: Transcript): void {
  transcript.title('Fumikura 文庫  ·  to send is to store')
  transcript.text(`    An offline world: a private DHT, four people and three stations, each with an engine of its own.
    Each act prints the commands that it stands for, what followed, and its cost. "stored" and "moved" are
    counted by the engines: sealed blocks and records, and all bytes on the wires between them, encryption
    included. The clock of this world starts days ago.`)
}
