// Nothing hides an urgent letter until its reader has answered it: neither the archive nor a snooze,
// by the person or by a rule. Only a bin does.
// After receive.
import type { Rows } from '../ledger/index.ts'
import { readTidy } from '../tidy/index.ts'
import type { LetterEntry } from '../views/index.ts'

/** True for an urgent letter that its reader has not answered and can read or open. */
export function isPressing(isUrgent: boolean, state: LetterEntry['state']): boolean {
  return isUrgent && (state === 'sealed' || state === 'referenced')
}

/** The order that the person chose holds again as soon as the letter no longer presses. */
export function orderOfReceived(rows: Rows, object: Uint8Array, isPressing: boolean): LetterEntry['tidy'] {
  const tidy = readTidy(rows, object)
  return isPressing ? { ...tidy, isArchived: false, snoozedUntil: null } : tidy
}
