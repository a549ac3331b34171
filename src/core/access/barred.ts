// A person from whom the author keeps what they have not opened: blocked for a time, or forgotten.
// Their gates follow in the transaction of the block, because stations ask nobody.
// It acts between notify and reference, on all letters to one person.
import { findSetting } from '../gates/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { noMemberships } from './memberships.ts'
import { recallObject } from './object-acts.ts'
import { findAudience } from './facts.ts'
import { actOnGate, addAct } from './gate-standing.ts'

/** Holds every gate by which this person can still open a letter. Returns the letters. */
export function barPerson(tx: Transaction, person: Uint8Array, device: KeyPair, at: number): Uint8Array[] {
  return setGates(tx, { person, kind: 'hold', isMeant: () => true }, device, at)
}

/** Lets go of those gates, except of letters that the author holds. Returns the letters. */
export function admitPerson(tx: Transaction, person: Uint8Array, device: KeyPair, at: number): Uint8Array[] {
  const isMeant = (objectId: Uint8Array, handle: Uint8Array): boolean =>
    findSetting(tx, handle) === 'hold' && findAudience(tx, objectId, person)?.heldAt === null
  return setGates(tx, { person, kind: 'let-go', isMeant }, device, at)
}

interface Setting {
  readonly person: Uint8Array
  readonly kind: 'hold' | 'let-go'
  readonly isMeant: (objectId: Uint8Array, handle: Uint8Array) => boolean
}

function setGates(
  tx: Transaction,
  { person, kind, isMeant }: Setting,
  device: KeyPair,
  at: number,
): Uint8Array[] {
  const sql = "SELECT object, handle FROM gates WHERE audience = ? AND stage <> 'ended'"
  const gates = tx.all<{ object: Uint8Array; handle: Uint8Array }>(sql, person)
  const meant = gates.filter(({ object, handle }) => isMeant(object, handle))
  for (const { handle } of meant) addAct(tx, { handle, kind }, device, at)
  return meant.map(({ object }) => object)
}

/**
 * Returns the letters to this person that got another gate since their first notice. The notice
 * of that gate may be missing.
 */
export function listRegated(rows: Rows, person: Uint8Array): Uint8Array[] {
  const sql = `SELECT g.object FROM gates g JOIN access_audiences a ON a.object = g.object AND a.audience = g.audience
    WHERE g.audience = ? AND g.stage = 'live' AND g.number > 1 AND a.noticed_at IS NOT NULL`
  return rows.all<{ object: Uint8Array }>(sql, person).map(({ object }) => object)
}

/**
 * Takes back every letter that this person has not opened, and burns its gates. The author keeps
 * the letters, so no content key is destroyed. An open letter was released by its notice; its
 * grant goes, so that it is never announced to them again.
 * @returns the letters
 */
export function withdrawFromPerson(
  tx: Transaction,
  person: Uint8Array,
  device: KeyPair,
  at: number,
): Uint8Array[] {
  const objects = tx.all<{ object: Uint8Array }>(NOT_OPENED, person).map(({ object }) => object)
  for (const objectId of objects) {
    recallObject(tx, objectId, at, { only: [person], memberships: noMemberships, keepsKey: true })
    actOnGate(tx, { objectId, person, kind: 'withdrawn', at }, device)
  }
  tx.run('DELETE FROM access_grants WHERE audience = ?', person)
  return objects
}

const NOT_OPENED = `
  SELECT a.object FROM access_audiences a WHERE a.audience = ? AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = a.object AND r.person = a.audience)`
