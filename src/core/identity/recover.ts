// Recovers a person on a new device, from the words alone or also from a backup. The
// old devices end, and the new one is their heir. The root key signs the new era.
// This signature proves to contacts that the new device belongs to the same person.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../seal/index.ts'
import { ADDRESS_TAG_BYTES } from './address.ts'
import { createBoxKey, describeBoxKey, keepBoxKey, type NewBoxKey } from './box-keys.ts'
import { decodeStoredCard, encodeCard, signCard, type Card } from './card.ts'
import { endDevices, listDevices } from './device-era.ts'
import { NO_KEEPERS } from './keepers.ts'
import { checkName } from './names.ts'
import type { PersonRoot } from './person.ts'

/** The identity of the person as a backup contains it. */
export interface FormerIdentity {
  device: Uint8Array
  card: Card
  addressTag: Uint8Array
}

/** Reads it from the single row in a backup, by column names. The row contains no secrets. */
export function toFormerIdentity(row: Readonly<Record<string, unknown>>): FormerIdentity {
  const read = (column: string): Uint8Array => row[column] as Uint8Array
  return {
    device: read('device_public'),
    addressTag: read('address_tag'),
    card: decodeStoredCard(read('card')),
  }
}

interface NewDevice {
  device: KeyPair
  card: Card
}

/**
 * Does everything that needs the root key, so that the key can be wiped before anything is written.
 * @param options `lost`: the former devices, used only if `former` is null
 * @throws INVALID if the name is not allowed, or is neither given nor in a backup
 */
export async function prepareDevice(
  root: PersonRoot,
  former: FormerIdentity | null,
  { name, now, lost = [] }: { name?: string; now: number; lost?: readonly Uint8Array[] },
): Promise<NewDevice & { box: NewBoxKey; attestation: Uint8Array; wordsKey: Uint8Array }> {
  const shownName = name ?? former?.card.name
  if (shownName === undefined)
    throw new EngineError('INVALID', 'A name is needed, because the words do not contain it.')
  const device = createSigningKeyPair()
  const box = createBoxKey()
  const named = await root.nameDevice(device)
  const known = former === null ? lost : listDevices(former.card.devices)
  const devices = root.signEra({
    era: nextNumber(former?.card.devices.era ?? 0, now),
    at: now,
    named: [named],
    ended: endDevices(known, device.publicKey),
  })
  const lastBox = Math.max(0, ...(former?.card.boxKeys ?? []).map(({ number }) => number))
  const card = signCard(device, {
    person: root.person,
    number: nextNumber(former?.card.number ?? 0, now),
    name: checkName(shownName),
    devices,
    ...describeBoxKey(nextNumber(lastBox, now), box),
    desk: { device: device.publicKey, term: (former?.card.desk.term ?? 0) + 1 },
    keepers: former?.card.keepers ?? NO_KEEPERS,
    at: now,
    picture: former?.card.picture ?? null,
  })
  return { device, card, box, attestation: named.attestation, wordsKey: root.kemKey }
}

/**
 * Nobody knows which numbers were used until the loss, or whether the same backup was
 * restored before. A number of seconds since the epoch is greater than all of them.
 */
function nextNumber(known: number, now: number): number {
  return Math.max(known + 1, Math.floor(now / 1000))
}

/**
 * Stores the new identity without its words, because the person has just typed them.
 * @throws HOME_EXISTS
 */
export function keepDevice(
  tx: Transaction,
  { device, card, box, attestation, wordsKey }: Awaited<ReturnType<typeof prepareDevice>>,
  former: FormerIdentity | null,
  now: number,
): void {
  if (hasPerson(tx)) throw new EngineError('HOME_EXISTS', 'This home has a person already.')
  keepBoxKey(tx, card.boxKeys[0]!.number, box)
  tx.run(
    'INSERT INTO own_identity VALUES (1, ?, ?, ?, ?, ?, ?, NULL, ?, ?)',
    ...[card.person, device.publicKey, device.secretKey, attestation],
    ...[former?.addressTag ?? randomBytes(ADDRESS_TAG_BYTES), encodeCard(card), now, wordsKey],
  )
}

function hasPerson(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM own_identity') !== undefined
}
