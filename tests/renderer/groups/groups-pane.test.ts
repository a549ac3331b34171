// The list of groups: existing ones, a new one, invitations, and joining by a link.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import { EngineError, type JoinRequest } from '../../../src/core/contract/index.ts'
import GroupsPane from '../../../src/renderer/groups/GroupsPane.svelte'
import LinkTaker from '../../../src/renderer/people/LinkTaker.svelte'
import { groupPlace } from '../../../src/renderer/state/place.ts'
import { bob } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'
import { said, sheet } from '../talk/talk-of-tests.ts'
import { callsOf, choir, group, ME, whole } from './groups-of-tests.ts'

const draw = (more: Record<string, (input: never) => unknown> = {}, summaries = [choir]) =>
  renderInApp(GroupsPane, { place: groupPlace(null) }, callsOf(summaries, more))

test('each group has a link and a member count; a group that waits says for what', async () => {
  draw({}, [choir, group('Book club', { membership: 'asked', role: 'poster' })])
  const links = await screen.findAllByRole('link', { name: /Choir|Book club/ })
  expect(
    links.map((link) => [link.getAttribute('href'), link.textContent.replace(/\s+/g, ' ').trim()]),
  ).toEqual([
    ['#/groups/group-Choir', expect.stringContaining('3 members · Conversation')],
    ['#/groups/group-Book%20club', expect.stringContaining('waiting for approval')],
  ])
})

test('the newest line of a group and the number of unread letters are in its row', async () => {
  const lines = [
    { with: choir, newest: said('a', 'My voice is back').letter, unread: 3 },
    { with: choir, newest: sheet('Quay closed', { from: ME, state: 'mixed' }).letter, unread: 0 },
  ]
  const calls = callsOf([choir, group('Harbour')])
  renderInApp(GroupsPane, { place: groupPlace(null) }, { ...calls, talks: { newest: () => lines } })
  expect(await screen.findByText('Ana: My voice is back')).toBeTruthy()
  expect(screen.getByText('3 unread')).toBeTruthy()
  expect(screen.getByText('You: “Quay closed”')).toBeTruthy()
})

test('an empty list explains groups', async () => {
  draw({}, [])
  expect(await screen.findByRole('heading', { name: 'No groups yet' })).toBeTruthy()
})

test('a group is created with a name and a purpose alone; its members can come later', async () => {
  const asked: unknown[] = []
  const create = (input: object) => (asked.push(input), whole(choir))
  const { app } = draw({ create })
  await fireEvent.click((await screen.findAllByRole('button', { name: 'New group' }))[0]!)
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.input(dialog.getByLabelText('Name'), { target: { value: ' Choir ' } })
  await fireEvent.click(dialog.getByLabelText('Announcements'))
  await fireEvent.submit(document.querySelector('dialog form')!)
  await waitFor(() => expect(app.route.place).toEqual(groupPlace(choir.group, 'members')))
  expect(asked).toEqual([{ name: 'Choir', style: 'announcements' }])
})

test('one dialog makes a group with its first members, and leads to their talk', async () => {
  const asked: unknown[] = []
  const create = () => whole(choir)
  const add = (input: object) => (asked.push(input), whole(choir))
  const { app } = draw({ create, add })
  await fireEvent.click((await screen.findAllByRole('button', { name: 'New group' }))[0]!)
  const dialog = within(document.querySelector('dialog')!)
  await fireEvent.input(dialog.getByLabelText('Name'), { target: { value: 'Choir' } })
  await fireEvent.click(await dialog.findByLabelText(/Bob/))
  await fireEvent.submit(document.querySelector('dialog form')!)
  await waitFor(() => expect(app.route.place).toEqual(groupPlace(choir.group)))
  await waitFor(() => expect(asked).toEqual([{ group: choir.group, persons: [bob.person], history: false }]))
})

test('a join request is answered, and leaves the list', async () => {
  const erin = { person: 'erin', name: 'Erin' }
  let requests = [
    { id: 'r1', group: choir.group, from: erin, at: '2026-11-24T10:00:00.000Z', blocked: false },
  ] as JoinRequest[]
  const asked: unknown[] = []
  draw({
    requests: () => requests,
    answerRequest: (input: object) => (asked.push(input), (requests = [])),
  })
  await fireEvent.click(await screen.findByRole('button', { name: 'Let Erin in' }))
  await waitFor(() => expect(screen.queryByRole('heading', { name: 'Requests to join' })).toBeNull())
  expect(asked).toEqual([{ request: 'r1', accept: true }])
})

const paste = async (link: string): Promise<void> => {
  await fireEvent.input(screen.getByLabelText('Link or address'), {
    target: { value: link },
  })
  await fireEvent.click(screen.getByRole('button', { name: 'Join group' }))
}

test('a pasted group link joins the group and opens it', async () => {
  const asked: { link: string }[] = []
  const join = (input: { link: string }) => (asked.push(input), choir)
  const { app } = renderInApp(LinkTaker, {}, callsOf([choir], { join }))
  await paste(' fumikura://group/x ')
  await waitFor(() => expect(app.route.place).toEqual(groupPlace(choir.group)))
  expect(asked.map(({ link }) => link)).toEqual(['fumikura://group/x'])
})

test('a group whose owner must agree first says so', async () => {
  const join = () => group('Choir', { membership: 'asked' })
  const { app } = renderInApp(LinkTaker, {}, callsOf([], { join }))
  await paste('fumikura://group/x')
  await waitFor(() =>
    expect(app.toasts.shown.map(({ text }) => text)).toEqual(['You asked to join Choir. Its owner decides.']),
  )
})

test('a revoked link says so, and stays in the field for correction', async () => {
  const join = () => {
    throw new EngineError('LINK_REVOKED', 'Revoked.')
  }
  renderInApp(LinkTaker, {}, callsOf([], { join }))
  await paste('fumikura://group/x')
  expect((await screen.findByRole('alert')).textContent).toContain('This link no longer works.')
  expect(screen.getByLabelText<HTMLInputElement>('Link or address').value).toBe('fumikura://group/x')
})
