// The contract's people, invites and knocks.
import { toHex } from '../base/index.ts'
import type {
  AddressText,
  Contact,
  Handlers,
  Invite,
  InviteId,
  InviteText,
  KnockId,
  Myself,
} from '../contract/index.ts'
import type { Contact as StoredContact, Invite as StoredInvite } from '../contacts/index.ts'
import { safetyNumber } from '../identity/index.ts'
import { renameMyself, type LetterParts } from '../letters/index.ts'
import type { OpenHome } from '../open-home.ts'
import { deviceId, hexId, isoTime, keyOf, personId } from './names.ts'

export function createPeopleHandlers(open: () => OpenHome): Pick<Handlers, 'people' | 'invites' | 'knocks'> {
  return {
    people: {
      whoami: async () => tellMyself(open().parts),
      async rename({ name }) {
        const { parts } = open()
        await renameMyself(parts, name)
        return tellMyself(parts)
      },
      contacts: async () => tellContacts(open()),
      block: ({ person }) => changeContact(open(), person, blockContact),
      unblock: ({ person }) => changeContact(open(), person, unblockContact),
      forget: ({ person }) => changeContact(open(), person, forgetContact),
      async safetyNumber({ person }) {
        const { parts } = open()
        const contact = parts.addressBook.resolve(person)
        return {
          person: personId(contact.person),
          name: contact.name,
          safetyNumber: safetyNumber(parts.identity.person, contact.person),
        }
      },
    },
    invites: {
      create: async ({ lifetimeMs }) => tellInvite(await open().invites.create(lifetimeMs)),
      async accept({ link, waitMs }, { signal }) {
        const { person, name } = await open().acceptance.accept(link, waitMs, signal)
        return { person: personId(person), name }
      },
      list: async () => open().invites.list().map(tellInvite),
      async revoke({ invite }) {
        const { invites } = open()
        await invites.revoke(keyOf(invite))
        return invites.list().map(tellInvite)
      },
    },
    knocks: {
      async send({ address, text, waitMs }, { signal }) {
        const { id, state } = await open().knocking.send(address, text, waitMs, signal)
        return { knock: hexId(id) as KnockId, state }
      },
      list: async () =>
        open()
          .knocks.list()
          .map(({ id, person, name, text, at }) => ({
            knock: hexId(id) as KnockId,
            person: personId(person),
            name,
            text,
            at: isoTime(at),
          })),
      async answer({ knock, answer }) {
        const { knocks } = open()
        const { id } = knocks.get(knock)
        await knocks.answer(id, answer)
        return { knock: hexId(id) as KnockId, state: ANSWERED[answer] }
      },
      async setEnabled({ enabled }) {
        await open().knocks.setEnabled(enabled)
        return { enabled }
      },
    },
  }
}

function tellMyself({ identity }: LetterParts): Myself {
  return {
    person: personId(identity.person),
    device: deviceId(identity.device.publicKey),
    name: identity.card.name,
    address: identity.address as AddressText,
  }
}

const ANSWERED = { yes: 'accepted', no: 'declined', block: 'blocked' } as const

function tellInvite(invite: StoredInvite): Invite {
  const { id, link, createdAt, expiresAt, state } = invite
  return {
    id: hexId(id) as InviteId,
    invite: link as InviteText,
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
    state,
  }
}

function tellContacts({ parts, peers }: OpenHome): Contact[] {
  const online = new Set(peers.list().flatMap(({ person }) => (person === null ? [] : [toHex(person)])))
  return parts.addressBook.list().map(({ person, name, since, isBlocked }) => ({
    person: personId(person),
    name,
    online: online.has(toHex(person)),
    since: isoTime(since),
    blocked: isBlocked,
  }))
}

async function changeContact(
  home: OpenHome,
  who: string,
  change: (home: OpenHome, contact: StoredContact) => Promise<void>,
): Promise<Contact[]> {
  await change(home, home.parts.addressBook.resolve(who))
  return tellContacts(home)
}

async function blockContact({ parts, peers }: OpenHome, { person, card }: StoredContact): Promise<void> {
  await parts.ledger.write((tx) => parts.addressBook.block(tx, person, parts.clock.now()))
  leave(peers, card)
}

async function unblockContact({ parts, peers }: OpenHome, { person, card }: StoredContact): Promise<void> {
  await parts.ledger.write((tx) => parts.addressBook.unblock(tx, person))
  if (parts.feeds.find(parts.ledger, person) === null) return
  for (const { device } of card.devices.devices) peers.dial(device)
}

async function forgetContact({ parts, peers }: OpenHome, { person, card }: StoredContact): Promise<void> {
  await parts.ledger.write((tx) => {
    parts.feeds.remove(tx, person)
    parts.replicate.forget(tx, person)
    parts.addressBook.remove(tx, person)
  })
  leave(peers, card)
}

function leave(peers: OpenHome['peers'], card: StoredContact['card']): void {
  for (const { device } of card.devices.devices) {
    peers.undial(device)
    peers.refresh(device)
  }
}
