// What an author can do before a letter is opened, and what cannot be undone afterwards.
import { expect, test, vi } from 'vitest'
import { PLAIN_POLICY, type Policy } from '../../src/core/contract/index.ts'
import { NotYet } from '../../src/core/feeds/index.ts'
import { objectId, parseRef } from '../../src/core/store/index.ts'
import { apart } from '../support/apart.ts'
import { useCircle } from '../support/circle.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, type Person } from '../support/person.ts'
import { TestClock } from '../support/test-clock.ts'

const makeCircle = useCircle()
const refused = (code: string): unknown => expect.objectContaining({ code })
const recall = (person: Person, ref: string) => person.do.letters.recall({ ref }, calling)
const HOUR_MS = 3_600_000

test('the draft of a letter that was recalled before its notice keeps its readers', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Held', 'not yet', { policy: { ...PLAIN_POLICY, hold: true } })
  await recall(alice, ref)
  const [contact] = await alice.do.people.contacts({}, calling)
  const [draft] = await alice.do.drafts.list({}, calling)
  expect(draft).toMatchObject({ text: 'not yet', to: [contact!.person] })
})

test('schedule() moves a notice that is not out, ends its hold, and sends it at once if asked to', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const at = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString()
  const schedule = async (ref: string, time: string | null): Promise<unknown> =>
    (await alice.do.letters.schedule({ ref, at: time }, calling)).readers.map(({ outcome }) => outcome)
  const held = await alice.write(bob, 'Held', 'not yet', { policy: { ...PLAIN_POLICY, hold: true } })
  const [tomorrow, later] = [at(24), at(48)]
  expect(await schedule(held, tomorrow)).toEqual(['scheduled'])
  expect(await alice.status(held)).toMatchObject([{ state: 'scheduled', at: tomorrow }])
  expect(await schedule(held, later)).toEqual(['scheduled'])
  expect(await alice.status(held)).toMatchObject([{ state: 'scheduled', at: later }])
  await expect(schedule(held, at(-1))).rejects.toEqual(refused('INVALID'))
  expect(await schedule(held, null)).toEqual(['notified'])
  await bob.arrival(held)
  expect(await bob.read(held)).toMatchObject({ text: 'not yet' })
  await expect(schedule(held, later)).rejects.toEqual(refused('TOO_LATE'))
  await expect(bob.do.letters.schedule({ ref: held, at: null }, calling)).rejects.toEqual(
    refused('NOT_YOURS'),
  )
})

test('schedule() refuses a time at which the letter has expired, and keeps its time', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const [soon, end, after] = [1, 2, 3].map((hours) => new Date(Date.now() + hours * HOUR_MS).toISOString())
  const policy = { ...PLAIN_POLICY, at: soon!, expires: end! }
  const ref = await alice.write(bob, 'Until two', 'x', { policy })
  await expect(alice.do.letters.schedule({ ref, at: after! }, calling)).rejects.toEqual(refused('INVALID'))
  expect(await alice.status(ref)).toMatchObject([{ state: 'scheduled', at: soon }])
  await recall(alice, ref)
  await expect(alice.do.letters.schedule({ ref, at: null }, calling)).rejects.toEqual(refused('TOO_LATE'))
})

test('a letter that fell due while its author was away is announced at their next start', async () => {
  const clock = new TestClock()
  const [alice, bob] = (await makeCircle(['alice', 'bob'], clock)).people as [Person, Person]
  const policy = { ...PLAIN_POLICY, at: clock.iso(HOUR_MS) }
  const ref = await alice.write(bob, 'Later', 'y', { policy })
  await alice.stop()
  clock.pass(HOUR_MS)
  await alice.start()
  await bob.arrival(ref)
})

test('an open letter can be read while its author is offline', async () => {
  const { people, network } = await makeCircle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { invite } = await bob.do.invites.create({}, calling)
  await carol.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  const text = apart('for all of you')
  const policy = { ...PLAIN_POLICY, mode: 'open' } as const
  const ref = await alice.write([bob, carol], 'Open', text, { policy })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  network.partition(alice.device, carol.device)
  await alice.stop()
  expect(await carol.read(ref)).toMatchObject({ text, policy: { mode: 'open' } })
})

test('opening an open letter writes nothing that its author can read', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const { ledger, feeds } = alice.home.parts
  const policy = { ...PLAIN_POLICY, mode: 'open' } as const
  const open = await alice.write(bob, 'Open', apart('x'), { policy })
  await bob.arrival(open)
  await bob.read(open)
  const isWritten = (): boolean =>
    bob.home.parts.ledger.get('SELECT 1 FROM kept_objects WHERE is_durable = 0') === undefined
  await eventually(isWritten, 'bob keeps it')
  const controlled = await alice.write(bob, 'Controlled', 'y')
  await bob.arrival(controlled)
  await bob.read(controlled)
  const isKept = (): boolean => ledger.get('SELECT 1 FROM access_releases WHERE kept_at > 0') !== undefined
  await eventually(isKept, 'alice hears that the controlled one is kept')
  // Two arrivals, and that.
  expect(feeds.list(ledger)[0]!.nextPosition).toBe(3)
})

test('a controlled letter waits until its author is online, then opens', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Later', 'when I am back')
  await bob.arrival(ref)
  await alice.stop()
  await expect(bob.read(ref, 200)).rejects.toEqual(refused('AUTHOR_AWAY'))
  const opening = bob.read(ref, 8000)
  await alice.start()
  expect(await opening).toMatchObject({ text: 'when I am back' })
})

test('a large letter has its own core, and opens after both have restarted', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const text = '長い手紙。'.repeat(40_000)
  const ref = await alice.write(bob, 'Long', text)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe(text)
  await alice.stop()
  await bob.stop()
  await bob.start()
  expect((await bob.read(ref, 0)).text).toBe(text)
})

test('invalid input is refused before anything is stored', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
  const send = (more: Partial<Policy>, to = ['bob']) =>
    alice.do.letters.send({ to, subject: 's', text: 't', policy: { ...PLAIN_POLICY, ...more } }, calling)
  await expect(send({}, ['nobody'])).rejects.toEqual(refused('NOT_FOUND'))
  const senseless = [
    { expires: '2001-01-01T00:00:00.000Z' },
    { expires: inMs(1e6), mode: 'open' },
    { expires: inMs(1e6), at: inMs(2e6) },
  ] as const
  for (const policy of senseless) await expect(send(policy)).rejects.toEqual(refused('INVALID'))
  await expect(bob.status(await alice.write(bob, 's', 't'))).rejects.toEqual(refused('NOT_YOURS'))
  expect(await alice.list('sent')).toHaveLength(1)
})

test('an open letter without its notice sends no request, so its author learns of no opening', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await bob.arrival(await alice.write(bob, 'Before', 'other words'))
  const late = vi.spyOn(bob.home.parts.inbox, 'receiveNotice').mockImplementation(() => {
    throw new NotYet('held up by the test')
  })
  const open = await alice.write(bob, 'Open', 'words', { policy: { ...PLAIN_POLICY, mode: 'open' } })
  await expect(bob.read(open, 1000)).rejects.toEqual(refused('UNREACHABLE'))
  const object = objectId(parseRef(open)!)
  const released = 'SELECT count(*) AS count FROM access_releases WHERE object = ?'
  expect(alice.home.parts.ledger.get(released, object)).toEqual({ count: 0 })
  late.mockRestore()
  const reading = bob.read(open)
  bob.home.parts.feeds.catchUp(alice.home.parts.identity.person)
  expect((await reading).text).toBe('words')
  expect(alice.home.parts.ledger.get(released, object)).toEqual({ count: 0 })
  expect(await alice.status(open)).toMatchObject([{ name: 'bob', state: 'notified' }])
})
