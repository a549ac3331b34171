// What a row says of something received that its notice and this reader's own acts decide; letters and albums alike.
// After receive; it reads facts and changes none.
import type { ReceivedLetter } from '../inbox/index.ts'
import type { LetterEntry } from '../views/index.ts'
import type { OwnMark } from './marks.ts'

/** The reader's own word, else whether it was opened, else what its author has said of it. */
export function stateOfReceived(
  { notice, openedAt, withdrawn, withdrawnAt }: ReceivedLetter,
  mark: OwnMark | null,
): Pick<LetterEntry, 'state' | 'stateAt'> {
  if (mark !== null) return { state: mark.value, stateAt: mark.at }
  if (openedAt !== null) return { state: 'referenced', stateAt: openedAt }
  if (withdrawn === 'recalled') return { state: 'recalled', stateAt: withdrawnAt }
  // It ran out when its notice says, however late that was told.
  if (withdrawn === 'expired') return { state: 'expired', stateAt: notice.expiresAt ?? withdrawnAt }
  return { state: withdrawn ?? 'sealed', stateAt: null }
}
