// Handlers for people and knocks.
import type { BlockedPerson, Contact, KnockId, Myself } from '../../contract/index.ts'
import {
  resolveBlocked,
  resolveContact,
  resolvePerson,
  type Contact as StoredContact,
} from '../../contacts/index.ts'
import { suggestCorrespondents } from '../../correspondents/index.ts'
import { safetyNumber, type CardChange } from '../../identity/index.ts'
import { changeMyself } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { hexId, isoTime, personId } from '../../contract-ids.ts'
import { describeContacts, describeMyself, describeReach } from './describe-person.ts'
import { cleanPicture } from './picture-url.ts'
import type { Served, Serving } from '../serving.ts'

export const peopleHandlers: Serving<'people'> = {
  whoami: describeMyself,
  rename: (home, { name }, { publish }) => changeCard(home, publish, { name }),
  setPicture: async (home, { picture }, { publish }) =>
    changeCard(home, publish, { picture: picture === null ? null : await cleanPicture(picture) }),
  contacts: describeContacts,
  correspondents: ({ parts, outside }, { typed, limit }) =>
    suggestCorrespondents(parts.ledger, typed.trim(), 2 * limit)
      .filter(({ address }) => address !== '' && !outside.isOwnAddress(address))
      .slice(0, limit)
      .map(({ key, name, address }) => ({ person: personId(key), name: name || address, address })),
  block: changing(blockContact),
  async unblock(home, { person }) {
    await unblockPerson(home, resolveBlocked(home.parts.ledger, person))
    return describeContacts(home)
  },
  reach: (home, { person }) => describeReach(home, resolvePerson(home.parts.ledger, person)),
  blocked: listBlocked,
  forget: changing(forgetContact),
  setCompared: changing(({ parts: { ledger, addressBook, clock } }, { person }, { same }) =>
    ledger.write((tx) => addressBook.setCompared(tx, person, same ? clock.now() : null)),
  ),
  seeNewDevice: changing(({ parts: { ledger, addressBook } }, { person }) =>
    ledger.write((tx) => addressBook.seeNewDevice(tx, person)),
  ),
  seeName: changing(({ parts: { ledger, addressBook } }, { person }) =>
    ledger.write((tx) => addressBook.seeName(tx, person)),
  ),
  setOpensOnSelection: changing(({ parts: { ledger, addressBook } }, { person }, { opens }) =>
    ledger.write((tx) => addressBook.setOpensOnSelection(tx, person, opens)),
  ),
  async safetyNumber({ parts }, { person }) {
    const contact = resolveContact(parts.ledger, person)
    return {
      person: personId(contact.person),
      name: contact.name,
      safetyNumber: safetyNumber(parts.identity.person, contact.person),
    }
  },
}

export const knockHandlers: Serving<'knocks'> = {
  async send(home, { address, text, waitMs }, { signal }) {
    const { id, person, state } = await home.knocking.send(address, text, waitMs, signal)
    return { knock: hexId(id) as KnockId, person: personId(person), state }
  },
  async list({ knocks }) {
    await knocks.untilOpened()
    return knocks.list().map(({ id, person, name, text, at }) => ({
      knock: hexId(id) as KnockId,
      person: personId(person),
      name,
      text,
      at: isoTime(at),
    }))
  },
  async answer({ knocks }, { knock, answer }) {
    const { id, person } = knocks.get(knock)
    await knocks.answer(id, answer)
    return { knock: hexId(id) as KnockId, person: personId(person), state: ANSWERED[answer] }
  },
  status: ({ knocks }) => ({ enabled: knocks.isEnabled(), waiting: knocks.countWaiting() }),
  async setEnabled(home, { enabled }) {
    await home.knocks.setEnabled(enabled)
    return { enabled }
  },
}

const ANSWERED = { yes: 'accepted', no: 'declined', block: 'blocked' } as const

/** Changes the card and publishes an event, so that other windows of this home update. */
async function changeCard(home: OpenHome, publish: Served['publish'], change: CardChange): Promise<Myself> {
  await changeMyself(home.parts, change)
  publish({ type: 'home-changed' })
  return describeMyself(home)
}

/** Makes a call that changes a contact and returns all contacts. */
function changing<Input extends { person: string }>(
  change: (home: OpenHome, contact: StoredContact, input: Input) => Promise<unknown>,
) {
  return async (home: OpenHome, input: Input): Promise<Contact[]> => {
    await change(home, resolveContact(home.parts.ledger, input.person), input)
    return describeContacts(home)
  }
}

async function blockContact({ parts, peers }: OpenHome, { person }: StoredContact): Promise<void> {
  await parts.ledger.write((tx) => parts.addressBook.block(tx, person))
  for (const device of parts.addressBook.devices.listOf(parts.ledger, person)) peers.undial(device)
}

function listBlocked({ parts: { addressBook, ledger } }: OpenHome): BlockedPerson[] {
  return addressBook.listBlocked().map(({ person, name, blockedAt }) => ({
    person: personId(person),
    name,
    blockedAt: isoTime(blockedAt),
    isContact: addressBook.find(ledger, person) !== null,
  }))
}

async function unblockPerson({ parts, peers }: OpenHome, person: Uint8Array): Promise<void> {
  await parts.ledger.write((tx) => parts.addressBook.unblock(tx, person))
  if (parts.feeds.find(parts.ledger, person) === null) return
  for (const device of parts.addressBook.devices.listOf(parts.ledger, person)) peers.dial(device)
}

async function forgetContact({ parts, peers }: OpenHome, { person }: StoredContact): Promise<void> {
  const devices = parts.addressBook.devices.listOf(parts.ledger, person)
  await parts.ledger.write((tx) => {
    parts.addressBook.remove(tx, person)
    parts.feeds.remove(tx, person)
    parts.replicate.forget(tx, person)
  })
  for (const device of devices) {
    peers.undial(device)
    peers.hangUp(device)
  }
}
