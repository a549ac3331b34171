// The panel beside the posts of a group: what it says in each style, and what it changes.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import type { GroupSummary } from '../../../src/core/contract/index.ts'
import GroupPage from '../../../src/renderer/groups/GroupPage.svelte'
import GroupPanel from '../../../src/renderer/groups/GroupPanel.svelte'
import { alice, bob } from '../compose/people-of-tests.ts'
import { ME } from '../inbox/letters.ts'
import { renderInApp } from '../support/render.ts'
import { FakeTalk, said, sheet } from '../talk/talk-of-tests.ts'
import { choir, whole } from './groups-of-tests.ts'

function draw(style: GroupSummary['style'], talk: FakeTalk, mark: (input: object) => unknown = () => ({})) {
  const { letters, ...calls } = talk.calls
  return renderInApp(
    GroupPanel,
    { group: whole({ ...choir, style, memberCount: 240 }) },
    { ...calls, letters: { ...letters, mark } },
  )
}

test('a conversation shows its people, and no switches', async () => {
  draw('conversation', new FakeTalk([said('a', 'Hello')]))
  expect(await screen.findByText('240 people, 1 online')).toBeTruthy()
  expect(screen.queryByRole('switch')).toBeNull()
})

test('read marks and typing are chosen where the group is described', async () => {
  const talk = new FakeTalk([said('a', 'Hello')])
  renderInApp(GroupPage, { group: choir.group, part: 'about' as const }, talk.calls)
  await fireEvent.click(await screen.findByRole('switch', { name: 'Show how far I’ve read' }))
  await waitFor(() => expect(talk.callsTo('settings')).toEqual([{ with: choir.group, showsSeen: true }]))
})

test('the author of an announcement sees how many have opened it, a reader where a reply goes', async () => {
  const mine = sheet('Quay closed', { from: ME, state: 'mixed', tally: { referenced: 182, notified: 58 } })
  draw('announcements', new FakeTalk([mine]))
  expect(await screen.findByText('182 opened')).toBeTruthy()
  expect(screen.getByText('58 not yet')).toBeTruthy()
  document.body.replaceChildren()
  draw('announcements', new FakeTalk([sheet('Quay closed', { from: alice })]))
  expect(await screen.findByText('Your reply goes to Alice, not to all 240.')).toBeTruthy()
  expect(screen.queryByText(/not yet/)).toBeNull()
})

test('a team shows who has done it with their word, and this person marks it done with theirs', async () => {
  const asked: object[] = []
  const at = '2026-11-24T11:00:00.000Z'
  const task = {
    ...sheet('Bring the tables', { from: alice, state: 'referenced', opensFrom: null }),
    answers: [{ ...bob, value: 'done' as const, note: 'Two of them.', at }],
  }
  draw('team', new FakeTalk([task]), (input) => (asked.push(input), {}))
  expect(await screen.findByText('Two of them.')).toBeTruthy()
  expect(screen.getByText(/1 of 2 done/)).toBeTruthy()
  const word = screen.getByLabelText('A word with it (optional)')
  await fireEvent.input(word, { target: { value: 'After lunch.' } })
  await fireEvent.click(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(asked).toEqual([{ ref: task.letter.ref, value: 'done', note: 'After lunch.' }]))
})

test('a task that is still sealed is opened first', async () => {
  draw('team', new FakeTalk([sheet('Bring the tables', { from: alice })]))
  expect(await screen.findByText('Open it first, then mark it done.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Done' })).toBeNull()
})
