// A person on a new device: by their words alone, or with what a backup knew of them. The old device is ended, and the new one is its heir.
// The era that says so is signed by the root: that is how contacts know that the new device is the same person.
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { createBoxKeyPair, createSigningKeyPair, randomBytes, type KeyPair } from '../seal/index.ts'
import { ADDRESS_TAG_BYTES } from './address.ts'
import { decodeStoredCard, encodeCard, signCard, type Card } from './card.ts'
import { endDevices, listDevices } from './device-era.ts'
import { checkName } from './names.ts'
import type { PersonRoot } from './person.ts'

/** What a backup knew of its person. */
export interface FormerIdentity {
  device: Uint8Array
  card: Card
  addressTag: Uint8Array
}

/** From the one row that a backup has of its person, by the names of its columns; the secrets are not among them. */
export function toFormerIdentity(row: Readonly<Record<string, unknown>>): FormerIdentity {
  const read = (column: string): Uint8Array => row[column] as Uint8Array
  return {
    device: read('device_public'),
    addressTag: read('address_tag'),
    card: decodeStoredCard(read('card')),
  }
}

export interface NewDevice {
  device: KeyPair
  card: Card
}

/**
 * Everything that needs the root, so that it can be wiped before anything is written.
 * `lost`: the devices before, where nothing else is known of the person. @throws INVALID for a name that is none
 */
export async function prepareDevice(
  root: PersonRoot,
  former: FormerIdentity | null,
  { name, now, lost = [] }: { name?: string; now: number; lost?: readonly Uint8Array[] },
): Promise<NewDevice & { box: KeyPair; attestation: Uint8Array }> {
  const shownName = name ?? former?.card.name
  if (shownName === undefined)
    throw new EngineError('INVALID', 'A name is needed: the words alone do not say it.')
  const device = createSigningKeyPair()
  const box = createBoxKeyPair()
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
    boxKeys: [{ number: nextNumber(lastBox, now), publicKey: box.publicKey }],
    desk: { device: device.publicKey, term: (former?.card.desk.term ?? 0) + 1 },
    at: now,
    picture: former?.card.picture ?? null,
  })
  return { device, card, box, attestation: named.attestation }
}

/**
 * Nobody knows how far the numbers had come by the day of the loss, or whether the same backup was restored before: a number that follows
 * the time is beyond them all.
 */
function nextNumber(known: number, now: number): number {
  return Math.max(known + 1, Math.floor(now / 1000))
}

/** The words were just typed, so that they need not be kept. @throws HOME_EXISTS */
export function keepDevice(
  tx: Transaction,
  { device, card, box, attestation }: Awaited<ReturnType<typeof prepareDevice>>,
  former: FormerIdentity | null,
  now: number,
): void {
  if (hasPerson(tx)) throw new EngineError('HOME_EXISTS', 'This home already has a person.')
  const { number } = card.boxKeys[0]!
  tx.run('INSERT INTO own_box_keys VALUES (?, ?, ?)', number, box.publicKey, box.secretKey)
  tx.run(
    'INSERT INTO own_identity VALUES (1, ?, ?, ?, ?, ?, ?, NULL, ?)',
    ...[card.person, device.publicKey, device.secretKey, attestation],
    ...[former?.addressTag ?? randomBytes(ADDRESS_TAG_BYTES), encodeCard(card), now],
  )
}

function hasPerson(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM own_identity') !== undefined
}
