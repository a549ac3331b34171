// What follows when it becomes known what a station has done: enough releases are the release of
// the letter, and enough burns end its key.
import { applyGateAnswers } from '../access/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import type { KeepersParts } from './parts.ts'

export function updateGate(
  tx: Transaction,
  { clock, keepsKey }: Pick<KeepersParts, 'clock' | 'keepsKey'>,
  handle: Uint8Array,
): void {
  const object = applyGateAnswers(tx, handle, { now: clock.now(), keepsKey: (one) => keepsKey(tx, one) })
  if (object !== null) touch(tx, object)
}
