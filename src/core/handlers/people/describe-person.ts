// Maps persons to the contract: oneself and contacts, with pictures, devices and who is online.
// For oneself: the devices of the own device era. For a contact: the devices that count for them.
import { countStationsOf } from '../../gates/index.ts'
import { equalBytes, toHex } from '../../base/index.ts'
import type { Contact as StoredContact } from '../../contacts/index.ts'
import type { AddressText, Contact, Device, Myself, PersonReach } from '../../contract/index.ts'
import { findLookAlikes, type Card } from '../../identity/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { deviceId, groupId, isoTime, isoTimeOrNull, partyOf, personId } from '../../contract-ids.ts'
import { pictureUrl } from './picture-url.ts'

export function describeMyself({ parts: { identity }, peers }: OpenHome): Myself {
  const own = identity.device.publicKey
  const isOnline = (device: Uint8Array): boolean => equalBytes(device, own) || peers.find(device) !== null
  return {
    person: personId(identity.person),
    device: deviceId(own),
    name: identity.card.name,
    address: identity.address as AddressText,
    picture: pictureUrl(identity.picture),
    devices: describeDevices(identity.card, isOnline),
  }
}

export function describeContacts({ parts: { addressBook, ledger }, peers }: OpenHome): Contact[] {
  const devicesByPerson = new Map<string, Set<string>>()
  for (const { person, device } of peers.list()) {
    if (person === null) continue
    const devices = devicesByPerson.get(toHex(person)) ?? new Set<string>()
    devicesByPerson.set(toHex(person), devices.add(toHex(device)))
  }
  const contacts = addressBook.list()
  const alike = findLookAlikes(contacts)
  return contacts.map((contact) => {
    const online = devicesByPerson.get(toHex(contact.person)) ?? new Set<string>()
    const picture = addressBook.findPicture(ledger, contact)
    const devices = addressBook.devices.listOf(ledger, contact.person)
    const looksLike = alike.get(contact)!.map(({ person, name }) => ({ person: personId(person), name }))
    const lastSeenAt = online.size > 0 ? null : isoTimeOrNull(peers.leftAt(contact.person))
    return { ...describeContact(contact, picture, devices, online), lastSeenAt, looksLike }
  })
}

function describeContact(
  contact: StoredContact,
  picture: Uint8Array | null,
  devices: readonly Uint8Array[],
  online: Set<string>,
): Omit<Contact, 'looksLike' | 'lastSeenAt'> {
  const { person, name, since, isBlocked, comparedAt } = contact
  return {
    person: personId(person),
    name,
    online: online.size > 0,
    since: isoTime(since),
    blocked: isBlocked,
    picture: pictureUrl(picture),
    devices: devices.map((device) => ({ device: deviceId(device), online: online.has(toHex(device)) })),
    comparedAt: isoTimeOrNull(comparedAt),
    newDeviceAt: isoTimeOrNull(contact.newDeviceAt),
    formerName: contact.formerName,
    opensOnSelection: contact.opensOnSelection,
  }
}

export function describeReach({ parts, groups }: OpenHome, person: Uint8Array): PersonReach {
  const common = groups.listCommonWith(person)
  return {
    ...partyOf(parts, person),
    groups: common.map(({ groupId: id, name }) => ({ group: groupId(id), name })),
    stations: countStationsOf(parts.ledger, person),
  }
}

function describeDevices({ devices }: Card, isOnline: (device: Uint8Array) => boolean): Device[] {
  return devices.named.map(({ device }) => ({ device: deviceId(device), online: isOnline(device) }))
}
