// News among the threads of the inbox: what a row says, where it leads, and how it is put away.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test } from 'vitest'
import type { NewsEntry, NewsId, NewsKind, RefText, ThreadSummary } from '../../../src/core/contract/index.ts'
import NewsRow from '../../../src/renderer/inbox/NewsRow.svelte'
import { InboxRows, isNews } from '../../../src/renderer/state/inbox-rows.svelte.ts'
import type { ThreadPages } from '../../../src/renderer/state/thread-pages.svelte.ts'
import { alice, bob } from '../compose/people-of-tests.ts'
import { renderInApp } from '../support/render.ts'

function entryOf(kind: NewsKind, more: Partial<NewsEntry> = {}): NewsEntry {
  return {
    ...{ news: 'n1' as NewsId, kind, at: '2026-11-24T10:00:00.000Z', from: alice, count: 1 },
    ...{ group: null, invite: null, formerName: null, letter: null, seen: false, place: 'inbox' },
    ...more,
  }
}

const letter = { ref: 'fumikura://ref/bread' as RefText, subject: 'Bread', line: '550 No' }
const choir = { group: 'g1', name: 'Choir' } as NewsEntry['group']

function show(entry: NewsEntry) {
  const ordered: object[] = []
  const order = (input: object) => (ordered.push(input), {})
  const engine = {
    people: { contacts: () => [alice, bob] },
    news: { list: () => [], order },
  }
  return { ...renderInApp(NewsRow, { entry, isCurrent: true }, engine), ordered }
}

/** The pointer comes over the row, which then has its acts. */
async function reach(): Promise<void> {
  const row = (await screen.findByRole('link')).closest('.row')!
  await fireEvent.pointerEnter(row, { pointerType: 'mouse' })
}

beforeEach(() => {
  // The DOM of these tests has no popovers.
  HTMLElement.prototype.hidePopover ??= () => undefined
})

test.each<[NewsEntry, string]>([
  [entryOf('invite-accepted'), 'Accepted your invitation. You’re contacts now.'],
  [entryOf('accepted-you'), 'Accepted. You’re contacts now.'],
  [entryOf('renamed', { formerName: 'Al' }), 'Changed their name. They were called Al.'],
  [entryOf('guest-waits', { count: 3 }), 'Used your invitation, and wait for you'],
  [entryOf('added-to-group', { group: choir }), 'Added you to Choir'],
  [entryOf('joined-by-link', { group: choir }), 'Joined Choir by your link'],
  [entryOf('asks-to-join', { group: choir, count: 2 }), 'Ask to join Choir'],
  [entryOf('mail-refused', { letter }), '“Bread” was not sent. The mail server says: 550 No'],
  [
    entryOf('mail-unsure', { letter }),
    '“Bread” may not have arrived: the connection broke. Open it to send it again.',
  ],
  [entryOf('mail-returned', { letter: { ...letter, line: '' } }), '“Bread” came back.'],
])('a row says what happened: %o', async (entry, words) => {
  show(entry)
  expect(await screen.findByText(words)).toBeTruthy()
  expect(screen.getByText(entry.count > 1 ? `Alice and ${entry.count - 1} more` : 'Alice')).toBeTruthy()
})

test('a name with markup stays text', async () => {
  show(entryOf('guest-waits', { from: { ...alice, name: '<img src=x onerror=alert(1)>' } }))
  expect(await screen.findByText('<img src=x onerror=alert(1)>')).toBeTruthy()
  expect(document.querySelector('img')).toBeNull()
})

test('a press leads on, and then the row counts as seen', async () => {
  const { ordered } = show(entryOf('added-to-group', { group: choir }))
  const link = await screen.findByRole('link')
  expect(link.getAttribute('href')).toContain('g1')
  await fireEvent.click(link)
  await waitFor(() => expect(ordered).toEqual([{ news: ['n1'], seen: true }]))
})

test('a row is archived and removed, by its buttons and by the keys, and undo brings it back', async () => {
  const { app, ordered } = show(entryOf('invite-accepted'))
  await reach()
  await fireEvent.click(await screen.findByRole('button', { name: 'Archive' }))
  await waitFor(() => expect(ordered).toEqual([{ news: ['n1'], place: 'archive', seen: true }]))
  await waitFor(() => expect(app.toasts.shown.at(-1)?.undo).toBeTruthy())
  await app.toasts.shown.at(-1)!.undo!()
  expect(ordered.at(-1)).toEqual({ news: ['n1'], place: 'inbox', seen: false })
  screen.getByRole('link').focus()
  await fireEvent.focusIn(screen.getByRole('link'))
  await waitFor(() => {
    app.shortcuts.run('remove')
    expect(ordered.at(-1)).toEqual({ news: ['n1'], place: 'removed', seen: true })
  })
})

test('the row of a contact offers to write to them', async () => {
  const { app } = show(entryOf('invite-accepted'))
  await reach()
  await fireEvent.click(await screen.findByRole('menuitem', { name: 'Write to Alice', hidden: true }))
  expect(app.route.place).toMatchObject({ screen: 'compose', to: [alice.person] })
})

test('news stands among the threads in order of time, and waits for the page it belongs to', () => {
  const thread = (id: string, newestAt: string) => ({ thread: id, cursor: id, newestAt }) as ThreadSummary
  const pages = {
    entries: [thread('a', '2026-11-25T00:00:00.000Z'), thread('b', '2026-11-23T00:00:00.000Z')],
    hasMore: true,
    current: null as string | null,
  } as unknown as ThreadPages
  const old = entryOf('invite-accepted', { news: 'n2' as NewsId, at: '2026-11-01T00:00:00.000Z' })
  const rows = new InboxRows(pages, () => [entryOf('renamed'), old])
  const ids = () => rows.entries.map((row) => (isNews(row) ? row.news.news : (row as ThreadSummary).thread))
  expect(ids()).toEqual(['a', 'n1', 'b'])
  rows.step(1)
  rows.step(1)
  expect(rows.here).toMatchObject({ news: { news: 'n1' } })
})
