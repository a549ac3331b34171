// Saved searches, rules, templates and reminders on the command line, over a real network within
// this machine.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, Place, type Home } from './fumikura.ts'
import { arrival, pair, send, type Summary } from './people.ts'

let place: Place
let alice: Home
let bob: Home

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  ;[alice, bob] = await Promise.all([place.person('alice'), place.person('bob')])
  await pair(alice, bob)
})

afterAll(async () => {
  await place.remove()
})

const write = (subject: string) => send(alice, ['--to', 'bob', '--subject', subject, '--text', 'x'])

type Tidied = Summary & { tidy: { archived: boolean; labels: string[]; unread: boolean } }
const list = (home: Home, ...words: string[]) => home.get<Tidied[]>(['list', ...words])

test('a rule orders what arrives, is applied to what is there, and is undone', async () => {
  const early = await write('Invoice 1')
  await arrival(early, bob)
  await bob.get(['rules', 'add', 'Bills', '--query', 'subject:invoice', '--label', 'money', '--archive'])
  await write('Invoice 2')
  const [ruled] = await eventually(
    'the rule archives what arrives',
    () => list(bob, '--box', 'archive'),
    (letters) => letters.length > 0,
  )
  expect(ruled).toMatchObject({ subject: 'Invoice 2', state: 'sealed', tidy: { labels: ['money'] } })
  const ran = await bob.get<{ run: number }>(['rules', 'run', 'Bills'])
  expect(ran).toMatchObject({ matched: 2, changed: 1 })
  expect(await list(bob, '--box', 'archive')).toHaveLength(2)
  expect(await bob.get(['rules', 'undo', 'Bills', '--run', `${ran.run}`])).toEqual({ letters: 1 })
  expect(await list(bob, '--box', 'archive')).toHaveLength(1)
  expect(await bob.get(['rules'])).toMatchObject([{ name: 'Bills', acted: 1 }])
  await bob.get(['rules', 'remove', 'Bills'])
  expect(await bob.get(['rules'])).toEqual([])
})

test('a saved search finds letters, and an opened letter is marked as unread', async () => {
  const ref = await write('Harbour')
  await arrival(ref, bob)
  await bob.get(['searches', 'add', 'Boats', 'subject:harbour'])
  expect(await bob.get(['searches', 'run', 'boats'])).toMatchObject([{ ref, state: 'sealed' }])
  await bob.get(['read', ref])
  await bob.get(['mark-unread', ref])
  expect((await list(bob, '--only', 'unread')).map(({ ref: one }) => one)).toContain(ref)
  await bob.get(['read', ref])
  expect((await list(bob, '--only', 'unread')).map(({ ref: one }) => one)).not.toContain(ref)
})

test('a letter is written from a template, signed, and has a reminder', async () => {
  await alice.get(['templates', 'add', 'Weekly', '--subject', 'The week', '--text', 'Done.', '--to', 'bob'])
  await alice.get(['signature', '--text', 'Alice'])
  const sent = ['send', '--template', 'weekly', '--sign', '--remind-if-unanswered', '2d']
  const { ref } = await alice.get<{ ref: string }>(sent)
  expect(await alice.get(['read', ref])).toMatchObject({ subject: 'The week', text: 'Done.\n\nAlice\n' })
  const [letter] = await list(alice, '--box', 'sent')
  expect(letter).toMatchObject({ ref, remindsAt: expect.any(String) as string })
  await alice.get(['templates', 'remove', 'Weekly'])
  expect(await alice.get(['templates'])).toEqual([])
})
