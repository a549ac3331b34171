// The command that reminds silent readers of an own letter.
import type { NudgeResult } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { showParties, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const remind = asking<NudgeResult>({
  name: 'remind',
  usage: 'REF [--to WHO…]',
  summary: 'remind those who have not opened your letter, or not answered it if it is urgent',
  args: { min: 1, max: 1 },
  options: {
    to: { kind: 'many', hint: 'WHO', about: 'only this silent reader, by name or id; repeatable' },
  },
  ask: ({ given, api }) =>
    api.letters.nudge({ ref: given.args[0]!, to: given.isSet('to') ? given.texts('to') : undefined }),
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
