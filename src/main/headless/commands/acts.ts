// Commands on a letter that was sent: what its author can still do, and what a reader can answer.
import {
  ANSWERS,
  EngineError,
  type ActResult,
  type Ask,
  type LetterStatus,
  type MarkResult,
  type ReaderStatus,
  type RefText,
} from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, shortRef, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { statusJson } from '../letter-json.ts'
import { stateWord } from '../words.ts'
import { showOutcomes } from './show-outcomes.ts'

const MAX_PAGE = 1000
const REF = { usage: 'REF', args: { min: 1, max: 1 } }

const status = asking<LetterStatus>({
  name: 'status',
  usage: 'REF [--limit N] [--after PERSON]',
  summary: 'the state of your letter for each reader',
  args: REF.args,
  options: {
    limit: { kind: 'text', hint: 'N', about: 'how many readers at most; 0 for the counts alone' },
    after: { kind: 'text', hint: 'PERSON', about: 'the page after this reader' },
  },
  ask: ({ given, api }) =>
    api.letters.status({
      ref: given.args[0]!,
      limit: given.number('limit', MAX_PAGE),
      after: given.text('after'),
    }),
  json: statusJson,
  show: showStatus,
})

function showStatus(status: LetterStatus): string {
  const { stations } = status
  const where = stations === null ? '' : `\nAt ${stations.handedOver} of ${countOf(stations.of, 'station')}.`
  return showReaders(status) + (status.deletedAt === null ? where : showDeleted(status.deletedAt))
}

function showDeleted(at: string): string {
  return `\nYou deleted it ${showTime(at)}. It is listed until it is certain who has it.`
}

/** First the number of readers per state, then each reader. */
function showReaders({ readers, tally }: LetterStatus): string {
  const counts = Object.entries(tally).filter(([, number]) => number > 0)
  const total = counts.reduce((sum, [, number]) => sum + number, 0)
  if (total === 0) return 'No readers.'
  const head = `${countOf(total, 'reader')}: ${counts.map(([state, number]) => `${number} ${stateWord(state as ReaderStatus['state'])}`).join(', ')}`
  const names = showTable(readers.map(showReader))
  if (total === 1) return names || head
  return names === '' ? head : `${head}\n\n${names}`
}

function showReader({ state, at, arrivedAt, note, stations, ...party }: ReaderStatus): string[] {
  return [
    showParty(party),
    stateWord(state),
    showTime(at),
    showArrival(state, arrivedAt),
    stations === null ? '' : showStations(stations),
    note === null ? '' : cleanLine(note),
  ]
}

/** The device of somebody who is away, or who blocks this person, confirms nothing. */
function showArrival(state: ReaderStatus['state'], arrivedAt: string | null): string {
  if (arrivedAt !== null) return `arrived ${showTime(arrivedAt)}`
  return state === 'notified' ? 'arrival not confirmed' : ''
}

/** Only what decides: an untouched letter needs no numbers beside the line below. */
function showStations({ of, released, burned, burnedByWord }: NonNullable<ReaderStatus['stations']>): string {
  const said = [
    ...(released > 0 ? [`released by ${released}`] : []),
    ...(burned > 0
      ? [`destroyed at ${burned}${burnedByWord > 0 ? `, ${burnedByWord} by your word` : ''}`]
      : []),
  ]
  return said.length === 0 ? '' : `${said.join(', ')} of ${countOf(of, 'station')}`
}

const hold = asking<ActResult>({
  name: 'hold',
  ...REF,
  summary: 'hold a letter: readers who have not opened it cannot open it until you release it',
  ask: ({ given, api }) => api.letters.hold({ ref: given.args[0]! }),
  show: showOutcomes,
})

const letGo = asking<ActResult>({
  name: 'let-go',
  ...REF,
  summary: 'release a held letter',
  ask: ({ given, api }) => api.letters.letGo({ ref: given.args[0]! }),
  show: showOutcomes,
})

const schedule = asking<ActResult>({
  name: 'schedule',
  usage: 'REF --at TIME | --now',
  summary: 'change when the readers of a waiting letter are notified, and end its hold',
  args: REF.args,
  options: {
    at: { kind: 'text', hint: 'TIME', about: 'notify the readers then' },
    now: { kind: 'flag', about: 'notify the readers now' },
  },
  ask: ({ given, api, world }) => {
    const at = given.time('at', world.now()) ?? null
    if ((at === null) !== given.isSet('now')) throw new EngineError('INVALID', 'Give --at TIME or --now.')
    return api.letters.schedule({ ref: given.args[0]!, at })
  },
  show: showOutcomes,
})

const recall = asking<ActResult>({
  name: 'recall',
  usage: 'REF [--wait S]',
  summary: 'recall a letter: readers who have not opened it will never be able to read it',
  args: REF.args,
  options: {
    wait: {
      kind: 'text',
      hint: 'S',
      about: 'how long to wait for the answers of your stations; 0 unless told',
    },
  },
  network: 'to-wait',
  ask: ({ given, api }) =>
    api.letters.recall({ ref: given.args[0]!, waitMs: given.isSet('wait') ? given.waitMs() : 0 }),
  show: showOutcomes,
})

const mark = asking<MarkResult>({
  name: 'mark',
  usage: `REF ${ANSWERS.join('|')} [--note] [-]`,
  summary: 'answer a letter in one word; the sender sees it, and that you opened the letter',
  args: { min: 2, max: 2 },
  words: { note: { takes: 'rest', isOption: true, about: 'a comment for the sender' } },
  async ask({ given, typed, api }) {
    const value = ANSWERS.find((one) => one === given.args[1])
    if (value === undefined) throw new EngineError('INVALID', `The answer is one of ${ANSWERS.join(', ')}.`)
    return api.letters.mark({ ref: given.args[0]!, value, note: await typed.find('note') })
  },
  show: showState,
})

const ask = asking<{ ref: RefText; state: 'asked' }>({
  name: 'ask',
  usage: 'REF [--text] [-]',
  summary: 'request access to a letter that you know only by a link; the sender decides',
  args: { min: 1, max: 1 },
  words: {
    text: { takes: 'rest', isOption: true, about: 'a message to the sender, at most 256 bytes' },
  },
  ask: async ({ given, typed, api }) =>
    api.letters.ask({ ref: given.args[0]!, text: await typed.find('text') }),
  show: showState,
})

const asks = asking<Ask[]>({
  name: 'asks',
  usage: '',
  summary: 'access requests for your letters',
  ask: ({ api }) => api.letters.asks(),
  show: (list) =>
    list.length === 0
      ? 'No access requests.'
      : showTable(
          list.map((one) => [shortRef(one.ref), showTime(one.at), showParty(one.from), cleanLine(one.text)]),
        ),
})

function showState({ ref, state }: { ref: RefText; state: string }): string {
  return `${shortRef(ref)}  ${state}`
}

export const actCommands: Command[] = [status, hold, letGo, schedule, recall, mark, ask, asks]
