// The page of a group for its owner and its members: contents, calls to the engine, and warnings
// before an act.
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import {
  EngineError,
  type GroupLink,
  type GroupLinkId,
  type GroupLinkText,
} from '../../../src/core/contract/index.ts'
import GroupPage from '../../../src/renderer/groups/GroupPage.svelte'
import type { GroupPart } from '../../../src/renderer/state/place.ts'
import { alice, bob, carol, contact } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'
import { callsOf, choir, group, member, members, whole } from './groups-of-tests.ts'

type More = Record<string, (input: never) => unknown>

function draw(part: GroupPart, more: More = {}, summary = choir) {
  return renderInApp(GroupPage, { group: summary.group, part }, callsOf([summary], more))
}

// The DOM of these tests has no popovers. Choosing from a menu works without them.
HTMLElement.prototype.hidePopover ??= () => undefined

const dialog = () => within(document.querySelector('dialog')!)
const rowOf = (name: string): HTMLElement => screen.getByText(name, { selector: 'bdi' }).closest('li')!

test('the head shows the purpose of the group, the number of members and the owner', async () => {
  draw('members')
  expect(await screen.findByRole('heading', { name: 'Choir' })).toBeTruthy()
  expect(screen.getByText('Conversation · 3 members · owned by you')).toBeTruthy()
})

test('a phone that may not see the join links shows the rest of the group', async () => {
  const links = (): never => {
    throw new EngineError('PHONE_LOCKED', 'Not from this phone.')
  }
  draw('members', { links })
  expect(await screen.findByRole('list', { name: 'Members' })).toBeTruthy()
})

test('the owner is first, and connected members are named in words', async () => {
  draw('members')
  const list = await screen.findByRole('list', { name: 'Members' })
  expect([...list.querySelectorAll('bdi')].map(({ textContent }) => textContent)).toEqual([
    'Chiyo Mori',
    'Alice',
    'Bob',
  ])
  expect(within(rowOf('Alice')).getByRole('img', { name: 'online' })).toBeTruthy()
  expect(within(rowOf('Bob')).queryByRole('img')).toBeNull()
  expect(screen.getByText('3 can post · 1 online')).toBeTruthy()
})

test('a role is changed from the menu, and the engine’s answer is shown', async () => {
  const asked: unknown[] = []
  const setRole = (input: object) => (
    asked.push(input),
    whole(choir, [...members.slice(0, 2), member(bob, { role: 'reader' })])
  )
  const { app } = draw('members', { setRole })
  await screen.findByRole('list', { name: 'Members' })
  await fireEvent.click(within(rowOf('Bob')).getByText('Let them only read and reply'))
  await waitFor(() => expect(rowOf('Bob').textContent).toContain('can read and reply'))
  expect(asked).toEqual([{ group: choir.group, person: bob.person, role: 'reader' }])
  expect(app.toasts.shown.map(({ text }) => text)).toEqual(['Bob can read and reply.'])
})

test('removing a member first shows the consequences', async () => {
  const asked: unknown[] = []
  const remove = (input: object) => (asked.push(input), whole(choir, members.slice(0, 2)))
  draw('members', { remove })
  await screen.findByRole('list', { name: 'Members' })
  await fireEvent.click(within(rowOf('Bob')).getByText('Remove'))
  expect(asked).toEqual([])
  expect(dialog().getByText(/^Bob can no longer open anything new/)).toBeTruthy()
  await fireEvent.click(dialog().getByRole('button', { name: 'Remove', hidden: true }))
  await waitFor(() => expect(screen.queryByText('Bob', { selector: 'bdi' })).toBeNull())
  expect(asked).toEqual([{ group: choir.group, persons: [bob.person] }])
})

test('many members are added by one order, with the history if that is ticked; members are not offered', async () => {
  const asked: unknown[] = []
  const dan = contact('Dan')
  const add = (input: object) => (asked.push(input), whole(choir, [...members, member(carol), member(dan)]))
  const calls = callsOf([choir], { add })
  renderInApp(
    GroupPage,
    { group: choir.group, part: 'members' },
    { ...calls, people: { ...calls.people, contacts: () => [alice, bob, carol, dan] } },
  )
  await fireEvent.click(await screen.findByRole('button', { name: 'Add people' }))
  const tick = (name: string) => dialog().queryByRole('checkbox', { name, hidden: true })
  expect(tick('Alice')).toBeNull()
  await fireEvent.click(tick('Carol')!)
  await fireEvent.click(tick('Dan')!)
  await fireEvent.click(dialog().getByLabelText('New members may also read what was posted before'))
  await fireEvent.click(dialog().getByRole('button', { name: 'Add 2 people', hidden: true }))
  await waitFor(() =>
    expect(asked).toEqual([{ group: choir.group, persons: [carol.person, dan.person], history: true }]),
  )
  expect(await screen.findByText('Dan', { selector: 'bdi' })).toBeTruthy()
})

test('a member has no menus and no links, but can leave', async () => {
  const mine = group('Choir', { owner: alice, role: 'poster' })
  draw('about', {}, mine)
  expect(await screen.findByRole('button', { name: 'Leave the group' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'Joining' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
})

test('a member who may only read sees that, and gets no composer', async () => {
  draw('posts', {}, group('Choir', { owner: alice, role: 'reader' }))
  expect(await screen.findByText(/^You can read here.*Alice decides who can post\.$/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Write to the group' })).toBeNull()
})

test('a conversation has its box as the one way to write, and other groups have a button', async () => {
  draw('posts', {}, group('Choir', { owner: alice, role: 'poster' }))
  expect(await screen.findByRole('textbox', { name: 'Write to Choir' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Write to the group' })).toBeNull()
  cleanup()
  draw('posts', {}, group('Crew', { owner: alice, role: 'poster', style: 'team' }))
  expect((await screen.findAllByRole('button', { name: 'Write to the group' })).length).toBeGreaterThan(0)
})

test('a group that waits for its owner says who decides, and shows no content', async () => {
  draw('posts', {}, group('Choir', { owner: alice, membership: 'asked', role: 'poster' }))
  expect(await screen.findByText(/^You asked to join\. Alice decides\./)).toBeTruthy()
  expect(screen.queryByRole('navigation', { name: 'Parts of this group' })).toBeNull()
})

test('a link is created with the chosen duration and terms, and can be revoked', async () => {
  const asked: unknown[] = []
  const link: GroupLink = {
    id: 'l1' as GroupLinkId,
    group: choir.group,
    link: 'fumikura://group/x' as GroupLinkText,
    createdAt: '2026-11-24T10:00:00.000Z',
    expiresAt: '2099-11-25T10:00:00.000Z',
    needsApproval: true,
    uses: 2,
    state: 'open',
  }
  let links: GroupLink[] = []
  const more = {
    links: () => links,
    createLink: (input: object) => (asked.push(input), (links = [link]), link),
    revokeLink: (input: object) => (asked.push(input), [{ ...link, state: 'revoked' }]),
  }
  draw('links', more)
  await fireEvent.click(await screen.findByLabelText('1 day'))
  await fireEvent.click(screen.getByRole('switch', { name: 'Ask me first' }))
  await fireEvent.click(screen.getByRole('button', { name: 'Create a link' }))
  expect((await screen.findByLabelText<HTMLInputElement>('Group link')).value).toBe(link.link)
  expect(screen.getByText(/2 people joined/)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: /^Revoke the link created/ }))
  await waitFor(() => expect(screen.queryByLabelText('Group link')).toBeNull())
  expect(asked).toEqual([{ group: choir.group, lifetimeMs: 86_400_000, needsApproval: true }, { link: 'l1' }])
})

test('a change from an engine event is shown without a new request by the person', async () => {
  let summary = choir
  const show = () => whole(summary)
  const { engine } = draw('members', { show })
  await screen.findByRole('heading', { name: 'Choir' })
  summary = { ...choir, name: 'Choir of the harbour' }
  engine.tell({ type: 'group-changed', group: choir.group })
  expect(await screen.findByRole('heading', { name: 'Choir of the harbour' })).toBeTruthy()
})
