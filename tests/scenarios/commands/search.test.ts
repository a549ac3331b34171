// Every operator of the search on the command line, alone and combined, with quotes, signs of a
// Japanese keyboard, and wrong values.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, pair, send, type Summary } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob] = await Promise.all([place.person('alice'), place.person('bob')])
  await pair(alice, bob)
  const file = join(place.dir, '潮の表 2031.txt')
  await writeFile(file, 'x'.repeat(30_000))
  const plan = await send(alice, [
    '--to',
    'bob',
    '--subject',
    '会議の件',
    '--text',
    '東京都庁で会いましょう。',
    '--attach',
    file,
  ])
  const key = await send(alice, [
    '--to',
    'bob',
    '--subject',
    'The blue key',
    '--text',
    'It is under the mat.',
  ])
  await send(bob, [
    '--to',
    'alice',
    '--subject',
    'Re: The blue key',
    '--text',
    'Found it.',
    '--reply-to',
    key,
  ])
  for (const ref of [plan, key]) {
    await arrival(ref, bob)
    await bob.get(['read', ref])
  }
  await bob.get(['label', key, '--add', 'home'])
  await bob.get(['group', 'new', 'Harbour choir'])
  await bob.get(['group', 'add', 'Harbour choir', 'alice'])
  await send(bob, ['--to', 'Harbour choir', '--subject', 'Rehearsal', '--text', 'Bring the blue scores.'])
})

afterAll(async () => {
  await place.remove()
})

const titles = async (...query: string[]): Promise<string[]> =>
  (await bob.get<Summary[]>(['search', ...query])).map(({ subject }) => subject).sort()

const [PLAN, KEY, ANSWER, CHOIR] = ['会議の件', 'The blue key', 'Re: The blue key', 'Rehearsal']

test.each<[query: string, found: string[]]>([
  ['has:file', [PLAN]],
  ['has:attachment -has:reply', [PLAN]],
  ['has:reply', [ANSWER]],
  ['filename:潮', [PLAN]],
  ['filename:2031', [PLAN]],
  ['潮の表', [PLAN]],
  ['subject:blue', [ANSWER, KEY]],
  ['subject:mat', []],
  ['blue -mat', [ANSWER, CHOIR]],
  ['blue -subject:key', [CHOIR]],
  ['mat OR 都庁', [KEY, PLAN]],
  ['from:alice OR in:group', [CHOIR, KEY, PLAN]],
  ['in:group', [CHOIR]],
  ['in:"Harbour choir"', [CHOIR]],
  ['in:sent -in:group', [ANSWER]],
  ['to:choir', [CHOIR]],
  ['to:alice', [ANSWER]],
  ['from:alice blue', [KEY]],
  ['from:me', [ANSWER, CHOIR]],
  ['larger:20k', [PLAN]],
  ['smaller:20k from:alice', [KEY]],
  ['label:home', [KEY]],
  ['from:alice -label:home', [PLAN]],
  ['before:2020-01-01', []],
  ['after:2020-01-01 from:alice', [KEY, PLAN]],
  ['"the mat"', [KEY]],
  ['"mat the"', []],
  ['都庁', [PLAN]],
  ['庁', [PLAN]],
  ['from：alice　－blue', [PLAN]],
  ['ｂｌｕｅ “the mat”', [KEY]],
  ['"(*)"', []],
])('%s', async (query, found) => {
  expect(await titles(query)).toEqual([...found].sort())
})

test('a hit names the files of its letter', async () => {
  const [hit] = await bob.get<{ attached: unknown }[]>(['search', '潮'])
  expect(hit!.attached).toEqual({ count: 1, size: 30_000, names: ['潮の表 2031.txt'] })
})

test.each(['has:nothing', 'is:nothing', 'in:nowhere', 'before:someday', 'larger:much', 'x '.repeat(60)])(
  '%s is refused',
  async (query) => {
    expect(await bob.refusal(['search', query])).toBe('INVALID')
  },
)
