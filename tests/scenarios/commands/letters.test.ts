// Letters between three people on the command line.
// One world for the whole file; all people are contacts of each other.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import {
  arrival,
  ISO,
  makeThree,
  party,
  REF,
  send,
  statesOf,
  text,
  type Reader,
  type Summary,
} from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands
let carol: PersonCommands

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob, carol] = await makeThree(place)
})

afterAll(async () => {
  await place.remove()
})

test('a letter is one body in the author’s store and one notice per reader until it is opened', async () => {
  const sent = await alice.get<{ ref: string; state: string }>([
    'send',
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    'Cherry blossoms 🌸',
    '--text',
    '上野の桜は今週末が見頃です。',
  ])
  expect(sent).toEqual({ ref: text(REF), state: 'notified' })
  expect(await arrival(sent.ref, bob)).toMatchObject({
    from: party('alice'),
    to: [party('bob'), party('carol')],
    subject: 'Cherry blossoms 🌸',
    sentAt: text(ISO),
    size: expect.any(Number) as number,
    mode: 'controlled',
    state: 'sealed',
  })
  await arrival(sent.ref, carol)
  expect(await bob.get(['read', sent.ref])).toMatchObject({
    ref: sent.ref,
    from: party('alice'),
    to: [party('bob'), party('carol')],
    subject: 'Cherry blossoms 🌸',
    text: '上野の桜は今週末が見頃です。',
    sentAt: text(ISO),
    links: [],
    verified: true,
  })
  const status = await eventually(
    'alice knows that carol’s notice arrived',
    () => alice.get<{ ref: string; readers: Reader[] }>(['status', sent.ref]),
    ({ readers }) => readers.every(({ arrivedAt }) => arrivedAt !== null),
  )
  expect(status.ref).toBe(sent.ref)
  expect(status.readers).toHaveLength(2)
  const seen = { at: text(ISO), arrivedAt: text(ISO), note: null }
  expect(status.readers).toContainEqual(
    expect.objectContaining({ ...party('bob'), ...seen, state: 'referenced' }),
  )
  expect(status.readers).toContainEqual(
    expect.objectContaining({ ...party('carol'), ...seen, state: 'notified' }),
  )
  const [own] = await alice.get<Summary[]>(['list', '--box', 'sent'])
  expect(own).toMatchObject({ ref: sent.ref, state: 'mixed' })
  expect((await bob.get<Summary[]>(['list']))[0]).toMatchObject({ ref: sent.ref, state: 'referenced' })
})

test('the author sees a reader’s marks, the latest one first', async () => {
  const ref = await send(alice, ['--to', 'bob', '--subject', 'Dinner', '--text', 'Friday at seven?'])
  await arrival(ref, bob)
  expect(await bob.refusal(['mark', ref, 'done'])).toBe('SEALED')
  await bob.get(['read', ref])
  expect(await bob.get(['mark', ref, 'accepted', '--note', '喜んで'])).toEqual({ ref, state: 'accepted' })
  await eventually(
    'alice sees it',
    () => statesOf(alice, ref),
    ({ bob: state }) => state === 'accepted',
  )
  await bob.get(['mark', ref, 'declined', '--note', 'Something came up.'])
  await eventually(
    'alice sees the new word',
    () => statesOf(alice, ref),
    ({ bob: state }) => state === 'declined',
  )
  expect(await alice.get(['status', ref])).toMatchObject({
    readers: [
      { note: 'Something came up.', history: [{ value: 'declined' }, { value: 'accepted', note: '喜んで' }] },
    ],
  })
  expect(await alice.refusal(['mark', ref, 'done'])).toBe('NOT_A_READER')
})

test('the text of a letter comes from a file, stdin or the command line, byte for byte', async () => {
  const emoji = 'line one\n二行目 👩‍👩‍👧\n\ttab, "quotes", -- dashes\n'
  const big = '一メガバイトの手紙。'.repeat(36_000)
  const file = join(place.dir, 'big.txt')
  await writeFile(file, big)
  const refs = [
    (await alice.get<{ ref: string }>(['send', '--to', 'bob', '--subject', 'stdin', '-'], { input: emoji }))
      .ref,
    await send(alice, ['--to', 'bob', '--subject', 'file', '--file', file]),
    await send(alice, ['--to', 'bob', '--subject', 'line', '--text', '-x --json']),
  ]
  expect(Buffer.byteLength(big)).toBeGreaterThan(1_000_000)
  for (const [at, expected] of [emoji, big, '-x --json'].entries()) {
    await arrival(refs[at]!, bob)
    expect((await bob.get<{ text: string }>(['read', refs[at]!])).text).toBe(expected)
  }
  expect(
    await alice.refusal(['send', '--to', 'bob', '--subject', 'bytes', '-'], {
      input: Buffer.from([0xff, 0xfe]),
    }),
  ).toBe('INVALID')
  expect(
    await alice.refusal(['send', '--to', 'bob', '--subject', 'gone', '--file', join(place.dir, 'gone')]),
  ).toBe('INVALID')
})

test('input over a limit is refused before anything is stored', async () => {
  const before = await alice.get<Summary[]>(['list', '--box', 'sent'])
  const base = ['send', '--subject', 's', '--text', 't']
  const cases: [string, string[]][] = [
    ['INVALID', base],
    ['INVALID', [...base, '--to', 'bob', '--expires', '2020-01-01T00:00:00Z']],
    ['INVALID', [...base, '--to', 'bob', '--expires', '+1h', '--open']],
    ['INVALID', [...base, '--to', 'bob', '--at', '+2h', '--expires', '+1h']],
    ['INVALID', [...base, '--to', 'bob', '--at', 'tomorrow']],
    ['INVALID', [...base, '--to', 'public', '--to', 'bob']],
    ['INVALID', [...base, '--to', 'public', '--expires', '+1h']],
    ['TOO_LARGE', ['send', '--to', 'bob', '--text', 't', '--subject', 'x'.repeat(2000)]],
    ['NOT_FOUND', [...base, '--to', 'nobody']],
    ['NOT_FOUND', [...base, '--to', 'bob', '--reply-to', 'yyyyyyyyyy']],
    ['INVALID', ['list', '--box', 'outbox']],
    ['INVALID', ['list', '--limit', '0']],
  ]
  for (const [code, words] of cases) expect([words, await alice.refusal(words)]).toEqual([words, code])
  expect(await alice.get(['list', '--box', 'sent'])).toEqual(before)
})

test('a ref without access is NOT_A_READER, an unknown one NOT_FOUND, and acts of the author are NOT_YOURS', async () => {
  const ref = await send(alice, ['--to', 'bob', '--subject', 'For bob alone', '--text', 'secret'])
  await arrival(ref, bob)
  expect(await carol.refusal(['read', ref])).toBe('NOT_A_READER')
  expect(await carol.refusal(['mark', ref, 'done'])).toBe('NOT_FOUND')
  for (const act of ['status', 'hold', 'let-go', 'recall']) {
    expect([act, await bob.refusal([act, ref]), await carol.refusal([act, ref])]).toEqual([
      act,
      'NOT_YOURS',
      'NOT_YOURS',
    ])
    expect([act, await alice.refusal([act, 'yyyyyyyyyyyy'])]).toEqual([act, 'NOT_FOUND'])
  }
  for (const act of ['read', 'thread'])
    expect([act, await bob.refusal([act, 'yyyyyyyyyyyy'])]).toEqual([act, 'NOT_FOUND'])
  const start = ref.slice('fumikura://ref/'.length).slice(0, 12)
  expect(await bob.get(['read', start])).toMatchObject({ ref, text: 'secret' })
})

test('a thread follows its links, originals first, and each hidden letter shows the reason', async () => {
  const first = await send(alice, ['--to', 'bob', '--subject', 'The plan', '--text', 'one'])
  await arrival(first, bob)
  await bob.get(['read', first])
  const second = await send(bob, [
    '--to',
    'alice',
    '--to',
    'carol',
    '--subject',
    'Another subject',
    '--text',
    '二',
    '--reply-to',
    first,
  ])
  await Promise.all([arrival(second, alice), arrival(second, carol)])
  expect(await carol.get(['read', second])).toMatchObject({
    links: [{ rel: 'reply', ref: first }],
    original: { ref: first, code: 'NOT_A_READER' },
  })
  const third = await send(carol, [
    '--to',
    'alice',
    '--to',
    'bob',
    '--subject',
    'A third',
    '--text',
    'three',
    '--reply-to',
    second,
  ])
  const beside = await send(alice, [
    '--to',
    'bob',
    '--subject',
    'Beside it',
    '--text',
    'four',
    '--reply-to',
    first,
  ])
  await Promise.all([arrival(third, alice), arrival(third, bob), arrival(beside, bob)])
  await alice.get(['read', second])
  await alice.get(['read', third])

  const shown = async (home: PersonCommands, ref: string) =>
    (await home.get<{ ref: string; depth: number; text?: string; code?: string }[]>(['thread', ref])).map(
      (entry) => [entry.depth, entry.ref, entry.text ?? entry.code],
    )
  const whole = [
    [0, first, 'one'],
    [1, second, '二'],
    [2, third, 'three'],
    [1, beside, 'four'],
  ]
  for (const ref of [first, third]) expect(await shown(alice, ref)).toEqual(whole)
  expect(await shown(bob, second)).toEqual([
    [0, first, 'one'],
    [1, second, '二'],
    [2, third, 'SEALED'],
    [1, beside, 'SEALED'],
  ])
  expect(await shown(carol, third)).toEqual([
    [0, first, 'NOT_A_READER'],
    [1, second, '二'],
    [2, third, 'three'],
  ])

  expect(await carol.get(['ask', first, '--text', 'May I read it?'])).toEqual({ ref: first, state: 'asked' })
  await eventually(
    'alice is asked',
    () => alice.get<unknown[]>(['asks']),
    (list) => list.length === 1,
  )
  expect(await alice.get(['asks'])).toMatchObject([
    { ref: first, from: party('carol'), text: 'May I read it?', at: text(ISO), via: second },
  ])
  expect(await statesOf(alice, first)).toEqual({ bob: 'referenced' })
})

test('a list is paged, newest first', async () => {
  const refs: string[] = []
  for (let n = 0; n < 5; n++)
    refs.unshift(await send(carol, ['--to', 'bob', '--subject', `page ${n}`, '--text', 'x']))
  const pages: (string | null)[] = []
  let before: string[] = []
  for (let page = 0; page < 3; page++) {
    const entries = await carol.get<Summary[]>(['list', '--box', 'sent', '--limit', '2', ...before])
    pages.push(...entries.map(({ ref }) => ref))
    before = ['--before', entries.at(-1)!.cursor]
  }
  expect(pages.slice(0, 5)).toEqual(refs)
  expect(new Set(pages).size).toBe(6)
})
