// Saved searches, rules, templates and reminders on the command line.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, pair, send, type Summary } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob] = await Promise.all([place.person('alice'), place.person('bob')])
  await pair(alice, bob)
})

afterAll(async () => {
  await place.remove()
})

const write = (subject: string) => send(alice, ['--to', 'bob', '--subject', subject, '--text', 'x'])

type Tidied = Summary & { tidy: { archived: boolean; labels: string[]; unread: boolean } }
const list = (home: PersonCommands, ...words: string[]) => home.get<Tidied[]>(['list', ...words])

test('a rule orders what arrives, is applied to what is there, and is undone', async () => {
  const early = await write('Invoice 1')
  await arrival(early, bob)
  await bob.get(['rules', 'add', 'Bills', 'subject:invoice', '--label', 'money', '--archive'])
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

test('lists are added to, changed and emptied, and each wrong act is refused by its code', async () => {
  await bob.get(['rules', 'add', 'Bills', 'subject:invoice', '--label', 'money', '--star'])
  expect(
    await bob.get(['rules', 'edit', 'Bills', '--name', '請求', '--query', '請求書 OR has:file']),
  ).toMatchObject({ name: '請求', query: '請求書 OR has:file', acts: { labels: ['money'], star: true } })
  expect(await bob.get(['rules', 'edit', '請求', '--archive'])).toMatchObject({
    acts: { labels: [], star: false, archive: true },
  })
  await bob.get(['searches', 'add', 'Piers', 'subject:harbour'])
  expect(await bob.get(['searches', 'edit', 'piers', 'from:alice', '会議'])).toMatchObject({
    ...{ name: 'Piers', query: 'from:alice 会議', problem: null },
  })
  await bob.get(['templates', 'add', 'Weekly', '--subject', 'The week', '--text', 'Done.'])
  expect(await bob.get(['templates', 'edit', 'Weekly', '--subject', 'The month'])).toMatchObject({
    ...{ subject: 'The month', text: 'Done.' },
  })
  const refused: [words: string[], code: string][] = [
    [['rules', 'add', 'Other', 'is:nothing', '--star'], 'INVALID'],
    [['rules', 'add', 'Other', 'x'], 'INVALID'],
    [['rules', 'add', '請求', 'x', '--star'], 'INVALID'],
    [['rules', 'edit', '請求', '--query', 'larger:much'], 'INVALID'],
    [['rules', 'edit', '請求'], 'INVALID'],
    [['rules', 'edit', 'nobody', '--star'], 'NOT_FOUND'],
    [['rules', 'remove', 'nobody'], 'NOT_FOUND'],
    [['rules', 'undo', '請求', '--run', '1', '--all'], 'INVALID'],
    [['searches', 'add', 'Piers', 'x'], 'INVALID'],
    [['searches', 'add', 'Ships', 'before:someday'], 'INVALID'],
    [['searches', 'edit', 'Piers', 'in:nowhere'], 'INVALID'],
    [['searches', 'rename', 'nobody', 'x'], 'NOT_FOUND'],
    [['searches', 'run', 'nobody'], 'NOT_FOUND'],
    [['searches', 'remove', 'nobody'], 'NOT_FOUND'],
    [['templates', 'add', 'Weekly', '--subject', 'x'], 'INVALID'],
    [['templates', 'edit', 'nobody', '--subject', 'x'], 'NOT_FOUND'],
    [['templates', 'remove', 'nobody'], 'NOT_FOUND'],
    [['reminders', 'add', 'zzzz', '--in', '3d'], 'NOT_FOUND'],
    [['reminders', 'remove', 'zzzz'], 'NOT_FOUND'],
  ]
  for (const [words, code] of refused) expect([words, await bob.refusal(words)]).toEqual([words, code])
  const ref = await send(bob, ['--to', 'alice', '--subject', 'Well?', '--text', 'x'])
  for (const times of [[], ['--in', '3d', '--at', '2099-01-01'], ['--at', '2001-01-01'], ['--in', 'soon']])
    expect([times, await bob.refusal(['reminders', 'add', ref, ...times])]).toEqual([times, 'INVALID'])
  expect(await bob.get(['reminders', 'add', ref, '--in', '3d'])).toMatchObject({ ref })
  expect(await bob.get(['reminders'])).toMatchObject([{ ref, remindsAt: expect.any(String) as string }])
  await bob.get(['reminders', 'remove', ref])
  await bob.get(['rules', 'remove', '請求'])
  await bob.get(['searches', 'remove', 'Piers'])
  await bob.get(['templates', 'remove', 'Weekly'])
  await bob.get(['searches', 'remove', 'Boats'])
  for (const list of ['reminders', 'rules', 'searches', 'templates'])
    expect([list, await bob.get([list])]).toEqual([list, []])
})
