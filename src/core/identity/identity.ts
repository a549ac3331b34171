// The person and the device of this home, as stored in the ledger: keys to sign and open with,
// and the card. These keys compose every letter, seal every notice and sign every release.
import { compareBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Rows, Schema, Transaction } from '../ledger/index.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../seal/index.ts'
import { ADDRESS_TAG_BYTES, createAddress } from './address.ts'
import { BOX_KEYS_TABLE, createBoxKey, describeBoxKey, keepBoxKey, OwnBoxKeys } from './box-keys.ts'
import { encodeCard, signCard } from './card.ts'
import { NO_KEEPERS } from './keepers.ts'
import { checkName } from './names.ts'
import { readShownCard, reviseCard, type CardChange, type ShownCard } from './own-card.ts'
import { createWords, openPersonRoot } from './person.ts'

export const identitySchema: Schema = {
  noun: 'identity',
  steps: [
    `CREATE TABLE own_identity (
       one INTEGER PRIMARY KEY CHECK (one = 1),
       person BLOB NOT NULL, device_public BLOB NOT NULL, device_secret BLOB NOT NULL,
       attestation BLOB NOT NULL, address_tag BLOB NOT NULL, card BLOB NOT NULL,
       words TEXT, created_at INTEGER NOT NULL, kem_key BLOB NOT NULL
     ) STRICT;
     ${BOX_KEYS_TABLE}
     CREATE TABLE own_picture (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL) STRICT;`,
  ],
}

interface IdentityRow {
  person: Uint8Array
  devicePublic: Uint8Array
  deviceSecret: Uint8Array
  attestation: Uint8Array
  addressTag: Uint8Array
  kemKey: Uint8Array
}

const COLUMNS = `
  person, device_public AS devicePublic, device_secret AS deviceSecret, attestation,
  address_tag AS addressTag, kem_key AS kemKey`

export interface Identity extends Readonly<ShownCard> {
  readonly person: Uint8Array
  /** The signing key of the device. It is also its Noise key on the network. */
  readonly device: KeyPair
  readonly attestation: Uint8Array
  readonly address: string
  readonly addressTag: Uint8Array
  /** The KEM key that the 24 words open. Backups are sealed to it. */
  readonly wordsKey: Uint8Array
  readonly boxKeys: OwnBoxKeys
  /**
   * Changes the card in this transaction. Call `refresh` after the commit. Null if nothing changes.
   * @throws INVALID, TOO_LARGE
   */
  reviseCard(tx: Transaction, change: CardChange, now: number): ShownCard | null
  refresh(rows: Rows): void
}

/**
 * Creates a person, their first device and their card, in one transaction.
 * @throws HOME_EXISTS if the home has a person
 */
export async function createIdentity(
  ledger: Ledger,
  name: string,
  now: number,
): Promise<{ words: string[] }> {
  const trimmed = checkName(name)
  const words = createWords()
  const root = await openPersonRoot(words)
  const device = createSigningKeyPair()
  const box = createBoxKey()
  const named = await root.nameDevice(device)
  // Use era 1, not the time. With a clock that runs ahead, a later recovery with only the words
  // would choose a smaller era.
  const devices = root.signEra({ era: 1, at: now, named: [named], ended: [] })
  const card = signCard(device, {
    person: root.person,
    number: 1,
    name: trimmed,
    devices,
    ...describeBoxKey(1, box),
    desk: { device: device.publicKey, term: 1 },
    keepers: NO_KEEPERS,
    at: now,
    picture: null,
  })
  root.wipe()
  await ledger.write((tx) => {
    if (tx.get('SELECT 1 FROM own_identity') !== undefined) {
      throw new EngineError('HOME_EXISTS', 'This home has a person already.')
    }
    keepBoxKey(tx, 1, box)
    tx.run(
      'INSERT INTO own_identity VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      card.person,
      device.publicKey,
      device.secretKey,
      named.attestation,
      randomBytes(ADDRESS_TAG_BYTES),
      encodeCard(card),
      words.join(' '),
      now,
      root.kemKey,
    )
  })
  return { words }
}

/** Returns the identity of this home. Null if it has no person yet. */
export function findIdentity(rows: Rows): Identity | null {
  const row = rows.get<IdentityRow>(`SELECT ${COLUMNS} FROM own_identity`)
  if (row === undefined) return null
  const device = { publicKey: row.devicePublic, secretKey: row.deviceSecret }
  let shown = readShownCard(rows)
  return {
    person: row.person,
    device,
    attestation: row.attestation,
    address: createAddress(row.person, device, row.attestation, row.addressTag),
    addressTag: row.addressTag,
    wordsKey: row.kemKey,
    boxKeys: new OwnBoxKeys(rows),
    get card() {
      return shown.card
    },
    get cardBytes() {
      return shown.cardBytes
    },
    get picture() {
      return shown.picture
    },
    reviseCard: (tx, change, now) => reviseCard(tx, device, change, now),
    refresh(rows) {
      shown = readShownCard(rows)
    },
  }
}

/** Returns the 24 words. Null once the person has proved that they know the words. */
export function findWords(rows: Rows): string[] | null {
  const row = rows.get<{ words: string | null }>('SELECT words FROM own_identity')
  return row?.words?.split(' ') ?? null
}

/**
 * Destroys the words after three of them (by position, from 1) were given correctly.
 * Resolves when neither the database nor its log contains a copy.
 * @throws INVALID if a word is wrong
 */
export async function proveWords(ledger: Ledger, given: { position: number; word: string }[]): Promise<void> {
  const words = findWords(ledger)
  if (words === null) return
  const positions = new Set(given.map(({ position }) => position))
  const areCorrect = given.every(({ position, word }) => words[position - 1] === word.trim().toLowerCase())
  if (positions.size < 3 || !areCorrect) {
    throw new EngineError('INVALID', 'Three correct words at different positions are needed.')
  }
  await ledger.write((tx) => tx.run('UPDATE own_identity SET words = NULL'))
  await ledger.checkpoint()
}

/** Sorts two persons, so that both sides get the same order. */
export function sortPersons(a: Uint8Array, b: Uint8Array): [Uint8Array, Uint8Array] {
  return compareBytes(a, b) <= 0 ? [a, b] : [b, a]
}

/** Returns when this person was created or recovered in this home, in ms since the epoch. */
export function readCreatedAt(rows: Rows): number {
  return rows.get<{ at: number }>('SELECT created_at AS at FROM own_identity')!.at
}
