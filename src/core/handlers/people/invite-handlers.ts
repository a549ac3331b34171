// Handlers for invites: own ones and their guests, and accepted ones of others.
import type { GuestRow, Invite as StoredInvite, PendingAcceptance } from '../../contacts/index.ts'
import type {
  GuestId,
  Invite,
  InviteGuest,
  InviteId,
  InviteText,
  Party,
  PendingInvite,
} from '../../contract/index.ts'
import { hexId, isoTime, keyOf, partyOf, personId } from '../../contract-ids.ts'
import type { OpenHome } from '../../open-home.ts'
import type { Serving } from '../serving.ts'

export const inviteHandlers: Serving<'invites'> = {
  create: async (home, { lifetimeMs, people, forWhom }) =>
    describeInvite(home, await home.invites.create(lifetimeMs, people, forWhom)),
  async accept(home, { link, waitMs }, { signal }) {
    const { person, name, state } = await home.acceptance.accept(link, waitMs, signal)
    return { person: personId(person), name, state }
  },
  list: listInvites,
  async revoke(home, { invite }) {
    await home.invites.revoke(keyOf(invite))
    return listInvites(home)
  },
  guests: listGuests,
  async answer(home, { guests, accept }) {
    await home.inviteDesk.decide(guests.map(keyOf), accept)
    return listGuests(home)
  },
  pending: listPending,
  async withdraw(home, { invite }) {
    await home.acceptance.withdraw(keyOf(invite))
    return listPending(home)
  },
}

function listInvites(home: OpenHome): Invite[] {
  return home.invites.list().map((invite) => describeInvite(home, invite))
}

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

function listGuests(home: OpenHome): InviteGuest[] {
  return home.inviteDesk.listWaiting().map(describeGuest)
}

function describeGuest({ id, invite, person, name, at }: GuestRow): InviteGuest {
  return {
    guest: hexId(id) as GuestId,
    invite: hexId(invite) as InviteId,
    ...claim(person, name),
    at: isoTime(at),
  }
}

const claim = (person: Uint8Array, name: string): Party => ({ person: personId(person), name })

function listPending(home: OpenHome): PendingInvite[] {
  return home.acceptance.list().map(describePending)
}

function describePending({ id, person, name, at, expiresAt, state }: PendingAcceptance): PendingInvite {
  return {
    invite: hexId(id) as InviteId,
    ...claim(person, name),
    state,
    since: isoTime(at),
    expiresAt: isoTime(expiresAt),
  }
}
