// What an author's act came to, as a person reads it: a line for each audience that is no person, then one for each reader.
// Shared by all acts that can come too late.
import type { ActResult } from '../../../core/contract/index.ts'
import { showParty, showTable } from '../screen.ts'

export function showOutcomes({ readers, audiences }: ActResult): string {
  const lines = [...audiences, ...readers]
  return lines.length === 0
    ? 'It was for nobody else.'
    : showTable(lines.map((one) => [showParty(one), one.outcome]))
}
