// Whom a received letter is for, as far as this home can tell: what its notice says, and once it is open what it says itself.
// A notice to many carries initials: who is known here is recognised by them, the others are counted.
import { equalBytes } from '../base/index.ts'
import { initialsOf, type Notice } from '../feeds/index.ts'
import type { Reader } from '../ledger/index.ts'
import type { ObjectHeader } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

export interface Addressees {
  to: Uint8Array[]
  /** How many more it went to. */
  unnamed: number
}

/** `header` is that of the letter once it was opened, else null. */
export function addresseesOf(
  reader: Reader,
  { identity, addressBook }: Pick<DeliveryParts, 'identity' | 'addressBook'>,
  { to, initials }: Notice,
  header: ObjectHeader | null,
): Addressees {
  if (initials === null) return { to, unnamed: 0 }
  if (header !== null) return { to: header.to, unnamed: 0 }
  const mine = initialsOf(identity.person)
  const known = initials.flatMap((one) =>
    equalBytes(one, mine) ? [] : (addressBook.findByStart(reader, one) ?? []),
  )
  const named = [identity.person, ...known]
  return { to: named, unnamed: initials.length - named.length }
}
