// Handlers for groups: members, roles, and the links by which people join.
import { equalBytes, inTurns, parseText, toHex, turn } from '../../base/index.ts'
import { resolveContact, type Contact } from '../../contacts/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type {
  Group,
  GroupLink,
  GroupLinkId,
  GroupLinkText,
  GroupMember,
  GroupSummary,
  JoinRequest,
  JoinRequestId,
} from '../../contract/index.ts'
import {
  countMembers,
  findMember,
  getGroup,
  listMembers,
  MAX_GROUP_NAME_BYTES,
  type AskRow,
  type GroupRow,
  type LinkRow,
  type MemberRow,
} from '../../groups/index.ts'
import { checkName, decodeStoredCard } from '../../identity/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { findGroupMute, removeMute } from '../../tidy/index.ts'
import { groupId, hexId, isoTime, isoTimeOrNull, keyOf, partyOf, personId } from '../../contract-ids.ts'
import { cleanPicture, pictureUrl } from './picture-url.ts'
import type { Serving } from '../serving.ts'

export const groupHandlers: Serving<'groups'> = {
  async create(home, { name, style }) {
    return describeGroup(home, await home.groups.ownership.create(checkGroupName(name), style))
  },
  list: describeGroups,
  async show(home, { group }) {
    return describeGroup(home, resolveGroup(home, group))
  },
  async add(home, { group, persons, role, history }) {
    const id = resolveGroup(home, group)
    const contacts: Contact[] = []
    for (const who of persons) {
      contacts.push(resolveContact(home.parts.ledger, who))
      await turn.pass()
    }
    const blocked = contacts.find(({ isBlocked }) => isBlocked)
    if (blocked !== undefined) throw new EngineError('BLOCKED', `You have blocked ${blocked.name}.`)
    await home.groups.ownership.add(id, contacts, { role, seesHistory: history })
    return describeGroup(home, id)
  },
  async remove(home, { group, persons }) {
    const id = resolveGroup(home, group)
    await home.groups.ownership.remove(
      id,
      persons.map((who) => resolveMember(home, id, who)),
    )
    return describeGroup(home, id)
  },
  async leave(home, { group }) {
    const id = resolveGroup(home, group)
    const before = describeSummary(home, getGroup(home.parts.ledger, id))
    await home.groups.membership.leave(id)
    return { ...before, membership: 'left' }
  },
  async setRole(home, { group, person, role }) {
    const id = resolveGroup(home, group)
    await home.groups.ownership.setRole(id, resolveMember(home, id, person), role)
    return describeGroup(home, id)
  },
  async handOver(home, { group, person }) {
    const id = resolveGroup(home, group)
    await home.groups.ownership.handOver(id, resolveMember(home, id, person))
    return describeGroup(home, id)
  },
  async change(home, { group, name, style, picture }) {
    const id = resolveGroup(home, group)
    const bytes = typeof picture === 'string' ? await cleanPicture(picture) : picture
    const title = name === undefined ? undefined : checkGroupName(name)
    await home.groups.ownership.rename(id, { name: title, style, picture: bytes })
    return describeGroup(home, id)
  },
  async createLink(home, { group, lifetimeMs, needsApproval }) {
    const id = resolveOwned(home, group)
    return describeLink(home, await home.groups.joinDesk.links.create(id, lifetimeMs, needsApproval))
  },
  async links(home, { group }) {
    return describeLinks(home, resolveOwned(home, group))
  },
  async revokeLink(home, { link }) {
    return describeLinks(home, await home.groups.joinDesk.links.revoke(keyOf(link)))
  },
  async join(home, { link, waitMs }, { signal }) {
    const id = await home.groups.membership.join(link, waitMs, signal)
    return describeSummary(home, getGroup(home.parts.ledger, id))
  },
  requests: describeAsks,
  async answerRequest(home, { request, accept }) {
    await home.groups.joinDesk.answerAsk(keyOf(request), accept)
    return describeAsks(home)
  },
  async forget(home, { group }) {
    const id = resolveGroup(home, group)
    await home.groups.membership.forget(id)
    await home.mutes.change((tx) => removeMute(tx, id))
    return describeGroups(home)
  },
}

/** @throws INVALID */
const checkGroupName = (name: string): string => checkName(name, MAX_GROUP_NAME_BYTES)

/** Lists groups by name, those with a current membership first. */
function describeGroups(home: OpenHome): GroupSummary[] {
  const summaries = home.groups.list().map((row) => describeSummary(home, row))
  const isIn = ({ membership }: GroupSummary): number => (membership === 'member' ? 0 : 1)
  return summaries.sort((one, other) => isIn(one) - isIn(other) || one.name.localeCompare(other.name))
}

/** @throws NOT_FOUND, AMBIGUOUS */
function resolveGroup(home: OpenHome, who: string): Uint8Array {
  const group = home.groups.findNamed(who) ?? findAsked(home, who)
  if (group === null) throw new EngineError('NOT_FOUND', `No group is called ${who}.`)
  return group
}

/**
 * A group that has not accepted this person yet has no membership record, so it is found by the
 * name in its link.
 */
function findAsked(home: OpenHome, who: string): Uint8Array | null {
  const asked = home.groups.list().filter(({ membership }) => membership === 'asked')
  return asked.find((row) => groupId(row.groupId) === who || row.name === who)?.groupId ?? null
}

/** @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS */
function resolveOwned(home: OpenHome, who: string): Uint8Array {
  const group = resolveGroup(home, who)
  const { ownerDevice, membership } = getGroup(home.parts.ledger, group)
  const isMine = equalBytes(ownerDevice, home.parts.identity.device.publicKey) && membership === 'member'
  if (!isMine) throw new EngineError('NOT_YOURS', 'Only its owner can do that.')
  return group
}

/**
 * Finds a member by id or displayed name, contact or not.
 * @throws NOT_FOUND, AMBIGUOUS
 */
function resolveMember({ parts }: OpenHome, group: Uint8Array, who: string): Uint8Array {
  const key = parseText(who)
  if (key !== null && findMember(parts.ledger, group, key) !== null) return key
  const members = listMembers(parts.ledger, group).map(({ person }) => partyOf(parts, person))
  const wanted = who.normalize('NFKC').trim().toLowerCase()
  const found = members.filter(({ name }) => name.normalize('NFKC').trim().toLowerCase() === wanted)
  if (found.length === 1) return keyOf(found[0]!.person)
  if (found.length > 1)
    throw new EngineError('AMBIGUOUS', `Several members are called ${who}.`, {
      details: { persons: found.map(({ person }) => person) },
    })
  // Otherwise by address, or by the name of a contact.
  const contact = resolveContact(parts.ledger, who)
  if (findMember(parts.ledger, group, contact.person) === null)
    throw new EngineError('NOT_FOUND', `${contact.name} is not in the group.`)
  return contact.person
}

function describeSummary({ parts }: OpenHome, row: GroupRow): GroupSummary {
  const { name, style, picture, owner, membership, since } = row
  const muted = findGroupMute(parts.ledger, row.groupId, parts.clockGuard.read().now)
  return {
    group: groupId(row.groupId),
    name,
    style,
    picture: pictureUrl(picture),
    owner: partyOf(parts, owner),
    role: findMember(parts.ledger, row.groupId, parts.identity.person)?.role ?? 'reader',
    membership: membership === 'joining' || membership === 'forgotten' ? 'asked' : membership,
    memberCount: countMembers(parts.ledger, row.groupId),
    since: isoTime(since),
    muted: muted === null ? null : { until: isoTimeOrNull(muted.until) },
  }
}

/** In turns: a big group has a thousand members. */
async function describeGroup(home: OpenHome, group: Uint8Array): Promise<Group> {
  const { ledger, peers } = home.parts
  const row = getGroup(ledger, group)
  const online = new Set(peers.list().map(({ person }) => person && toHex(person)))
  const members: GroupMember[] = []
  for await (const member of inTurns(listMembers(ledger, group)))
    members.push(describeMember(home, member, online.has(toHex(member.person))))
  members.sort((one, other) => rankOf(one) - rankOf(other) || one.name.localeCompare(other.name))
  return { ...describeSummary(home, row), era: row.era, epoch: row.epoch, members }
}

function rankOf({ role }: GroupMember): number {
  return role === 'owner' ? 0 : 1
}

function describeMember({ parts }: OpenHome, member: MemberRow, isOnline: boolean): GroupMember {
  const { person, role, since, readsEra, readsEpoch } = member
  return {
    ...partyOf(parts, person),
    role,
    since: isoTime(since),
    seesHistory: readsEra === 0 && readsEpoch === 0,
    online: isOnline || equalBytes(person, parts.identity.person),
    isContact: parts.feeds.find(parts.ledger, person) !== null,
  }
}

function describeLinks(home: OpenHome, group: Uint8Array): GroupLink[] {
  return home.groups.joinDesk.links.list(group).map((row) => describeLink(home, row))
}

function describeLink({ parts }: OpenHome, row: LinkRow): GroupLink {
  const isOver = row.expiresAt <= parts.clock.now()
  return {
    id: hexId(row.id) as GroupLinkId,
    group: groupId(row.groupId),
    link: row.link as GroupLinkText,
    createdAt: isoTime(row.createdAt),
    expiresAt: isoTime(row.expiresAt),
    needsApproval: row.needsApproval,
    uses: row.uses,
    state: row.revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'open',
  }
}

function describeAsks(home: OpenHome): JoinRequest[] {
  return home.groups.joinDesk.listAsks().map((ask) => describeAsk(home, ask))
}

/** Describes the person who asks by the card that they sent. */
function describeAsk({ parts }: OpenHome, { id, groupId: group, person, card, at }: AskRow): JoinRequest {
  return {
    id: hexId(id) as JoinRequestId,
    group: groupId(group),
    from: { person: personId(person), name: decodeStoredCard(card).name },
    at: isoTime(at),
    blocked: parts.addressBook.isBlockedPerson(parts.ledger, person),
  }
}
