// Formats the result of an author's act for a person: a line for each audience, then a line for
// each reader.
// Used by all acts that can come too late.
import type { ActResult } from '../../../core/contract/index.ts'
import { showParty, showTable } from '../screen.ts'

export function showOutcomes({ readers, audiences }: ActResult): string {
  const lines = [...audiences, ...readers]
  return lines.length === 0
    ? 'It has no other readers.'
    : showTable(lines.map((one) => [showParty(one), one.outcome]))
}
