// Commands about the home and the account in it.
import { EngineError, type HomeStatus } from '../../../core/contract/index.ts'
import { asking, calling, type Asked, type Command } from '../command.ts'
import { flag, text } from '../fields.ts'
import { chooseNewPassphrase, findPassphrase } from '../passphrase.ts'
import { askLine, isInteractive, readStdin } from '../prompt.ts'
import { cleanLine, showTable } from '../screen.ts'

const newPerson = asking({
  name: 'new',
  summary: 'create an account in an empty home, and show its 24 words',
  fields: { name: text('NAME', 'your name').needed() },
  unlocks: false,
  async ask({ input: { name }, given, api, world }) {
    const { state } = await api.home.status()
    // Check this before the person types a passphrase in vain.
    if (state !== 'empty') throw new EngineError('HOME_EXISTS', 'This home already has an account.')
    const passphrase = await chooseNewPassphrase(given, world)
    return api.home.create(passphrase === null ? { name } : { name, passphrase })
  },
  show: ({ name, words }) =>
    `${cleanLine(name)}, this home is yours. Write these words down: they are your account.\n` +
    `If you lose this computer, they are the only way to recover it.\n\n` +
    `${showWords(words)}\n\nThen confirm that you have written them down: fumikura words --prove`,
})

const unlock = asking({
  name: 'unlock',
  summary: 'unlock a running home with its passphrase',
  unlocks: false,
  async ask({ given, api, isUp, world }) {
    const status = await api.home.status()
    if (status.state === 'empty') throw new EngineError('NO_PERSON', 'This home has no account yet.')
    if (!isUp) throw new EngineError('UNREACHABLE', 'Fumikura is not running in this home: `fumikura up`.')
    if (status.state !== 'locked') return status
    const passphrase = await findPassphrase(given, world)
    if (passphrase === null)
      throw new EngineError(
        'LOCKED',
        'No terminal to ask for the passphrase: set FUMIKURA_PASSPHRASE, or use --passphrase-file.',
      )
    return api.home.unlock({ passphrase })
  },
  show: ({ name }) => `${cleanLine(name ?? '')}'s home is open.`,
})

const whoami = calling('people.whoami', {
  name: 'whoami',
  summary: 'your name, your keys, and the address for contact requests',
  show: ({ name, person, device, devices, address }) =>
    showTable([
      ['name', cleanLine(name)],
      ['person', person],
      ['device', device],
      ...devices.flatMap((other) =>
        other.device === device ? [] : [['also', `${other.device} (${other.online ? 'online' : 'offline'})`]],
      ),
      ['address', address],
    ]),
})

const words = asking({
  name: 'words',
  summary: 'show the 24 words, or confirm that you have written them down, which deletes them from this home',
  fields: { prove: flag('confirm it with three of the words or more; on stdin, lines of POSITION WORD') },
  async ask(asked): Promise<string[] | HomeStatus> {
    if (!asked.input.prove) return asked.api.home.words()
    return asked.api.home.proveWords({ answers: await askForWords(asked) })
  },
  show: (result) =>
    Array.isArray(result)
      ? showWords(result)
      : 'Your words are confirmed. From now on, they are only on your paper.',
})

interface WordAnswer {
  position: number
  word: string
}

const MAX_ANSWER_BYTES = 4096

async function askForWords({ world }: Asked): Promise<WordAnswer[]> {
  if (!isInteractive(world)) return parseAnswers(await readStdin(world, MAX_ANSWER_BYTES))
  const answers: WordAnswer[] = []
  for (const position of pickPositions()) {
    answers.push({ position, word: (await askLine(world, `Word ${position}: `)).trim().toLowerCase() })
  }
  return answers
}

/** Returns three different positions of 24, in order. */
function pickPositions(): number[] {
  const picked = new Set<number>()
  while (picked.size < 3) picked.add(1 + Math.floor(Math.random() * 24))
  return [...picked].sort((a, b) => a - b)
}

function parseAnswers(text: string): WordAnswer[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [, position, word] = /^(\d{1,2})[.:\s]+([^.:\s]\S*)$/.exec(line.trim()) ?? []
    if (word === undefined)
      throw new EngineError('INVALID', 'Each line is a position and its word: 7 orchard')
    return { position: Number(position), word: word.toLowerCase() }
  })
}

const WORDS_IN_A_COLUMN = 8

/** In columns, read downwards, as the page shows them. */
function showWords(list: string[]): string {
  const cells = list.map((word, at) => `${String(at + 1).padStart(2)} ${word}`)
  const rows = Array.from({ length: WORDS_IN_A_COLUMN }, (_, row) =>
    cells.filter((_, at) => at % WORDS_IN_A_COLUMN === row),
  )
  return showTable(rows)
}

export const homeCommands: Command[] = [newPerson, unlock, whoami, words]
