// What saved searches and rules have in common: unique names, and an order that the person chooses.
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

/** Names differ by more than case and width. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

const plain = (name: string): string => name.normalize('NFKC').toLowerCase()

/** @throws INVALID unless `ids` names each of `known` once */
export function checkOrder(known: readonly { id: Uint8Array }[], ids: readonly Uint8Array[]): void {
  const isWhole =
    known.length === ids.length && known.every(({ id }) => ids.some((other) => equalBytes(other, id)))
  if (!isWhole) throw new EngineError('INVALID', 'An order names each of them once.')
}
