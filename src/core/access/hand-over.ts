// The hand-over of a mail. Until then its author can recall it, as a controlled object; from then on
// its readers have it, as an open one.
// Between notify and reference. A mail reader asks for no key, so the hand-over stands in for the
// release.
import type { Transaction } from '../ledger/index.ts'
import type { ObjectReader } from '../store/index.ts'

/** Before the first byte leaves, because a recall must not succeed while a mail is on its way. */
export function markHandedOver(tx: Transaction, reader: ObjectReader): void {
  setMode(tx, reader, 'open')
}

/** The mail did not leave, which is certain: it can be recalled again. */
export function takeBackHandOver(tx: Transaction, reader: ObjectReader): void {
  setMode(tx, reader, 'controlled')
}

function setMode(tx: Transaction, { objectId, person }: ObjectReader, mode: 'open' | 'controlled'): void {
  tx.run('UPDATE access_audiences SET mode = ? WHERE object = ? AND audience = ?', mode, objectId, person)
}
