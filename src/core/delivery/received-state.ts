// The part of a list row that the notice and the acts of this reader decide. Letters and albums
// both use it.
// It runs after receive and only reads.
import type { ReceivedLetter } from '../inbox/index.ts'
import type { LetterEntry } from '../views/index.ts'
import type { OwnMark } from './marks.ts'

/**
 * Returns the reader's own mark; else whether it was opened; else what its author last announced.
 */
export function stateOfReceived(
  { notice, openedAt, withdrawn, withdrawnAt }: ReceivedLetter,
  mark: OwnMark | null,
): Pick<LetterEntry, 'state' | 'stateAt'> {
  if (mark !== null) return { state: mark.value, stateAt: mark.at }
  if (openedAt !== null) return { state: 'referenced', stateAt: openedAt }
  if (withdrawn === 'recalled') return { state: 'recalled', stateAt: withdrawnAt }
  // The notice states when it expired, however late the withdrawal arrived.
  if (withdrawn === 'expired') return { state: 'expired', stateAt: notice.expiresAt ?? withdrawnAt }
  return { state: withdrawn ?? 'sealed', stateAt: null }
}
