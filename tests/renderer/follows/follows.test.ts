// Following, and public posts: followed authors, their posts, and one's own posts.
import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { expect, test } from 'vitest'
import {
  EngineError,
  type ArchivePage,
  type Followed,
  type RefText,
} from '../../../src/core/contract/index.ts'
import FollowsPane from '../../../src/renderer/follows/FollowsPane.svelte'
import { People } from '../../../src/renderer/state/people.svelte.ts'
import { followsPlace, type FollowsPlace } from '../../../src/renderer/state/place.ts'
import { alice, bob } from '../compose/people-of-tests.ts'
import { ME } from '../groups/groups-of-tests.ts'
import { renderInApp } from '../support/render.ts'

const followed = {
  ...bob,
  since: '2026-11-01T10:00:00.000Z',
  address: 'fumikura://person/bob',
  posts: 2,
  latestAt: null,
} as unknown as Followed

function page(titles: string[], more: Partial<ArchivePage> = {}): ArchivePage {
  const posts = titles.map((title) => ({
    ref: `fumikura://ref/${title}` as RefText,
    from: bob,
    title,
    sentAt: '2026-11-24T10:00:00.000Z',
    size: 900,
    tags: [],
    imported: null,
    replaces: null,
  }))
  return { person: bob.person, posts, next: null, tags: null, total: titles.length, unlisted: null, ...more }
}

function draw(
  follows: Record<string, (input: never) => unknown>,
  place: FollowsPlace = followsPlace(bob.person),
) {
  const me = { ...ME, address: 'fumikura://person/me', picture: null }
  return renderInApp(
    FollowsPane,
    { place },
    {
      home: { status: () => ({ state: 'open' }) },
      people: { whoami: () => me, contacts: () => [alice, bob] },
      follows: { list: () => [followed], ...follows },
    },
  )
}

const titles = (): (string | null)[] =>
  screen.getAllByRole('link').flatMap((link) => link.querySelector('.title bdi')?.textContent ?? [])

test('an archive is read page by page, older pages only on demand', async () => {
  const asked: unknown[] = []
  const archive = (input: { before?: string }) => {
    asked.push(input)
    return input.before === undefined
      ? page(['new'], { next: 'cursor' as ArchivePage['next'], total: 2 })
      : page(['old'])
  }
  draw({ archive })
  await fireEvent.click(await screen.findByRole('button', { name: 'Older posts' }))
  await waitFor(() => expect(titles()).toEqual(['new', 'old']))
  expect(screen.queryByRole('button', { name: 'Older posts' })).toBeNull()
  expect(asked).toEqual([{ who: bob.person }, { who: bob.person, before: 'cursor' }])
})

test('a tag narrows the archive, and can be removed again', async () => {
  const archive = ({ tag }: { tag?: string }) =>
    tag === undefined ? page(['boats', 'bread'], { tags: [{ tag: 'harbour', count: 1 }] }) : page(['boats'])
  draw({ archive })
  await fireEvent.click(await screen.findByRole('button', { name: 'harbour, 1' }))
  await waitFor(() => expect(titles()).toEqual(['boats']))
  await fireEvent.click(screen.getByRole('button', { name: 'All' }))
  await waitFor(() => expect(titles()).toEqual(['boats', 'bread']))
})

test('a post links to itself within the archive', async () => {
  draw({ archive: () => page(['boats']) })
  const link = await screen.findByRole('link', { name: /boats/ })
  expect(link.getAttribute('href')).toBe(`#/follows/${bob.person}/boats`)
})

test('if no device that has the archive is online, the pane says so, and can retry', async () => {
  let isThere = false
  const archive = () => {
    if (!isThere) throw new EngineError('AUTHOR_AWAY', 'Away.')
    return page(['boats'])
  }
  draw({ archive })
  expect(await screen.findByRole('heading', { name: 'Nobody who has these posts is online' })).toBeTruthy()
  isThere = true
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(titles()).toEqual(['boats']))
})

test('an invalid archive is not shown', async () => {
  const archive = () => {
    throw new EngineError('ALTERED', 'Altered.')
  }
  draw({ archive })
  expect(await screen.findByRole('heading', { name: 'These posts can’t be trusted' })).toBeTruthy()
})

test('an author is followed by address, and the published posts are shown', async () => {
  const asked: unknown[] = []
  const follow = (input: object) => (asked.push(input), { person: alice.person, name: 'Alice' })
  const { app } = draw({ follow }, followsPlace())
  await fireEvent.input(await screen.findByLabelText('Name or address'), {
    target: { value: ' fumikura://person/alice ' },
  })
  await fireEvent.submit(document.querySelector('form')!)
  await waitFor(() => expect(app.route.place).toEqual(followsPlace(alice.person)))
  expect(asked).toEqual([{ who: 'fumikura://person/alice' }])
})

test('the address of a followed author can be copied, and unfollowing can be undone', async () => {
  const asked: string[] = []
  const { app, shell } = draw({
    archive: () => page([]),
    unfollow: () => (asked.push('unfollow'), followed),
    follow: () => (asked.push('follow'), followed),
  })
  await fireEvent.click(await screen.findByRole('button', { name: 'Copy Bob’s address' }))
  expect(shell.asked).toContainEqual(['copyText', 'fumikura://person/bob'])
  await fireEvent.click(screen.getByRole('button', { name: 'Unfollow Bob' }))
  await waitFor(() => expect(app.route.place).toEqual(followsPlace()))
  await app.toasts.undoLatest()
  expect(asked).toEqual(['unfollow', 'follow'])
})

test('one’s own archive is in the list, and explains itself while it is empty', async () => {
  draw({ archive: () => page([]) }, followsPlace(ME.person))
  expect(await screen.findByRole('heading', { name: 'No posts yet' })).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('My address').value).toBe('fumikura://person/me')
})

test.each([
  ['ali', 'No contact called “ali”. Did you mean Alice?'],
  ['Zed', 'No contact called “Zed”. Check the name, or paste an address.'],
])('a name without a contact is quoted, with the contact whose name is similar: %s', async (typed, words) => {
  const follow = () => {
    throw new EngineError('NOT_FOUND', 'Not here.')
  }
  const { app } = draw({ follow }, followsPlace())
  await app.noun(People).read()
  await fireEvent.input(await screen.findByLabelText('Name or address'), { target: { value: typed } })
  await fireEvent.submit((await screen.findByLabelText('Name or address')).closest('form')!)
  expect((await screen.findByRole('alert')).textContent).toContain(words)
})

test('the archive of an earlier computer can be listed again, and the page counts the missing objects', async () => {
  let unlisted = 3
  const archive = () => page(unlisted === 0 ? ['boats', 'bread'] : [], { person: ME.person, unlisted })
  const listAgain = () => {
    unlisted = 0
    return { listed: 2, missing: 1 }
  }
  const { app } = draw({ archive, listAgain }, followsPlace(ME.person))
  await screen.findByText(/can’t find 3 posts that you published on an earlier computer/)
  expect(screen.getByText(/then withdraw it once more/)).toBeTruthy()
  await fireEvent.click(screen.getByRole('button', { name: 'List them again' }))
  await waitFor(() => expect(titles()).toEqual(['boats', 'bread']))
  expect(screen.queryByRole('button', { name: 'List them again' })).toBeNull()
  await waitFor(() => expect(app.toasts.shown).toHaveLength(1))
  expect(app.toasts.shown.map(({ text }) => text)).toEqual([
    '2 posts are listed again. 1 post can’t be listed, because your backup doesn’t contain all of it.',
  ])
})

test('typing a part of a name offers the contacts that fit, each with its own Follow', async () => {
  const asked: unknown[] = []
  const follow = (input: object) => (asked.push(input), alice)
  draw({ list: () => [], follow }, followsPlace())
  await fireEvent.input(await screen.findByRole('textbox', { name: 'Name or address' }), {
    target: { value: 'lic' },
  })
  expect(screen.queryByRole('button', { name: 'Follow' })).toBeNull()
  await fireEvent.click(await screen.findByRole('button', { name: 'Follow Alice' }))
  await waitFor(() => expect(asked).toEqual([{ who: alice.person }]))
})

test('the contacts who are not followed are offered at once, and one who is followed there stays', async () => {
  let isFollowed = false
  const follow = () => ((isFollowed = true), alice)
  const followed = { ...alice, picture: null, posts: 0, latestAt: null }
  draw({ list: () => (isFollowed ? [followed] : []), follow }, followsPlace())
  await fireEvent.click(await screen.findByRole('button', { name: 'Follow Alice' }))
  expect(await screen.findByRole('button', { name: 'Posts of Alice' })).toBeTruthy()
})
