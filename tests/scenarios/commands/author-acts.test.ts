// Acts of authors on unopened letters, on the command line: hold, let go, schedule, recall, expire.
// One world for the whole file; all people are contacts of each other.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apart } from '../../support/apart.ts'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import {
  arrival,
  makeThree,
  outcomesOf,
  send,
  statesOf,
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

test('a held letter has no notice, and a letter held after its notice answers HELD', async () => {
  const hidden = await alice.get<{ ref: string; state: string }>([
    'send',
    '--to',
    'bob',
    '--subject',
    'Later',
    '--text',
    'later',
    '--hold',
  ])
  expect(hidden.state).toBe('held')
  expect(
    (await alice.get<Summary[]>(['list', '--box', 'held'])).map(({ ref, state }) => [ref, state]),
  ).toEqual([[hidden.ref, 'held']])
  expect(await bob.refusal(['read', hidden.ref])).toBe('NOT_A_READER')
  expect(await outcomesOf(alice, 'let-go', hidden.ref)).toEqual({ bob: 'notified' })
  await arrival(hidden.ref, bob)
  expect(await outcomesOf(alice, 'hold', hidden.ref)).toEqual({ bob: 'held' })
  expect(await bob.refusal(['read', hidden.ref])).toBe('HELD')
  expect(await outcomesOf(alice, 'let-go', hidden.ref)).toEqual({ bob: 'notified' })
  expect(await bob.get(['read', hidden.ref])).toMatchObject({ text: 'later' })
  expect(await outcomesOf(alice, 'hold', hidden.ref)).toEqual({ bob: 'too-late' })
})

test('schedule moves a waiting letter, and sends it at once with --now', async () => {
  const words = ['--to', 'bob', '--subject', 'Moved', '--text', 'moved', '--at', '+2h']
  const { ref } = await alice.get<{ ref: string }>(['send', ...words])
  expect(await alice.refusal(['schedule', ref])).toBe('INVALID')
  expect(await alice.get(['schedule', ref, '--at', '+3h'])).toMatchObject({
    readers: [{ name: 'bob', outcome: 'scheduled' }],
  })
  expect(await alice.get(['schedule', ref, '--now'])).toMatchObject({ readers: [{ outcome: 'notified' }] })
  await arrival(ref, bob)
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'moved' })
  expect(await alice.refusal(['schedule', ref, '--now'])).toBe('TOO_LATE')
})

test('a scheduled letter is announced at its time, or at once if the time is past', async () => {
  const at = place.clock.iso(1_500)
  const planned = await alice.get<{ ref: string; state: string }>([
    'send',
    '--to',
    'bob',
    '--subject',
    'At its time',
    '--text',
    'now',
    '--at',
    at,
  ])
  expect(planned.state).toBe('scheduled')
  await arrival(planned.ref, bob)
  expect(place.clock.now()).toBeGreaterThanOrEqual(Date.parse(at))
  expect(
    await alice.get([
      'send',
      '--to',
      'bob',
      '--subject',
      'Past',
      '--text',
      'x',
      '--at',
      '2020-01-01T00:00:00Z',
    ]),
  ).toMatchObject({ state: 'notified' })
})

test('recall succeeds for exactly the readers who have not opened the letter, and keeps its text as a draft', async () => {
  const ref = await send(alice, [
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    'The wrong figures',
    '--text',
    '数字が違います',
  ])
  await Promise.all([arrival(ref, bob), arrival(ref, carol)])
  await bob.get(['read', ref])
  expect(await outcomesOf(alice, 'recall', ref)).toEqual({ bob: 'too-late', carol: 'recalled' })
  expect(await statesOf(alice, ref)).toEqual({ bob: 'referenced', carol: 'recalled' })
  expect(await carol.refusal(['read', ref])).toBe('RECALLED')
  expect(await bob.get(['read', ref])).toMatchObject({ text: '数字が違います' })
  expect(await alice.get(['read', ref])).toMatchObject({ text: '数字が違います' })

  const whole = await send(alice, ['--to', 'bob', '--subject', 'Never mind', '--text', 'in time'])
  await arrival(whole, bob)
  expect(await outcomesOf(alice, 'recall', whole)).toEqual({ bob: 'recalled' })
  expect(await outcomesOf(alice, 'recall', whole)).toEqual({ bob: 'recalled' })
  expect(await bob.refusal(['read', whole])).toBe('RECALLED')
  await eventually(
    'bob’s list says so',
    () => bob.get<Summary[]>(['list']),
    (list) => list.some(({ ref, state }) => ref === whole && state === 'recalled'),
  )
  expect(await alice.refusal(['read', whole])).toBe('RECALLED')
  // Its reader is chosen anew, because the letter may have gone to the wrong person.
  expect(await alice.get(['list', '--box', 'drafts'])).toMatchObject([
    { ref: null, state: 'draft', subject: 'Never mind', to: [] },
  ])
  expect(await alice.get(['drafts'])).toMatchObject([{ subject: 'Never mind', text: 'in time' }])
})

test('an expired letter opens only for readers who had opened it', async () => {
  const expires = place.clock.iso(3_600_000)
  const ref = await send(alice, [
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    'Until then',
    '--text',
    'quick',
    '--expires',
    expires,
  ])
  await Promise.all([arrival(ref, bob), arrival(ref, carol)])
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'quick' })
  place.clock.pass(3_600_000)
  await eventually(
    'carol’s list says so',
    () => carol.get<Summary[]>(['list']),
    (list) => list.some((one) => one.ref === ref && one.state === 'expired'),
  )
  expect(await carol.refusal(['read', ref])).toBe('EXPIRED')
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'quick' })
  await eventually(
    'alice’s side too',
    () => statesOf(alice, ref),
    ({ carol: state }) => state === 'expired',
  )
  expect(await outcomesOf(alice, 'recall', ref)).toEqual({ bob: 'too-late', carol: 'expired' })
})

test('an open letter cannot be recalled, and its opening is not reported', async () => {
  const text = apart('for all')
  const ref = await send(alice, [
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    'Open',
    '--text',
    text,
    '--open',
    '--urgent',
  ])
  expect(await arrival(ref, bob)).toMatchObject({ mode: 'open', urgent: true })
  expect(await outcomesOf(alice, 'recall', ref)).toEqual({ bob: 'too-late', carol: 'too-late' })
  expect(await bob.get(['read', ref])).toMatchObject({ text, verified: true })
  expect(await statesOf(alice, ref)).toEqual({ bob: 'notified', carol: 'notified' })
  await bob.get(['mark', ref, 'done'])
  await eventually(
    'the mark is the consent',
    () => statesOf(alice, ref),
    ({ bob: state }) => state === 'done',
  )
})
