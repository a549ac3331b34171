// The command that reminds silent readers of an own letter.
import type { NudgeResult } from '../../../core/contract/index.ts'
import { calling, type Command } from '../command.ts'
import { argument, many, unlessEmpty } from '../fields.ts'
import { showParties, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const remind = calling('letters.nudge', {
  name: 'remind',
  summary: 'remind those who have not opened your letter, or not answered it if it is urgent',
  fields: {
    ref: argument('REF'),
    to: many('WHO', 'only this silent reader, by name or id; repeatable').to(unlessEmpty),
  },
  show: showReminded,
})

function showReminded({ reminded, waiting, againAt }: NudgeResult): string {
  const rows = [
    ['reminded', `${reminded.length}`, showParties(reminded)],
    ...(waiting.length === 0 ? [] : [['once a day', `${waiting.length}`, showParties(waiting)]]),
    ...(againAt === null ? [] : [['again from', showTime(againAt)]]),
  ]
  return showTable(rows)
}

export const remindCommands: Command[] = [remind]
