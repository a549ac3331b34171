// One object for its author, a person, a group or everyone:
// notes, public posts, sharing, withdrawing.
// One world for the whole file. Alice knows bob and carol, and dave is a stranger to all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, ISO, pair, party, send, text, type Summary } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands
let carol: PersonCommands
let dave: PersonCommands

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob, carol, dave] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    place.person('carol'),
    place.person('dave'),
  ])
  await Promise.all([pair(alice, bob), pair(alice, carol)])
  await alice.get(['group', 'new', 'Choir'])
  await alice.get(['group', 'add', 'Choir', 'carol'])
})

afterAll(async () => {
  await place.remove()
})

const refsIn = async (home: PersonCommands, ...words: string[]): Promise<(string | null)[]> =>
  (await home.get<Summary[]>(['list', ...words])).map(({ ref }) => ref)

/** Waits until a public post has arrived at a follower. */
async function untilFollowed(of: string, by: PersonCommands): Promise<void> {
  await eventually(
    'the post arrives',
    () => refsIn(by, '--box', 'following'),
    (refs) => refs.includes(of),
  )
}

interface Outcomes {
  ref: string
  readers: { name: string; outcome: string }[]
}

interface Readable {
  audiences: { audience: { name: string }; origin: string; count: number | null; opened: number }[]
  readers: { name: string; state: string; via: { name: string }[]; openedAt: string | null }[]
}

test('a note is visible to its author only, and lists show its latest version', async () => {
  const words = ['--to', 'self', '--subject', 'Recipe', '--tag', 'kitchen']
  const first = await alice.get<{ ref: string; state: string }>(['send', ...words, '--text', 'Eel.'])
  expect(first.state).toBe('stored')
  const second = await send(alice, [...words, '--text', 'Eel, and rice.', '--replaces', first.ref])
  expect(await refsIn(alice, '--box', 'notes')).toEqual([second])
  expect(await refsIn(alice, '--for', 'self')).toEqual([second])
  expect(await alice.get<Summary[]>(['history', second])).toMatchObject([{ ref: second }, { ref: first.ref }])
  expect(await alice.get(['read', second])).toMatchObject({ text: 'Eel, and rice.', tags: ['kitchen'] })
  expect(await alice.get(['who', second])).toMatchObject({
    ref: second,
    audiences: [{ audience: { person: 'self' } }],
    readers: [],
  })
  // The wire of the invite may just be replaced.
  await eventually(
    'bob is refused',
    () => bob.refusal(['read', second]),
    (code) => code === 'NOT_A_READER',
  )
})

test('a public post reaches contacts and strangers who follow, and the archive lists older posts', async () => {
  const old = await send(alice, ['--to', 'public', '--subject', 'Old', '--text', 'one', '--tag', 'tea'])
  const { address } = await alice.get<{ address: string }>(['whoami'])
  expect(await bob.get(['follow', 'alice'])).toEqual(party('alice'))
  expect(await dave.get(['follow', address])).toMatchObject({ person: party('alice').person })
  expect(await alice.refusal(['follow', 'nobody'])).toBe('NOT_FOUND')
  const post = await send(alice, ['--to', 'public', '--subject', '桜', '--text', '咲きました。'])
  for (const follower of [bob, dave]) {
    await untilFollowed(post, follower)
    expect(await follower.get(['read', post])).toMatchObject({ text: '咲きました。', verified: true })
    expect(await follower.get(['following'])).toMatchObject([party('alice')])
  }
  const page = await dave.get<{ posts: { ref: string }[]; total: number }>(['blog', 'alice'])
  expect([page.posts.map(({ ref }) => ref), page.total]).toEqual([[post, old], 2])
  expect(await dave.get(['blog', 'alice', '--tag', 'tea'])).toMatchObject({
    posts: [{ ref: old, from: party('alice'), title: 'Old', sentAt: text(ISO), tags: ['tea'] }],
    next: null,
  })
  expect(await dave.get(['unfollow', 'alice'])).toEqual(party('alice'))
  expect(await dave.get(['following'])).toEqual([])
  expect(await refsIn(alice, '--for', 'public')).toEqual([post, old])
})

test('a letter to one person is shared with a group, and its readers see by which audience they have it', async () => {
  const ref = await send(alice, ['--to', 'bob', '--subject', 'The minutes', '--text', 'All agreed.'])
  await arrival(ref, bob)
  expect(await carol.refusal(['read', ref])).toBe('NOT_A_READER')
  expect(await alice.get(['share', ref, '--to', 'Choir'])).toMatchObject({ ref, audience: { name: 'Choir' } })
  await arrival(ref, carol)
  expect(await carol.get(['read', ref])).toMatchObject({ ref, text: 'All agreed.' })
  expect(await alice.refusal(['share', ref, '--to', 'Choir'])).toBe('INVALID')
  expect(await bob.refusal(['share', ref, '--to', 'alice'])).toBe('NOT_YOURS')
  const { audiences, readers } = await alice.get<Readable>(['who', ref])
  expect(audiences.map(({ audience, origin, opened }) => [audience.name, origin, opened])).toEqual([
    ['bob', 'sent', 0],
    ['Choir', 'shared', 1],
  ])
  expect(readers.map(({ name, via, openedAt }) => [name, via[0]?.name, openedAt !== null])).toEqual([
    ['bob', 'bob', false],
    ['carol', 'Choir', true],
  ])
})

test('an audience is withdrawn from members who have not opened the letter', async () => {
  const ref = await send(alice, ['--to', 'bob', '--subject', 'A draft', '--text', 'Not yet.'])
  await alice.get(['share', ref, '--to', 'carol'])
  await Promise.all([arrival(ref, bob), arrival(ref, carol)])
  await bob.get(['read', ref])
  const taken = await alice.get<Outcomes>(['withdraw', ref, '--from', 'carol'])
  expect([taken.ref, taken.readers]).toMatchObject([ref, [{ name: 'carol', outcome: 'recalled' }]])
  expect(await carol.refusal(['read', ref])).toBe('RECALLED')
  expect(await alice.get<Outcomes>(['withdraw', ref, '--from', 'bob'])).toMatchObject({
    readers: [{ name: 'bob', outcome: 'too-late' }],
  })
})

test('a note is published and then withdrawn from the archive, too late for followers who have it', async () => {
  const words = ['--to', 'self', '--subject', 'How to fold a crane', '--text', 'Begin with a square.']
  const ref = await send(alice, words)
  const everyone = { person: 'public', name: 'public' }
  expect(await alice.get(['share', ref, '--to', 'public'])).toEqual({ ref, audience: everyone })
  const findPost = async () =>
    (await bob.get<Summary[]>(['list', '--box', 'following'])).find(({ subject }) => subject === words[3])
  const post = await eventually('the post arrives', findPost, (found) => found !== undefined)
  expect(await bob.get(['read', post!.ref!])).toMatchObject({
    text: 'Begin with a square.',
    mode: 'open',
  })
  expect(await alice.get(['withdraw', ref, '--from', 'public'])).toEqual({
    ref,
    readers: [],
    audiences: [{ ...everyone, outcome: 'too-late' }],
  })
  await eventually(
    'it is gone from the archive',
    () => bob.get<{ posts: { title: string }[] }>(['blog', 'alice']),
    ({ posts }) => posts.every(({ title }) => title !== words[3]),
  )
  expect(await bob.get(['read', post!.ref!])).toMatchObject({ text: 'Begin with a square.' })
})
