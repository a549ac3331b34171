// What a mail says about itself: those whom it names, and the thread that it is in. Nothing of it is
// proven.
import { equalBytes } from '../base/index.ts'
import { correspondentKey } from '../correspondents/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findArchived, hashMailId } from '../letters/index.ts'
import { objectId, type MailAddress, type MailOrigin, type ObjectHeader, type Ref } from '../store/index.ts'

/**
 * Returns the origin of a mail, in its own words, if the mail was imported: here, or in a home
 * whose export is here. Null for a mail that another person shared: they are its author, and nothing
 * proves the origin that they claim.
 */
export function findOrigin(
  rows: Rows,
  { identity }: { identity: Identity },
  ref: Ref,
  { origin }: Pick<ObjectHeader, 'origin'>,
): MailOrigin | null {
  if (origin === undefined) return null
  const archived = findArchived(rows, objectId(ref))
  const isImported =
    archived === null ? equalBytes(ref.person, identity.person) : archived.record.wasImported === true
  return isImported ? origin : null
}

/**
 * Returns the keys of those whom a mail names, who count as its author and addressees. Behind an own
 * address is this person.
 */
export function peopleOf(
  { from, to }: Pick<MailOrigin, 'from' | 'to'>,
  me: { person: Uint8Array; isAt: (address: string) => boolean },
): { author: Uint8Array; to: Uint8Array[] } {
  const keyOf = (one: MailAddress): Uint8Array => (me.isAt(one.address) ? me.person : correspondentKey(one))
  return { author: keyOf(from), to: to.map(keyOf) }
}

/**
 * Returns the names of the thread that a mail is in. The mail that began it may be missing, and the
 * answered one may not name it.
 */
export function mailIdsOf({ messageId, parent, first }: MailOrigin): Uint8Array[] {
  return [...new Set([first, parent, messageId])].filter((id) => id !== '').map(hashMailId)
}

/** Returns the names as a mail writes them. */
export function namesIn({ from, to, writtenAt = null }: MailOrigin): {
  from: string
  to: string[]
  writtenAt: number | null
} {
  return { from: showAddress(from), to: to.map(showAddress), writtenAt }
}

/** Returns the name in what `showAddress` returned; '' if that is an address alone. */
export function nameInShown(shown: string): string {
  return shown.endsWith('>') ? shown.slice(0, Math.max(0, shown.lastIndexOf(' <'))) : ''
}

/** Returns the address in what `showAddress` returned; '' without one. */
export function addressInShown(shown: string): string {
  const address = shown.endsWith('>') ? shown.slice(shown.lastIndexOf('<') + 1, -1) : shown
  return address.includes('@') ? address : ''
}

export function showAddress({ name, address }: MailAddress): string {
  if (name === '' || name === address) return address
  return address === '' ? name : `${name} <${address}>`
}
