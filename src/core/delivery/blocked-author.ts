// A blocked person gets no answer: nobody opens, marks or reacts to their letters.
import { EngineError } from '../contract/errors.ts'
import type { Rows } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

/** @throws BLOCKED */
export function refuseBlocked(
  { addressBook }: Pick<DeliveryParts, 'addressBook'>,
  rows: Rows,
  author: Uint8Array,
): void {
  if (addressBook.find(rows, author)?.isBlocked === true)
    throw new EngineError('BLOCKED', 'You have blocked its author.')
}
