// Makes a mail here and what its server says about it equal, in the transaction that records what the
// server said.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { readTidy, setBin, tidyObject } from '../tidy/index.ts'
import { touch } from '../views/index.ts'
import {
  binOf,
  decideAct,
  isSameState,
  mergeStates,
  orderTo,
  stateAtServer,
  stateHere,
  type MailState,
} from './mail-state.ts'
import { listLost, listPlaces, removeGone } from './place-rows.ts'

/** Runs `record`, which changes the places of a mail, and orders the mail as its server does. */
export function mergeMail(tx: Transaction, object: Uint8Array, record: () => void): void {
  const base = stateAtServer(listPlaces(tx, object))
  record()
  const there = stateAtServer(listPlaces(tx, object))
  if (there !== null) orderAs(tx, object, base, there)
}

function orderAs(tx: Transaction, object: Uint8Array, base: MailState | null, there: MailState): void {
  const here = stateHere(readTidy(tx, object))
  const wanted = mergeStates(base, there, here)
  // Nothing changed here, but a server is to be told at the place where the mail is now.
  if (!isSameState(wanted, there)) touch(tx, object)
  if (isSameState(wanted, here)) return
  tidyObject(tx, object, orderTo(wanted, here))
  if (binOf(wanted) !== binOf(here)) setBin(tx, object, binOf(wanted))
}

/**
 * A mail that left its folder and turned up in no other was deleted by another program. Here it goes
 * to the trash and stays. Returns how many there were.
 */
export function binLost(tx: Transaction, account: Uint8Array, limit: number): number {
  const lost = listLost(tx, account, limit)
  for (const object of lost) {
    const base = stateAtServer(listPlaces(tx, object))
    removeGone(tx, object)
    const left = stateAtServer(listPlaces(tx, object))
    orderAs(tx, object, base, left ?? { ...base!, shelf: 'trash' })
  }
  return lost.length
}

/** Which side of the lists a mail is on. Null for a mail that is in no account. */
export function findSide(rows: Rows, object: Uint8Array): 'inbox' | 'sent' | null {
  const places = listPlaces(rows, object)
  if (places.length === 0) return null
  const isSent = places.some(({ role, labels }) => role === 'sent' || labels.includes('\\Sent'))
  return isSent ? 'sent' : 'inbox'
}

/** Returns the accounts whose servers may have the mail in another state than it is here. */
export function listDiffering(rows: Rows, object: Uint8Array): Uint8Array[] {
  const places = listPlaces(rows, object).filter(({ isGone }) => !isGone)
  if (places.length === 0) return []
  const here = stateHere(readTidy(rows, object))
  const differing = places.filter((place) => decideAct(here, place, place.role === 'all') !== null)
  return [...new Map(differing.map(({ account }) => [toHex(account), account])).values()]
}
