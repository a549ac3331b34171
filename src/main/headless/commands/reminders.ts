// Commands for reminders: own letters that come back if nobody has answered.
import { EngineError, type LetterSummary } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, duration, number, time } from '../fields.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, showParties, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000

const reminders = calling('letters.reminders', {
  name: 'reminders',
  summary: 'your letters that come back if nobody answers, soonest first',
  fields: { limit: number(MAX_PAGE, 'N', `how many at most (default ${MAX_PAGE})`) },
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

const add = asking({
  name: 'reminders add',
  usage: 'REF (--in TIME | --at TIME)',
  summary: 'remind you of your letter at a time if nobody has answered it by then',
  fields: {
    ref: argument('REF'),
    lasts: duration('TIME', 'how long from now, such as 3d').as('in'),
    at: time('TIME', 'the time'),
  },
  ask({ api, input: { ref, lasts, at } }) {
    if ((lasts === undefined) === (at === undefined))
      throw new EngineError('INVALID', 'Use either --in or --at.')
    return api.letters.remind({ ref, at: at ?? new Date(Date.now() + lasts!).toISOString() })
  },
  json: summaryJson,
  show: ({ remindsAt }) => `reminder  ${remindsAt === null ? '' : showTime(remindsAt)}`,
})

const remove = asking({
  name: 'reminders remove',
  summary: 'end the reminder of your letter',
  fields: { ref: argument('REF') },
  ask: ({ api, input: { ref } }) => api.letters.remind({ ref, at: null }),
  json: summaryJson,
  show: () => 'reminder removed',
})

export const reminderCommands: Command[] = [reminders, add, remove]
