// The stream of a talk: what it shows, what an arrival costs, and what counts as read.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { EngineEvent } from '../../../src/core/contract/index.ts'
import GroupPage from '../../../src/renderer/groups/GroupPage.svelte'
import { ANA, BEN, arrivalOf, ME } from '../inbox/letters.ts'
import { choir } from '../groups/groups-of-tests.ts'
import { renderInApp } from '../support/render.ts'
import { FakeTalk, mine, refOf, said, sheet } from './talk-of-tests.ts'

// The DOM of these tests has no popovers. Choosing from a menu works without them.
HTMLElement.prototype.hidePopover ??= () => undefined

beforeEach(() => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true)
})

async function draw(talk: FakeTalk) {
  const made = renderInApp(GroupPage, { group: choir.group, part: 'posts' as const }, talk.calls)
  await waitFor(() => expect(talk.callsTo('stream').length).toBeGreaterThan(0))
  return made
}

const stream = () => screen.findByRole('list', { name: 'Talk in Choir' })
const entry = (name: RegExp) => screen.findByRole('article', { name })
const day = (n: number) => ({ sentAt: `2026-11-${n}T10:00:00.000Z` })

test('a group in the style of a conversation shows what was said by time, with a line for each day', async () => {
  await draw(new FakeTalk([said('a', 'Who sings?', day(23)), mine('b', 'I do.', day(24))]))
  const rows = within(await stream()).getAllByRole('article')
  expect(rows.map((row) => row.getAttribute('aria-label'))).toEqual([
    expect.stringMatching(/^Ana, .*: Who sings\?$/),
    expect.stringMatching(/^You, .*: I do\.$/),
  ])
  expect((await stream()).textContent).toMatch(/Monday.*Who sings.*Tuesday.*I do/s)
})

test('the line above what is new has its count, and stays while the entries are read', async () => {
  const talk = new FakeTalk([
    said('a', 'Old', { ...day(23), state: 'referenced' }),
    said('b', 'New', day(24)),
    sheet('c', day(24)),
  ])
  talk.more = { unread: 1, firstUnread: refOf(talk.entries[1]!) }
  const { engine } = await draw(talk)
  expect(await screen.findByText('2 new')).toBeTruthy()
  talk.more = {}
  talk.entries[1] = said('b', 'New', { ...day(24), state: 'referenced' })
  engine.tell({ type: 'letter-changed', ref: refOf(talk.entries[1]) })
  await waitFor(() => expect(talk.callsTo('stream')).toHaveLength(2))
  expect(screen.getByText('2 new')).toBeTruthy()
})

test('something said with its words in the notice appears without a call', async () => {
  const talk = new FakeTalk([said('a', 'Hello', { state: 'referenced' })])
  const { engine } = await draw(talk)
  await stream()
  const arrived = said('b', 'My voice is back', { from: BEN, ...day(25) }).letter
  engine.tell({ type: 'letter-changed', ref: arrived.ref! })
  engine.tell(arrivalOf(arrived))
  await entry(/^Ben, .*: My voice is back$/)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(talk.callsTo('stream')).toHaveLength(1)
})

test('something said whose words were false is fetched, and until then only its envelope is shown', async () => {
  const talk = new FakeTalk([said('a', 'Hello', { state: 'referenced' })])
  const { calls } = talk
  const read: string[] = []
  const letters = {
    ...calls.letters,
    read: ({ ref }: { ref: string }) => (read.push(ref), new Promise(() => undefined)),
  }
  const { engine } = renderInApp(
    GroupPage,
    { group: choir.group, part: 'posts' as const },
    { ...calls, letters },
  )
  await stream()
  // The engine removes words that give another object, so the row has none.
  const arrived = said('b', '', { from: BEN, excerpt: null, opensFrom: 'author', ...day(25) })
  arrived.letter = { ...arrived.letter, policy: { ...arrived.letter.policy, mode: 'open' } }
  talk.entries.push({ ...arrived, text: null })
  engine.tell(arrivalOf(arrived.letter))
  expect(await within(await stream()).findByText(/^Getting it from Ben/)).toBeTruthy()
  expect(within(await stream()).getAllByRole('article')).toHaveLength(2)
  expect(read).toEqual([arrived.letter.ref])
})

test('words that the row of an arrival has only in part are read once', async () => {
  const talk = new FakeTalk([said('a', 'Hello', { state: 'referenced' })])
  const { engine } = await draw(talk)
  await stream()
  const long = said('b', 'One\n\nTwo', { from: BEN, excerpt: 'One\nTwo', ...day(25) })
  talk.entries.push(long)
  engine.tell(arrivalOf(long.letter))
  await waitFor(() => expect(talk.callsTo('stream')).toHaveLength(2))
})

test('a correction takes the place of what it corrects, if both have the same author', async () => {
  const talk = new FakeTalk([
    said('a', 'At seven.', { state: 'referenced' }),
    said('b', 'In the hall.', { state: 'referenced', from: BEN }),
  ])
  const { engine } = await draw(talk)
  await stream()
  const [first, second] = talk.entries.map(refOf)
  engine.tell(arrivalOf(said('c', 'At eight.', { replaces: first!, ...day(25) }).letter))
  await entry(/At eight/)
  engine.tell(arrivalOf(said('d', 'Outside.', { replaces: second!, ...day(25) }).letter))
  await entry(/Outside/)
  const heard = screen.getAllByRole('article').map((article) => article.getAttribute('aria-label'))
  expect(heard.map((label) => label?.split(': ').at(-1))).toEqual(['At eight.', 'In the hall.', 'Outside.'])
})

test('letters of another talk do not appear', async () => {
  const talk = new FakeTalk([said('a', 'Hello', { state: 'referenced' })])
  const { engine } = await draw(talk)
  await stream()
  engine.tell(arrivalOf(said('b', 'To you alone', { to: [ME] }).letter))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(screen.queryByText('To you alone')).toBeNull()
})

test('what is on screen counts as read while the window has the focus', async () => {
  vi.mocked(document.hasFocus).mockReturnValue(false)
  const talk = new FakeTalk([said('a', 'One'), said('b', 'Two'), sheet('c')])
  await draw(talk)
  await stream()
  expect(talk.callsTo('markRead')).toEqual([])
  vi.mocked(document.hasFocus).mockReturnValue(true)
  window.dispatchEvent(new Event('focus'))
  await waitFor(() =>
    expect(talk.callsTo('markRead')).toEqual([{ with: choir.group, upTo: refOf(talk.entries[1]!) }]),
  )
})

test('a sealed letter is an envelope that says what opening tells, and an opened one a sheet', async () => {
  await draw(
    new FakeTalk([
      sheet('Seating plan'),
      sheet('Programme', { state: 'referenced', opensFrom: null, excerpt: 'Dear all', size: 5200 }),
    ]),
  )
  const sealed = within(await entry(/Seating plan/))
  expect(sealed.getByText('Ana will see when you open it')).toBeTruthy()
  expect(sealed.getByRole('button', { name: 'Open' })).toBeTruthy()
  const opened = within(await entry(/Programme/))
  expect(opened.getByText('Dear all')).toBeTruthy()
  expect(opened.getByText('Read the letter (4 min)')).toBeTruthy()
  expect(opened.getByRole('link', { name: 'Programme' })).toBeTruthy()
})

test('reactions are words with a count; one’s own is pressed, and a second press takes it back', async () => {
  const at = '2026-11-24T11:00:00.000Z'
  const talk = new FakeTalk([
    {
      ...said('a', 'Sunday?', { state: 'referenced' }),
      reactions: [
        { ...ANA, text: 'hm', at },
        { ...ME, text: 'yes', at },
        { ...BEN, text: 'yes', at },
      ],
    },
  ])
  await draw(talk)
  const row = within(await entry(/Sunday/))
  const yes = row.getByRole('button', { name: 'yes: Chiyo Mori and Ben' })
  await waitFor(() => expect(yes.getAttribute('aria-pressed')).toBe('true'))
  await fireEvent.click(yes)
  await fireEvent.click(row.getByRole('button', { name: 'hm: Ana' }))
  await waitFor(() =>
    expect(talk.callsTo('react')).toEqual([
      { ref: refOf(talk.entries[0]!), text: '' },
      { ref: refOf(talk.entries[0]!), text: 'hm' },
    ]),
  )
})

test('a quote chip marks its original and takes the focus there', async () => {
  const first = said('a', 'Who sings on Sunday?', day(23))
  const answer = {
    ...mine('b', 'Ben can.'),
    original: { ref: refOf(first), from: ANA, words: 'Who sings on Sunday?' },
  }
  await draw(new FakeTalk([first, answer]))
  const chip = within(await entry(/Ben can/)).getByRole('button', { name: /Who sings/ })
  await fireEvent.click(chip)
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/Who sings/)
})

test('older pages load above when the stream is scrolled up', async () => {
  const many = Array.from({ length: 120 }, (_, n) => said(`n${n}`, `Line ${n}`, { state: 'referenced' }))
  const talk = new FakeTalk(many)
  await draw(talk)
  // Not by role, because the DOM of these tests computes roles slowly.
  const count = () => document.querySelectorAll('article').length
  await waitFor(() => expect(count()).toBe(120))
  expect(talk.callsTo('stream')[1]).toMatchObject({ before: many[70]!.letter.cursor })
})

test('a member who was added reads who did it', async () => {
  const talk = new FakeTalk([said('a', 'Later', day(24))])
  const calls = talk.calls
  const theirs = { ...choir, owner: ANA, role: 'poster' as const, members: [], era: 1, epoch: 1 }
  renderInApp(
    GroupPage,
    { group: choir.group, part: 'posts' as const },
    { ...calls, groups: { ...calls['groups'], show: () => theirs } },
  )
  expect(await screen.findByText('Ana added you to Choir')).toBeTruthy()
})

test('somebody who types is named until their words arrive', async () => {
  const talk = new FakeTalk([said('a', 'Hello', { state: 'referenced' })])
  const { engine } = await draw(talk)
  await stream()
  const event = { type: 'typing', person: 'key-of-Alice', group: choir.group } as unknown as EngineEvent
  engine.tell(event)
  expect(await screen.findByText('Alice is typing…')).toBeTruthy()
  engine.tell(
    arrivalOf(said('b', 'Here', { from: { person: 'key-of-Alice' as never, name: 'Alice' } }).letter),
  )
  await waitFor(() => expect(screen.queryByText('Alice is typing…')).toBeNull())
})

test('below the newest own words one asks who has read them, and shows one’s own reading for that', async () => {
  const talk = new FakeTalk([mine('a', 'Hello'), mine('b', 'Tonight at seven.'), said('c', 'Fine.')])
  const { engine } = await draw(talk)
  const row = await screen.findByRole('article', { name: /Tonight at seven/ })
  expect(screen.getAllByRole('button', { name: 'Who has read it?' })).toHaveLength(1)
  await fireEvent.click(within(row).getByRole('button', { name: 'Who has read it?' }))
  expect(within(row).getByText(/You don’t see how far the others have read/)).toBeTruthy()
  await fireEvent.click(within(row).getByRole('button', { name: 'Show how far I’ve read' }))
  await waitFor(() => expect(talk.callsTo('settings')).toEqual([{ with: choir.group, showsSeen: true }]))
  talk.more = { settings: { showsSeen: true, showsTyping: false, breaksThrough: false } }
  talk.entries[2] = { ...talk.entries[2]!, seenBy: [ANA] }
  engine.tell({ type: 'letter-changed', ref: refOf(talk.entries[2]) })
  expect(await within(row).findByText(/Read by Ana\./)).toBeTruthy()
})

test('an own letter that stations have not all recalled is not called recalled', async () => {
  const own = { from: ME, opensFrom: null, excerpt: 'Under the pot.' }
  await draw(
    new FakeTalk([
      sheet('The keys', { ...own, state: 'recalling' }),
      sheet('The code', { ...own, state: 'recalled' }),
    ]),
  )
  expect((await entry(/The keys/)).textContent).toContain('being recalled')
  expect((await entry(/The code/)).textContent).not.toContain('being')
})

test('a scheduled letter says when it is sent, not that nobody has opened it', async () => {
  const own = {
    from: ME,
    state: 'scheduled' as const,
    goesAt: '2030-12-04T09:00:00.000Z',
    tally: { notified: 1 },
  }
  const talk = new FakeTalk([sheet('The keys', own)])
  await draw(talk)
  expect(await screen.findByText(/^sends /)).toBeTruthy()
  expect(screen.queryByText(/opened/)).toBeNull()
})
