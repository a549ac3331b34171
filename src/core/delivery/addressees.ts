// Whom a received letter is for: by its notice, and after it is opened by its header.
// A notice to many readers holds only initials. This home recognises known persons by them and
// counts the others.
import { personAudience } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { findContactByStart } from '../contacts/index.ts'
import { initialsOf, type Notice } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import { isOnePerson, keyOf, type ObjectHeader, NO_EPOCH, type Audience, type Epoch } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

interface Addressees {
  to: Uint8Array[]
  /** How many more readers the letter has. */
  unnamed: number
}

/** @param header the header of the letter if it was opened, else null */
export function addresseesOf(
  rows: Rows,
  { identity }: Pick<DeliveryParts, 'identity'>,
  { to, initials }: Notice,
  header: ObjectHeader | null,
): Addressees {
  if (initials === null) return { to, unnamed: 0 }
  if (header !== null) return { to: header.to, unnamed: 0 }
  const mine = initialsOf(identity.person)
  const known = initials.flatMap((one) =>
    equalBytes(one, mine) ? [] : (findContactByStart(rows, one) ?? []),
  )
  const named = [identity.person, ...known]
  return { to: named, unnamed: initials.length - named.length }
}

/** Returns the audiences that a notice names: each of these persons, or its single audience. */
export function audiencesIn({ audience }: Pick<Notice, 'audience'>, to: readonly Uint8Array[]): Audience[] {
  return isOnePerson(audience) ? to.map(personAudience) : [{ kind: audience.kind, key: keyOf(audience) }]
}

/** Returns the epoch of the group when the notice was written. */
export function epochOf({ audience }: Pick<Notice, 'audience'>): Epoch {
  return 'era' in audience ? audience : NO_EPOCH
}
