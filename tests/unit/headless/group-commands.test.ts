// The commands about groups: their calls to the engine, and their output with and without --json.
import { describe, expect, it } from 'vitest'
import {
  EngineError,
  type Group,
  type GroupId,
  type GroupLink,
  type GroupLinkId,
  type GroupLinkText,
  type GroupMember,
  type GroupSummary,
  type HomeStatus,
  type JoinRequest,
  type JoinRequestId,
  type PersonId,
} from '../../../src/core/contract/index.ts'
import { createFakeEngine, type FakeEngine } from '../../contract/fake-engine.ts'
import { runCommandLine } from '../../support/terminal.ts'

const since = '2031-01-01T00:00:00.000Z'
const expiresAt = '2031-01-08T00:00:00.000Z'
const LINK = 'fumikura://group/ybnd' as GroupLinkText
const alice = { person: 'a' as PersonId, name: 'alice' }
const bob = { person: 'b' as PersonId, name: 'bob\u001b[2J' }
const status: HomeStatus = { state: 'open', ...alice, wordsProven: true, keyring: 'clear' }
const member = (party: typeof alice, role: GroupMember['role']): GroupMember => ({
  ...party,
  role,
  since,
  seesHistory: role === 'owner',
  online: role === 'owner',
  isContact: false,
})
const summary: GroupSummary = {
  group: 'g'.repeat(52) as GroupId,
  name: 'Choir',
  style: 'conversation',
  picture: null,
  owner: alice,
  role: 'owner',
  membership: 'member',
  memberCount: 2,
  since,
  muted: null,
}
const group: Group = {
  ...summary,
  era: 1,
  epoch: 3,
  members: [member(alice, 'owner'), member(bob, 'poster')],
}
const link: GroupLink = {
  id: 'c0ffee' as GroupLinkId,
  group: summary.group,
  link: LINK,
  createdAt: since,
  expiresAt,
  needsApproval: true,
  uses: 1,
  state: 'open',
}
const request: JoinRequest = {
  id: 'beef' as JoinRequestId,
  group: summary.group,
  from: bob,
  at: since,
  blocked: false,
}

function createEngine(): FakeEngine {
  return createFakeEngine({
    home: { status: async () => status },
    invites: { accept: async () => ({ ...bob, state: 'paired' }) },
    groups: {
      create: async () => group,
      list: async () => [summary],
      show: async () => group,
      add: async () => group,
      remove: async () => group,
      leave: async () => ({ ...summary, membership: 'left' }),
      setRole: async () => group,
      handOver: async () => group,
      change: async () => group,
      createLink: async () => link,
      links: async () => [link],
      revokeLink: async () => [{ ...link, state: 'revoked' }],
      join: async ({ link: text }) => {
        if (text.endsWith('revoked')) throw new EngineError('LINK_REVOKED', 'It lets nobody in any more.')
        return { ...summary, membership: text.endsWith('ask') ? 'asked' : 'member' }
      },
      requests: async () => [request],
      answerRequest: async () => [],
      forget: async () => [],
    },
  })
}

async function run(...argv: string[]): Promise<{ calls: unknown[]; json: unknown; text: string }> {
  const asked = await runCommandLine([...argv, '--json'], { engine: createEngine() })
  const { stdout } = await runCommandLine(argv, { engine: createEngine() })
  return { calls: asked.calls, json: JSON.parse(asked.stdout) as unknown, text: stdout }
}

describe('group', () => {
  it.each([
    [['new', 'Choir'], 'create', { name: 'Choir', style: 'conversation' }],
    [['new', 'News', '--style', 'announcements'], 'create', { name: 'News', style: 'announcements' }],
    [['list'], 'list', {}],
    [['show', 'Choir'], 'show', { group: 'Choir' }],
    [['add', 'Choir', 'bob', 'carol'], 'add', { group: 'Choir', persons: ['bob', 'carol'], history: false }],
    [
      ['add', 'Choir', 'bob', '--role', 'reader', '--history'],
      'add',
      { group: 'Choir', persons: ['bob'], role: 'reader', history: true },
    ],
    [['remove', 'Choir', 'bob', 'carol'], 'remove', { group: 'Choir', persons: ['bob', 'carol'] }],
    [['leave', 'Choir'], 'leave', { group: 'Choir' }],
    [['role', 'Choir', 'bob', 'reader'], 'setRole', { group: 'Choir', person: 'bob', role: 'reader' }],
    [['hand-over', 'Choir', 'bob'], 'handOver', { group: 'Choir', person: 'bob' }],
    [['rename', 'Choir', '合唱団'], 'change', { group: 'Choir', name: '合唱団' }],
    [['link', 'Choir'], 'createLink', { group: 'Choir', needsApproval: false }],
    [['links', 'Choir'], 'links', { group: 'Choir' }],
    [['revoke', 'c0ffee'], 'revokeLink', { link: 'c0ffee' }],
    [['requests'], 'requests', {}],
    [['answer', 'beef', 'yes'], 'answerRequest', { request: 'beef', accept: true }],
    [['answer', 'beef', 'no'], 'answerRequest', { request: 'beef', accept: false }],
    [['forget', 'Choir'], 'forget', { group: 'Choir' }],
  ])('%j asks the engine for %s', async (words, method, input) => {
    expect((await run('group', ...words)).calls).toEqual([[`groups.${method}`, input]])
  })

  it.each([
    [['new', 'Choir', '--style', 'party'], /--style is one of conversation, announcements, team/],
    [['add', 'Choir', 'bob', '--role', 'owner'], /poster or reader/],
    [['role', 'Choir', 'bob', 'owner'], /use `group hand-over`/],
    [['answer', 'beef', 'maybe'], /yes or no/],
  ])('%j is refused before any request', async (words, sentence) => {
    const { calls, json } = await run('group', ...words)
    expect(calls).toEqual([])
    expect(json).toEqual({ error: { code: 'INVALID', message: expect.stringMatching(sentence) as string } })
  })
})

describe('with --json', () => {
  it('a new group is its id and its name', async () => {
    expect((await run('group', 'new', 'Choir')).json).toEqual({ group: summary.group, name: 'Choir' })
  })

  it('a new link is the link and its end', async () => {
    expect((await run('group', 'link', 'Choir')).json).toEqual({ link: LINK, expiresAt })
  })

  it.each([
    [['show', 'Choir']],
    [['add', 'Choir', 'bob']],
    [['remove', 'Choir', 'bob']],
    [['role', 'Choir', 'bob', 'reader']],
    [['hand-over', 'Choir', 'bob']],
    [['rename', 'Choir', 'Chor']],
  ])('%j gives the whole group', async (words) => {
    expect((await run('group', ...words)).json).toEqual(group)
  })

  it('leaving a group prints a confirmation', async () => {
    expect((await run('group', 'leave', 'Choir')).json).toEqual({ ...summary, membership: 'left' })
  })
})

describe('for a person', () => {
  it('a group is shown with all its members, without control characters for the terminal', async () => {
    const { text } = await run('group', 'show', 'Choir')
    expect(text).toMatch(/^Group {2}Choir\nId {5}g{52}\nKind {3}conversation\nOwner {2}alice\n\n/)
    expect(text).toMatch(/^alice +owner +online +since 20.+ also sees earlier posts +a$/m)
    expect(text).toMatch(/^bob\ufffd\[2J +can post +offline +since 20/m)
  })

  it('lists of groups, links and requests have a line for each', async () => {
    expect((await run('group', 'list')).text).toMatch(
      /^Choir {2}g{52} {2}conversation {2}owner {2}2 members {2}owner alice /,
    )
    expect((await run('group', 'links', 'Choir')).text).toMatch(
      /^c0ffee {2}open {2}until .+ {2}1 person joined {2}asks you first\n$/,
    )
    expect((await run('group', 'requests')).text).toMatch(/^beef {2}20.+ bob\ufffd\[2J {2}g{52}\n$/)
    expect((await run('group', 'answer', 'beef', 'no')).text).toBe('No requests.\n')
    expect((await run('group', 'forget', 'Choir')).text).toMatch(/^No groups\. /)
  })
})

describe('accept', () => {
  it('takes an invite or a link into a group', async () => {
    const pairing = { link: 'fumikura://invite/ybnd', waitMs: 10_000 }
    expect((await run('accept', pairing.link)).calls).toEqual([['invites.accept', pairing]])
    const joining = { link: LINK, waitMs: 2000 }
    const joined = await run('accept', joining.link, '--wait', '2')
    expect(joined.calls).toEqual([['groups.join', joining]])
    expect([joined.json, joined.text]).toEqual([summary, 'You are now in Choir.\n'])
  })

  it('reports that the owner must agree first', async () => {
    expect((await run('accept', 'fumikura://group/ask')).text).toBe(
      'You asked to join Choir. Its owner decides.\n',
    )
  })

  it('passes on why a link does not work', async () => {
    expect((await run('accept', 'fumikura://group/revoked')).json).toMatchObject({
      error: { code: 'LINK_REVOKED' },
    })
  })
})
