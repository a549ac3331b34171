// Which notices a reader has not confirmed: what must be announced again when their feed begins anew.
// Between notify and receive; nothing is announced that its author has taken back.
import type { Reader } from '../ledger/index.ts'
import { findDueNotice, type DueNotice } from './notices.ts'

const UNARRIVED = `
  SELECT a.object FROM access_audiences a
  LEFT JOIN access_arrivals r ON r.object = a.object AND r.person = a.audience
  WHERE a.audience = ? AND a.noticed_at IS NOT NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL AND r.object IS NULL
  ORDER BY a.noticed_at`

/** The notices that went out to `person` and whose arrival their feed has not told, oldest first. */
export function listUnarrived(reader: Reader, person: Uint8Array): DueNotice[] {
  const objects = reader.all<{ object: Uint8Array }>(UNARRIVED, person)
  return objects.flatMap(({ object }) => findDueNotice(reader, { objectId: object, person }) ?? [])
}

const NOTICED = `
  SELECT audience FROM access_audiences
  WHERE object = ? AND noticed_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL`

/** The notices of one object that are out and count, for telling its readers of a new place. */
export function listNoticed(reader: Reader, objectId: Uint8Array): DueNotice[] {
  const persons = reader.all<{ audience: Uint8Array }>(NOTICED, objectId)
  return persons.flatMap(({ audience }) => findDueNotice(reader, { objectId, person: audience }) ?? [])
}

const NOTICED_TO = 'SELECT object FROM access_audiences WHERE audience = ? AND noticed_at IS NOT NULL'

/** Every object whose notice ever went to `person`. */
export function listNoticedTo(reader: Reader, person: Uint8Array): Uint8Array[] {
  return reader.all<{ object: Uint8Array }>(NOTICED_TO, person).map(({ object }) => object)
}

const PERSONS_NOTICED = 'SELECT audience FROM access_audiences WHERE object = ? AND noticed_at IS NOT NULL'

/** Everyone to whom the notice of this object ever went, whatever came of it. */
export function listNoticedPersons(reader: Reader, objectId: Uint8Array): Uint8Array[] {
  return reader.all<{ audience: Uint8Array }>(PERSONS_NOTICED, objectId).map(({ audience }) => audience)
}
