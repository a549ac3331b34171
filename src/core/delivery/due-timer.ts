// Runs processDue() when a notice falls due, an object expires, or a key must be destroyed. While the
// clock is in doubt a run can leave work undone.
import { findNextDueTime } from '../access/index.ts'
import { Alarm } from '../base/index.ts'
import { processDue, type ActingParts } from './author-acts.ts'
import type { DeliveryParts } from './parts.ts'

type TimedParts = ActingParts & Pick<DeliveryParts, 'log'>

/** Returns what stops it. */
export function startDueTimer(parts: TimedParts): () => Promise<void> {
  const { ledger, clockGuard, log } = parts
  const alarm = new Alarm({
    ...{ log, failed: 'due-failed' },
    next: () => findNextDueTime(ledger),
    now: () => clockGuard.read().now,
    run: () => processDue(parts),
  })
  const stopListening = ledger.onCommit(() => alarm.look())
  return () => {
    stopListening()
    return alarm.close()
  }
}
