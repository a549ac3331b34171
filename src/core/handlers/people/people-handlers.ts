// Handlers for people and knocks.
import type { BlockedPerson, Contact, Handlers, KnockId, Myself } from '../../contract/index.ts'
import {
  resolveBlocked,
  resolveContact,
  resolvePerson,
  type Contact as StoredContact,
} from '../../contacts/index.ts'
import { safetyNumber, type CardChange } from '../../identity/index.ts'
import { changeMyself } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { EventPublisher } from '../../event-publisher.ts'
import { hexId, isoTime, personId } from '../../contract-ids.ts'
import { describeContacts, describeMyself, describeReach } from './describe-person.ts'
import { createInviteHandlers } from './invite-handlers.ts'
import { takePicture } from './picture-url.ts'

export function createPeopleHandlers(
  open: () => OpenHome,
  events: EventPublisher,
): Pick<Handlers, 'people' | 'invites' | 'knocks'> {
  return {
    people: {
      whoami: async () => describeMyself(open()),
      rename: ({ name }) => changeCard(open(), events, { name }),
      setPicture: async ({ picture }) =>
        changeCard(open(), events, { picture: picture === null ? null : await takePicture(picture) }),
      contacts: async () => describeContacts(open()),
      block: ({ person }) => changeContact(open(), person, blockContact),
      async unblock({ person }) {
        const home = open()
        await unblockPerson(home, resolveBlocked(home.parts.ledger, person))
        return describeContacts(home)
      },
      reach: async ({ person }) => describeReach(open(), resolvePerson(open().parts.ledger, person)),
      blocked: async () => listBlocked(open()),
      forget: ({ person }) => changeContact(open(), person, forgetContact),
      setCompared: ({ person, same }) =>
        changeContact(open(), person, (home, contact) => compareContact(home, contact, same)),
      seeNewDevice: ({ person }) =>
        changeContact(open(), person, async ({ parts }, contact) => {
          await parts.ledger.write((tx) => parts.addressBook.seeNewDevice(tx, contact.person))
        }),
      seeName: ({ person }) =>
        changeContact(open(), person, async ({ parts }, contact) => {
          await parts.ledger.write((tx) => parts.addressBook.seeName(tx, contact.person))
        }),
      setOpensOnSelection: ({ person, opens }) =>
        changeContact(open(), person, async ({ parts }, contact) => {
          await parts.ledger.write((tx) => parts.addressBook.setOpensOnSelection(tx, contact.person, opens))
        }),
      async safetyNumber({ person }) {
        const { parts } = open()
        const contact = resolveContact(parts.ledger, person)
        return {
          person: personId(contact.person),
          name: contact.name,
          safetyNumber: safetyNumber(parts.identity.person, contact.person),
        }
      },
    },
    invites: createInviteHandlers(open),
    knocks: {
      async send({ address, text, waitMs }, { signal }) {
        const { id, person, state } = await open().knocking.send(address, text, waitMs, signal)
        return { knock: hexId(id) as KnockId, person: personId(person), state }
      },
      async list() {
        const { knocks } = open()
        await knocks.untilOpened()
        return knocks.list().map(({ id, person, name, text, at }) => ({
          knock: hexId(id) as KnockId,
          person: personId(person),
          name,
          text,
          at: isoTime(at),
        }))
      },
      async answer({ knock, answer }) {
        const { knocks } = open()
        const { id, person } = knocks.get(knock)
        await knocks.answer(id, answer)
        return { knock: hexId(id) as KnockId, person: personId(person), state: ANSWERED[answer] }
      },
      async status() {
        const { knocks } = open()
        return { enabled: knocks.isEnabled(), waiting: knocks.countWaiting() }
      },
      async setEnabled({ enabled }) {
        await open().knocks.setEnabled(enabled)
        return { enabled }
      },
    },
  }
}

const ANSWERED = { yes: 'accepted', no: 'declined', block: 'blocked' } as const

/** Changes the card and publishes an event, so that other windows of this home update. */
async function changeCard(home: OpenHome, events: EventPublisher, change: CardChange): Promise<Myself> {
  await changeMyself(home.parts, change)
  events.publish({ type: 'home-changed' })
  return describeMyself(home)
}

async function changeContact(
  home: OpenHome,
  who: string,
  change: (home: OpenHome, contact: StoredContact) => Promise<void>,
): Promise<Contact[]> {
  await change(home, resolveContact(home.parts.ledger, who))
  return describeContacts(home)
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

async function compareContact({ parts }: OpenHome, { person }: StoredContact, same: boolean): Promise<void> {
  const at = same ? parts.clock.now() : null
  await parts.ledger.write((tx) => parts.addressBook.setCompared(tx, person, at))
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
