// People are killed, restarted and offline. Letters still open, and waits end at their time-out.
// One world for the whole file; after each test all engines run.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { Place, type Home } from './fumikura.ts'
import { arrival, makeThree, send, statesOf } from '../support/people-commands.ts'

let place: Place
let alice: Home
let bob: Home
let carol: Home

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  ;[alice, bob, carol] = await makeThree(place)
})

afterAll(async () => {
  await place.remove()
})

async function onlineNames(home: Home): Promise<string[]> {
  const contacts = await home.get<{ name: string; online: boolean }[]>(['contacts'])
  return contacts.filter(({ online }) => online).map(({ name }) => name)
}

test('a killed engine reconnects to its contacts after a restart, and nothing is lost or doubled', async () => {
  const before = await send(alice, ['--to', 'bob', '--subject', 'Before', '--text', 'sent is on disk'])
  const { ref: said } = await alice.get<{ ref: string }>(['say', 'bob', 'Do not lose me.'])
  expect((await alice.down('SIGKILL')).code).toBe(null)
  const meanwhile = await send(bob, ['--to', 'alice', '--subject', 'Meanwhile', '--text', 'you were away'])
  await alice.up()
  const after = await send(alice, ['--to', 'bob', '--subject', 'After', '--text', 'here again'])
  await Promise.all([...[before, said, after].map((ref) => arrival(ref, bob)), arrival(meanwhile, alice)])
  expect(await bob.get(['read', after])).toMatchObject({ text: 'here again' })
  expect(await alice.get(['read', meanwhile])).toMatchObject({ text: 'you were away' })
  const refs = (await bob.get<{ ref: string }[]>(['list'])).map(({ ref }) => ref)
  expect(refs).toEqual([after, said, before])
  expect((await alice.get<{ marks: object }>(['doctor'])).marks).toMatchObject({ frozen: 0 })
})

test('a killed reader receives letters that were sent meanwhile, and their author learns of the arrival', async () => {
  await bob.down('SIGKILL')
  const ref = await send(alice, ['--to', 'bob', '--subject', 'While you slept', '--text', 'zzz'])
  expect(await statesOf(alice, ref)).toEqual({ bob: 'notified' })
  await bob.up()
  await arrival(ref, bob)
  await eventually(
    'alice knows',
    () => alice.get<{ readers: { arrivedAt: string | null }[] }>(['status', ref]),
    ({ readers }) => readers.every(({ arrivedAt }) => arrivedAt !== null),
  )
})

test('without its author a sealed letter is AUTHOR_AWAY after the wait, and an opened one stays readable', async () => {
  const [opened, sealed] = [
    await send(alice, ['--to', 'bob', '--subject', 'Opened', '--text', 'mine for good']),
    await send(alice, ['--to', 'bob', '--subject', 'Sealed', '--text', 'not yet']),
  ]
  await Promise.all([arrival(opened, bob), arrival(sealed, bob)])
  await bob.get(['read', opened])
  expect((await alice.down()).code).toBe(0)
  expect(await bob.refused(['read', sealed, '--wait', '1'])).toMatchObject({
    code: 'AUTHOR_AWAY',
    details: { waitedMs: 1000 },
  })
  expect(await bob.get(['read', opened, '--wait', '0'])).toMatchObject({
    text: 'mine for good',
    verified: true,
  })
  expect((await bob.down()).code).toBe(0)
  expect(await bob.get(['read', opened, '--wait', '0'])).toMatchObject({
    text: 'mine for good',
    verified: true,
  })
  expect(await bob.refusal(['read', sealed, '--wait', '0'])).toBe('AUTHOR_AWAY')
  await Promise.all([alice.up(), bob.up()])
  expect(await bob.get(['read', sealed])).toMatchObject({ text: 'not yet' })
})

test('an open letter comes from a fellow reader while its author is off', async () => {
  const ref = await send(alice, [
    '--to',
    'bob',
    '--to',
    'carol',
    '--subject',
    'Open',
    '--text',
    '誰からでも',
    '--open',
  ])
  await Promise.all([arrival(ref, bob), arrival(ref, carol)])
  await carol.get(['read', ref])
  await eventually(
    'bob and carol are connected',
    () => onlineNames(bob),
    (names) => names.includes('carol'),
  )
  await alice.down()
  await eventually(
    'alice is offline',
    () => onlineNames(bob),
    (names) => !names.includes('alice'),
  )
  expect(await bob.get(['read', ref])).toMatchObject({ text: '誰からでも', verified: true })
  await bob.get(['mark', ref, 'done', '--note', 'read while you were off'])
  await alice.up()
  await eventually(
    'alice sees the mark',
    () => statesOf(alice, ref),
    ({ bob: state }) => state === 'done',
  )
})

test('a command opens the home itself if no engine is running, connects, and closes the home again', async () => {
  const ref = await send(alice, [
    '--to',
    'carol',
    '--subject',
    'To an idle home',
    '--text',
    'come and get it',
  ])
  await arrival(ref, carol)
  await carol.down()
  expect(await carol.get(['read', ref])).toMatchObject({ text: 'come and get it' })
  const offline = await send(carol, [
    '--to',
    'alice',
    '--subject',
    'Written offline',
    '--text',
    'sent is stored',
  ])
  await carol.up()
  await arrival(offline, alice)
})
