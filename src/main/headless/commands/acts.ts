// Commands on a letter that was sent: what its author can still do, and what a reader can answer.
import {
  ANSWERS,
  EngineError,
  type LetterStatus,
  type MailStatus,
  type ReaderStatus,
  type RefText,
} from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, flag, number, oneOf, optionalWords, text, time } from '../fields.ts'
import { cleanLine, countOf, shortRef, showParty, showTable } from '../screen.ts'
import { parseWaitMs, showTime } from '../times.ts'
import { statusJson } from '../letter-json.ts'
import { stateWord } from '../state-words.ts'
import { showOutcomes } from './show-outcomes.ts'

const MAX_PAGE = 1000
const REF = argument('REF')

const status = calling('letters.status', {
  name: 'status',
  summary: 'the state of your letter for each reader',
  fields: {
    ref: REF,
    limit: number(MAX_PAGE, 'N', 'how many readers at most; 0 for the counts alone'),
    after: text('PERSON', 'the page after this reader'),
  },
  json: statusJson,
  show: showStatus,
})

function showStatus(status: LetterStatus): string {
  const { stations } = status
  const where = stations === null ? '' : `\nAt ${stations.handedOver} of ${countOf(stations.of, 'station')}.`
  const readers = showReaders(status) + showByMail(status)
  return readers + (status.deletedAt === null ? where : showDeleted(status.deletedAt))
}

const MAIL_WORDS: Readonly<Record<MailStatus['state'], string>> = {
  waiting: 'waits for a mail server',
  held: 'held',
  sending: 'on its way',
  accepted: 'handed over',
  unsure: 'perhaps not sent; again: fumikura let-go',
  refused: 'not sent; again: fumikura let-go',
  returned: 'came back',
  recalled: 'recalled before it was sent',
}

function showByMail({ byMail }: LetterStatus): string {
  if (byMail.length === 0) return ''
  const lines = byMail.map(({ address, state, note }) => [
    cleanLine(address),
    MAIL_WORDS[state],
    cleanLine(note),
  ])
  return `\n\nBy mail:\n${showTable(lines)}`
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

const hold = calling('letters.hold', {
  name: 'hold',
  summary: 'hold a letter: readers who have not opened it cannot open it until you release it',
  fields: { ref: REF },
  show: showOutcomes,
})

const letGo = calling('letters.letGo', {
  name: 'let-go',
  summary: 'release a held letter; try a mail again that did not reach its reader',
  fields: { ref: REF },
  show: showOutcomes,
})

const schedule = asking({
  name: 'schedule',
  usage: 'REF --at TIME | --now',
  summary: 'change when the readers of a waiting letter are notified, and end its hold',
  fields: { ref: REF, at: time('TIME', 'notify the readers then'), now: flag('notify the readers now') },
  ask({ api, input: { ref, at = null, now } }) {
    if ((at === null) !== now) throw new EngineError('INVALID', 'Give --at TIME or --now.')
    return api.letters.schedule({ ref, at })
  },
  show: showOutcomes,
})

const recall = calling('letters.recall', {
  name: 'recall',
  summary: 'recall a letter: readers who have not opened it will never be able to read it',
  fields: {
    ref: REF,
    waitMs: text('S', 'how long to wait for the answers of your stations; 0 unless told')
      .as('wait')
      .to(parseWaitMs),
  },
  network: 'to-wait',
  show: showOutcomes,
})

const mark = calling('letters.mark', {
  name: 'mark',
  summary: 'answer a letter in one word; the sender sees it, and that you opened the letter',
  fields: {
    ref: REF,
    value: argument(ANSWERS.join('|')).to(oneOf(ANSWERS, `The answer is one of ${ANSWERS.join(', ')}.`)),
    note: optionalWords('rest', 'a comment for the sender'),
  },
  show: showState,
})

const ask = calling('letters.ask', {
  name: 'ask',
  summary: 'request access to a letter that you know only by a link; the sender decides',
  fields: { ref: REF, text: optionalWords('rest', 'a message to the sender, at most 256 bytes') },
  show: showState,
})

const asks = calling('letters.asks', {
  name: 'asks',
  summary: 'access requests for your letters',
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
