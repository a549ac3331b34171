// Groups and members for the tests.
import type {
  Group,
  GroupId,
  GroupMember,
  GroupSummary,
  Party,
  PersonId,
} from '../../../src/core/contract/index.ts'
import { alice, bob, carol } from '../compose/people-of-tests.ts'

export const ME: Party = { person: 'me' as PersonId, name: 'Chiyo Mori' }

export function group(name: string, more: Partial<GroupSummary> = {}): GroupSummary {
  return {
    group: `group-${name}` as GroupId,
    name,
    style: 'conversation',
    picture: null,
    owner: ME,
    role: 'owner',
    membership: 'member',
    memberCount: 3,
    muted: null,
    since: '2026-11-01T10:00:00.000Z',
    ...more,
  }
}

export function member({ person, name }: Party, more: Partial<GroupMember> = {}): GroupMember {
  return {
    person,
    name,
    role: 'poster',
    since: '2026-11-01T10:00:00.000Z',
    seesHistory: false,
    online: false,
    isContact: true,
    ...more,
  }
}

export const choir = group('Choir')
export const members = [member(ME, { role: 'owner' }), member(alice, { online: true }), member(bob)]
export const whole = (summary: GroupSummary, who: GroupMember[] = members): Group => ({
  ...summary,
  era: 1,
  epoch: 1,
  members: who,
})

/** Returns the calls that every screen of groups makes. `more` has those of the tested nouns. */
export function callsOf(
  summaries: readonly GroupSummary[],
  more: Record<string, (input: never) => unknown> = {},
): Record<string, Record<string, (input: never) => unknown>> {
  const find = ({ group }: { group: GroupId }): Group =>
    whole(summaries.find((summary) => summary.group === group)!)
  return {
    home: { status: () => ({ state: 'open' }) },
    people: { whoami: () => ME, contacts: () => [alice, bob, carol] },
    invites: { list: () => [] },
    letters: { list: () => [] },
    groups: {
      list: () => summaries,
      requests: () => [],
      links: () => [],
      show: find,
      ...more,
    },
  }
}
