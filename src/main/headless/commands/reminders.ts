// Commands for reminders: own letters that come back if nobody has answered.
import { EngineError, type LetterSummary } from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, showParties, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000

const reminders = asking<LetterSummary[]>({
  name: 'reminders',
  usage: '[--limit N]',
  summary: 'your letters that come back if nobody answers, soonest first',
  options: { limit: { kind: 'text', hint: 'N', about: `how many at most (default ${MAX_PAGE})` } },
  ask: ({ given, api }) => api.letters.reminders({ limit: given.number('limit', MAX_PAGE) }),
  json: (letters) => letters.map(summaryJson),
  show: (letters) =>
    letters.length === 0 ? 'No reminders.' : showTable(letters.map((letter) => showReminder(letter))),
})

function showReminder({ ref, to, subject, remindsAt }: LetterSummary): string[] {
  const isDue = remindsAt !== null && Date.parse(remindsAt) <= Date.now()
  return [
    remindsAt === null ? '' : showTime(remindsAt),
    isDue ? 'nobody has answered' : '',
    showParties(to),
    cleanLine(subject ?? ''),
    ref === null ? '' : shortRef(ref),
  ]
}

const add = asking<LetterSummary>({
  name: 'reminders add',
  usage: 'REF (--in TIME | --at TIME)',
  summary: 'remind you of your letter at a time if nobody has answered it by then',
  args: { min: 1, max: 1 },
  options: {
    in: { kind: 'text', hint: 'TIME', about: 'how long from now, such as 3d' },
    at: { kind: 'text', hint: 'TIME', about: 'the time' },
  },
  ask: (asked) => asked.api.letters.remind({ ref: asked.given.args[0]!, at: findTime(asked) }),
  json: summaryJson,
  show: ({ remindsAt }) => `reminder  ${remindsAt === null ? '' : showTime(remindsAt)}`,
})

/** @throws INVALID */
function findTime({ given }: Asked): string {
  const now = Date.now()
  const [lasts, at] = [given.durationMs('in'), given.time('at', now)]
  if ((lasts === undefined) === (at === undefined))
    throw new EngineError('INVALID', 'Use either --in or --at.')
  return at ?? new Date(now + lasts!).toISOString()
}

const remove = asking<LetterSummary>({
  name: 'reminders remove',
  usage: 'REF',
  summary: 'end the reminder of your letter',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.letters.remind({ ref: given.args[0]!, at: null }),
  json: summaryJson,
  show: () => 'reminder removed',
})

export const reminderCommands: Command[] = [reminders, add, remove]
