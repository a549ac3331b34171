// Formats the result of hold, release, recall or withdraw for a person: a line for each audience,
// then a line for each reader.
import type { ActResult } from '../../../core/contract/index.ts'
import { showParty, showTable } from '../screen.ts'
import { outcomeWord } from '../state-words.ts'

export function showOutcomes({ readers, audiences }: ActResult): string {
  const lines = [...audiences, ...readers]
  return lines.length === 0
    ? 'It has no other readers.'
    : showTable(lines.map((one) => [showParty(one), outcomeWord(one.outcome)]))
}
