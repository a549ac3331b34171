// Threads and talks on the command line.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, pair, REF, send, text } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob] = await Promise.all([place.person('alice'), place.person('bob')])
  await pair(alice, bob)
})

afterAll(() => place.remove())

interface Thread {
  thread: string
  subject: string | null
  count: number
  unopened: number
  snippet: string | null
}

test('a said message is listed and read like a letter, also while its author is away', async () => {
  const said = await alice.get<{ ref: string }>(['say', 'bob', 'On my way.'])
  expect(said).toEqual({ ref: text(REF), state: 'notified' })
  await arrival(said.ref, bob)
  await alice.down()
  expect(await bob.get(['read', said.ref, '--wait', '0'])).toMatchObject({
    text: 'On my way.',
    subject: '',
    reactions: [],
  })
  await alice.up()
})

test('a reaction has at most 32 bytes, and both sides see it in `read` and `status`', async () => {
  const { ref } = await alice.get<{ ref: string }>(['say', 'bob', 'Tea?'])
  await arrival(ref, bob)
  expect(await bob.get(['react', ref, 'yes'])).toEqual({ ref, text: 'yes' })
  expect(await bob.refusal(['react', ref, 'あ'.repeat(11)])).toBe('TOO_LARGE')
  const status = await eventually(
    'alice sees the reaction',
    () => alice.get<{ reactions: { name: string; text: string }[] }>(['status', ref]),
    ({ reactions }) => reactions.length === 1,
  )
  expect(status.reactions).toMatchObject([{ name: 'bob', text: 'yes' }])
  expect(await bob.get(['read', ref])).toMatchObject({ reactions: [{ name: 'bob', text: 'yes' }] })
})

test('threads lists a letter with its answers once, and remove takes a letter from the lists', async () => {
  const first = await send(alice, ['--to', 'bob', '--subject', 'Harbour', '--text', 'The drawings.'])
  await arrival(first, bob)
  const answer = await send(bob, [
    ...['--to', 'alice', '--subject', 'Re: Harbour', '--text', 'Seen.', '--reply-to', first],
  ])
  await arrival(answer, alice)
  const harbour = async (home: PersonCommands): Promise<Thread | undefined> =>
    (await home.get<Thread[]>(['threads'])).find(({ subject }) => subject === 'Harbour')
  expect(await harbour(bob)).toMatchObject({ count: 2, unopened: 1 })
  await bob.get(['read', first])
  expect(await harbour(bob)).toMatchObject({ count: 2, unopened: 0 })
  expect(await bob.get(['remove', first])).toEqual({ ref: first })
  expect((await bob.get<{ ref: string }[]>(['list'])).map(({ ref }) => ref)).not.toContain(first)
  expect(await alice.get(['status', first])).toMatchObject({ readers: [{ state: 'referenced' }] })
})

test('talk says each line of its input', async () => {
  expect(await alice.get(['talk', 'bob'], { input: 'one\ntwo\n' })).toEqual({ said: 2 })
  await eventually(
    'bob has both',
    () => bob.get<{ excerpt: string | null }[]>(['list']),
    (list) => ['one', 'two'].every((words) => list.some(({ excerpt }) => excerpt === words)),
  )
})
