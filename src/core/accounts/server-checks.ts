// Decides if the server of an account says who sent its mails. Nothing is stored for it: the newest
// mails in the inbox say it.
import type { Rows } from '../ledger/index.ts'
import { countChecked } from '../mail/index.ts'
import { listNewest, listPlaces } from './place-rows.ts'

/** As many of the newest mails are looked at. A server that begins to check is known by its first one. */
const LOOKED_AT = 50
/** Mails of users of the same server often have no result, so a few of them say nothing. */
const FEW = 10

/** Null while there are too few mails to tell. */
export function checksSenders(rows: Rows, account: Uint8Array): boolean | null {
  const newest = listNewest(rows, account, LOOKED_AT)
  if (countChecked(rows, newest) > 0) return true
  return newest.length < FEW ? null : false
}

/** True if a server that took this mail checks who sends, so that a missing result is a doubt. */
export function expectsProof(rows: Rows, object: Uint8Array): boolean {
  return listPlaces(rows, object).some(({ account }) => checksSenders(rows, account) === true)
}
