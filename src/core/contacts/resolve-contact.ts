// Which contact, or blocked person, somebody means by an id, an address or a name.
import { equalBytes, parseText, toText } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import { isAddressText, parseAddress } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import { listBlocked } from './blocks.ts'
import { findContact, type Contact } from './contact-rows.ts'
import { foldName } from './known-names.ts'

/**
 * Finds a contact by id, address or unambiguous name.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolveContact(rows: Rows, who: string): Contact {
  const person = isAddressText(who) ? parseAddress(who).person : parseText(who)
  const byId = person === null ? null : findContact(rows, person)
  if (byId !== null) return byId
  // An id names exactly one person, even if another person uses that id as their name.
  if (person?.byteLength === 32) throw new EngineError('NOT_FOUND', `No contact has the id ${who}.`)
  const wanted = foldName(who)
  // A former name counts until the user has seen the change, so that no other person can take it
  // over.
  const [named, another] = rows
    .all<{ person: Uint8Array; name: string; formerName: string | null }>(
      'SELECT person, name, former_name AS formerName FROM contacts ORDER BY person',
    )
    .filter(({ name, formerName }) => [name, formerName ?? name].some((one) => foldName(one) === wanted))
  if (named === undefined) throw new EngineError('NOT_FOUND', `No contact is called ${who}.`)
  if (another === undefined) return findContact(rows, named.person)!
  throw ambiguous(who, [named, another])
}

/**
 * Finds a blocked person, contact or not, by id or unambiguous name.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolveBlocked(rows: Rows, who: string): Uint8Array {
  const key = parseText(who)
  const wanted = foldName(who)
  const blocked = listBlocked(rows)
  const byId = blocked.find(({ person }) => key !== null && equalBytes(person, key))
  if (byId !== undefined) return byId.person
  const [named, another] = blocked.filter(({ name }) => foldName(name) === wanted)
  if (named === undefined) throw new EngineError('NOT_FOUND', `${who} is not blocked.`)
  if (another !== undefined) throw ambiguous(who, [named, another])
  return named.person
}

/**
 * Finds a contact or a blocked person by id or unambiguous name, or anyone by their id.
 * @throws NOT_FOUND, AMBIGUOUS
 */
export function resolvePerson(rows: Rows, who: string): Uint8Array {
  const key = parseText(who)
  if (key?.byteLength === 32) return key
  try {
    return resolveContact(rows, who).person
  } catch (error) {
    if (!isEngineError(error, 'NOT_FOUND')) throw error
    return resolveBlocked(rows, who)
  }
}

function ambiguous(who: string, meant: readonly { person: Uint8Array }[]): EngineError {
  const persons = meant.map(({ person }) => toText(person))
  return new EngineError('AMBIGUOUS', `Several people are called ${who}.`, { details: { persons } })
}
