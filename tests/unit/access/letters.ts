// The people of the access tests and the shortest way to give them a letter.
import {
  agreeOnce,
  createSigningKeyPair,
  openSmallBox,
  pairKeyOf,
  randomBytes,
  sealSmallBox,
  type KeyPair,
} from '../../../src/core/seal/index.ts'
import { grantObject, personGrant, releaseTo, statusOf } from '../../../src/core/access/index.ts'
import { markNotified } from '../../../src/core/access/notices.ts'
import type { ReleaseAnswer } from '../../../src/core/access/index.ts'
import type { ObjectGrant } from '../../../src/core/access/grant.ts'
import type { Rows, Transaction } from '../../../src/core/ledger/index.ts'

export interface TestReader {
  readonly name: string
  readonly person: Uint8Array
  readonly device: Uint8Array
  readonly box: KeyPair
}

/** In the order of their keys, as the ledger lists readers. */
export const alice = readerCalled('alice', 1)
export const bob = readerCalled('bob', 2)
export const carol = readerCalled('carol', 3)
/** The device of the author, which releases. */
export const author = createSigningKeyPair()

function readerCalled(name: string, first: number): TestReader {
  const person = randomBytes(32)
  person[0] = first
  return { name, person, device: randomBytes(32), box: createBox() }
}

const GRANT_KEY = { domain: 'fumikura/test-grant/1', second: new Uint8Array(32), place: [] }

export function createBox(): KeyPair {
  return pairKeyOf(randomBytes(32))
}

export function sealGrant({ publicKey }: KeyPair, contentKey: Uint8Array): Uint8Array {
  return sealSmallBox(agreeOnce(publicKey), GRANT_KEY, contentKey)
}

export function openGrant(box: KeyPair, grant: Uint8Array): Uint8Array | null {
  return openSmallBox(box, GRANT_KEY, grant)
}

export interface TestLetter {
  readonly objectId: Uint8Array
  readonly contentKey: Uint8Array
}

export type Policy = Partial<Pick<ObjectGrant, 'mode' | 'heldAt' | 'notBefore' | 'expiresAt'>>

/** Stores a letter to these readers at `at`; their notices are not out yet. */
export function storeLetter(
  tx: Transaction,
  readers: TestReader[],
  at: number,
  policy: Policy = {},
): TestLetter {
  const letter = { objectId: randomBytes(32), contentKey: randomBytes(32) }
  const grants = readers.map(({ person, box }) => personGrant(person, 1, sealGrant(box, letter.contentKey)))
  grantObject(tx, { ...letter, mode: 'controlled', grants, at, ...policy })
  return letter
}

/** Stores a letter and sends its notices out at once. */
export function sendLetter(
  tx: Transaction,
  readers: TestReader[],
  at: number,
  policy: Policy = {},
): TestLetter {
  const letter = storeLetter(tx, readers, at, policy)
  markNotified(
    tx,
    letter.objectId,
    readers.map(({ person }) => person),
    at,
  )
  return letter
}

export function askFor(
  tx: Transaction,
  { objectId }: TestLetter,
  { person, device }: TestReader,
  now: number,
  more: { latest?: number; releasesPerDay?: number } = {},
): ReleaseAnswer {
  return releaseTo(tx, { objectId, person, device, signer: author, now, ...more })
}

export function statesOf(rows: Rows, { objectId }: TestLetter, now: number): string[] {
  return statusOf(rows, objectId, now).map(({ state }) => state)
}
