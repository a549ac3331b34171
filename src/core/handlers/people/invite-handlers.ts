// Handlers for invites: own ones and their guests, and accepted ones of others.
import type { GuestRow, Invite as StoredInvite, PendingAcceptance } from '../../contacts/index.ts'
import type {
  GuestId,
  Handlers,
  Invite,
  InviteGuest,
  InviteId,
  InviteText,
  Party,
  PendingInvite,
} from '../../contract/index.ts'
import { hexId, isoTime, keyOf, partyOf, personId } from '../../contract-ids.ts'
import type { OpenHome } from '../../open-home.ts'

export function createInviteHandlers(open: () => OpenHome): Handlers['invites'] {
  return {
    create: async ({ lifetimeMs, people, forWhom }) =>
      describeInvite(open(), await open().invites.create(lifetimeMs, people, forWhom)),
    async accept({ link, waitMs }, { signal }) {
      const { person, name, state } = await open().acceptance.accept(link, waitMs, signal)
      return { person: personId(person), name, state }
    },
    list: async () => listInvites(open()),
    async revoke({ invite }) {
      const home = open()
      await home.invites.revoke(keyOf(invite))
      return listInvites(home)
    },
    guests: async () => listGuests(open()),
    async answer({ guests, accept }) {
      const home = open()
      await home.inviteDesk.decide(guests.map(keyOf), accept)
      return listGuests(home)
    },
    pending: async () => listPending(open()),
    async withdraw({ invite }) {
      const home = open()
      await home.acceptance.withdraw(keyOf(invite))
      return listPending(home)
    },
  }
}

const listInvites = (home: OpenHome): Invite[] =>
  home.invites.list().map((invite) => describeInvite(home, invite))

function describeInvite({ parts }: OpenHome, invite: StoredInvite): Invite {
  const { id, link, people, forWhom, createdAt, expiresAt, state, guests, waiting } = invite
  return {
    id: hexId(id) as InviteId,
    invite: link as InviteText,
    people,
    forWhom,
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
    state,
    guests: guests.map(({ person, at }) => ({ ...partyOf(parts, person), at: isoTime(at) })),
    waiting,
  }
}

const listGuests = (home: OpenHome): InviteGuest[] => home.inviteDesk.listWaiting().map(describeGuest)

function describeGuest({ id, invite, person, name, at }: GuestRow): InviteGuest {
  return {
    guest: hexId(id) as GuestId,
    invite: hexId(invite) as InviteId,
    ...claim(person, name),
    at: isoTime(at),
  }
}

const claim = (person: Uint8Array, name: string): Party => ({ person: personId(person), name })

const listPending = (home: OpenHome): PendingInvite[] => home.acceptance.list().map(describePending)

function describePending({ id, person, name, at, expiresAt, state }: PendingAcceptance): PendingInvite {
  return {
    invite: hexId(id) as InviteId,
    ...claim(person, name),
    state,
    since: isoTime(at),
    expiresAt: isoTime(expiresAt),
  }
}
