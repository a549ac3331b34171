// receive: every record of a foreign feed reaches the noun that owns it, and a malformed record
// changes nothing.
import { expect, test } from 'vitest'
import { findAudience } from '../../../src/core/access/index.ts'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { findLatestVersion, recall, receiveRecord } from '../../../src/core/delivery/index.ts'
import { feedRecordForm, type FeedRecord, type Notice } from '../../../src/core/feeds/index.ts'
import { findReminder, setReminder } from '../../../src/core/reminders/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveLetter, openLetter } from './made-objects.ts'
import { DAY_MS } from '../../support/nouns.ts'
import { openCircle, openHome, type PlainHome } from './plain-delivery.ts'
import { askForKey, hearAll, noticesTo, receive, receiveInGroup } from './said.ts'

function stateOf(object: Uint8Array, more: { n?: number; value?: 'done' | 'declined' } = {}): FeedRecord {
  return { type: 'state', object, n: 1, value: 'done', at: 5, note: 'Read.', ...more }
}

/** Without its seal, which belongs to groups. */
function addressedTo({ identity: { person } }: PlainHome, record: FeedRecord): FeedRecord {
  return { type: 'addressed', to: person, boxNumber: 1, sealed: feedRecordForm.encode(record) }
}

test('notice: a notice is filed once, and the function of its kind is called', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  hearAll(bob, alice)
  expect(bob.parts.inbox.find(bob.ledger, object)).toMatchObject({
    author: alice.identity.person,
    openedAt: null,
  })
  expect(bob.ledger.all('SELECT object FROM heard')).toEqual([{ object }, { object }])
})

test('notice: the record is refused if it is for another person, or for the object of another author', async () => {
  const { alice, bob, carol } = await openCircle()
  await giveLetter(alice, { to: [carol.audience] })
  const [forCarol] = noticesTo(alice, carol.audience)
  expect(() => receive(bob, alice, { type: 'notice', notice: forCarol! })).toThrow(MalformedRecord)
  await giveLetter(alice, { to: [bob.audience] })
  const [forBob] = noticesTo(alice, bob.audience)
  const ref = { ...forBob!.ref, person: carol.identity.person }
  expect(() => receive(bob, alice, { type: 'notice', notice: { ...forBob!, ref } })).toThrow(MalformedRecord)
  expect(bob.parts.inbox.listObjects(bob.ledger)).toEqual([])
})

test('notice: an answer ends the reminder of a letter only if its author is a reader of it', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object, ref } = await giveLetter(alice, { to: [bob.audience], mode: 'controlled' })
  alice.ledger.transact((tx) => setReminder(tx, object, alice.clock.now() + 1000))
  const answer = { to: [alice.audience], links: [{ rel: 'reply', ref, key: null } as const] }
  await giveLetter(carol, answer)
  hearAll(alice, carol)
  expect(findReminder(alice.ledger, object)).not.toBeNull()
  await giveLetter(bob, answer)
  hearAll(alice, bob)
  expect(findReminder(alice.ledger, object)).toBeNull()
})

test('notice: marks an object that is already kept as opened, if both match', async () => {
  const { alice, bob } = await openCircle()
  const replaced = await giveLetter(alice, { to: [bob.audience] })
  const letter = await giveLetter(alice, { to: [bob.audience], replaces: replaced.ref })
  openLetter(bob, letter)
  const notice = noticesTo(alice, bob.audience)[1]!
  const lies: Partial<Notice>[] = [
    { replaces: null },
    { replaces: letter.ref },
    { title: 'Another' },
    { at: notice.at + 1 },
    { kind: 'file' },
    { attached: { count: 1, bytes: 5 } },
    { reply: replaced.ref },
    { to: [bob.identity.person, randomBytes(32)] },
  ]
  for (const lie of lies)
    expect(() => receive(bob, alice, { type: 'notice', notice: { ...notice, ...lie } })).toThrow(
      MalformedRecord,
    )
  expect(bob.parts.inbox.listObjects(bob.ledger)).toEqual([])
  receive(bob, alice, { type: 'notice', notice })
  expect(bob.parts.inbox.find(bob.ledger, letter.object)!.openedAt).toBe(bob.clock.now())
})

test('notice: a version replaces an object of the same author only', async () => {
  const { alice, bob } = await openCircle()
  const first = await giveLetter(alice, { to: [bob.audience] })
  const own = await giveLetter(bob, { to: [alice.audience] })
  const second = await giveLetter(alice, { to: [bob.audience], replaces: first.ref })
  await giveLetter(alice, { to: [bob.audience], replaces: own.ref })
  hearAll(bob, alice)
  const rows = bob.ledger.all<{ object: Uint8Array; replaces: Uint8Array }>(
    'SELECT object, replaces FROM versions',
  )
  expect(rows).toEqual([{ object: second.object, replaces: first.object }])
})

test('withdrawal: a withdrawal counts only if it is from the author', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  const carols = await giveLetter(carol, { to: [alice.audience] })
  await recall(carol.parts, carols.object)
  await recall(alice.parts, object)
  hearAll(bob, alice)
  expect(bob.parts.inbox.find(bob.ledger, object)!.withdrawn).toBe('recalled')
})

test('arrived: an arrival counts once, and only for an object that was sent to this reader', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const at = clock.now() - 5
  receive(alice, carol, { type: 'arrived', objects: [object, randomBytes(32)], at })
  receive(alice, bob, { type: 'arrived', objects: [object], at })
  receive(alice, bob, { type: 'arrived', objects: [object], at: at + 9 })
  expect(findAudience(alice.ledger, object, bob.identity.person)!.arrivedAt).toBe(at)
  const touched = alice.ledger.all('SELECT seq FROM changes WHERE object = ?', object)
  // One change for the gift, one for the arrival.
  expect(touched).toHaveLength(2)
})

test('a time that is ahead counts as the time of its arrival, but a state keeps its own', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object, ref } = await giveLetter(alice, { to: [bob.audience] })
  askForKey(alice, bob, object)
  const [now, ahead] = [clock.now(), 8.64e15]
  receive(alice, bob, { type: 'arrived', objects: [object], at: ahead })
  receive(alice, bob, { type: 'ask', ref, via: null, text: 'Please.', at: ahead })
  expect(findAudience(alice.ledger, object, bob.identity.person)!.arrivedAt).toBe(now)
  expect(alice.ledger.all('SELECT at FROM asks_in')).toEqual([{ at: now }])
  // The same state comes again in another feed, and later.
  receive(alice, bob, { type: 'state', object, n: 1, value: 'done', at: ahead, note: '' })
  clock.pass(1)
  receive(alice, bob, { type: 'state', object, n: 1, value: 'done', at: ahead, note: '' })
  expect(alice.ledger.all('SELECT at FROM access_states')).toEqual([{ at: ahead }])
})

test('versions: of two that replace one, the later to arrive is the latest, whatever its clock says', async () => {
  const { alice, bob, clock } = await openCircle()
  const first = await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  clock.jump(400 * DAY_MS)
  await giveLetter(alice, { to: [bob.audience], replaces: first.ref })
  clock.jump(-400 * DAY_MS)
  hearAll(bob, alice)
  clock.pass(1_000)
  const last = await giveLetter(alice, { to: [bob.audience], replaces: first.ref })
  hearAll(bob, alice)
  expect(findLatestVersion(bob.ledger, first.object)).toEqual(last.object)
})

test('kept: the record counts only for an object that was released to this reader', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  askForKey(alice, bob, object)
  receive(alice, carol, { type: 'kept', objects: [object, randomBytes(32)] })
  expect(alice.ledger.all('SELECT kept_at FROM access_releases')).toEqual([{ kept_at: null }])
  receive(alice, bob, { type: 'kept', objects: [object] })
  expect(alice.ledger.all('SELECT kept_at FROM access_releases')).toEqual([{ kept_at: alice.clock.now() }])
})

test('state: a state counts only from a reader who opened the object', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  askForKey(alice, bob, object)
  receive(alice, bob, stateOf(object))
  receive(alice, bob, stateOf(object))
  expect(() => receive(alice, bob, stateOf(object, { value: 'declined' }))).toThrow(MalformedRecord)
  expect(() => receive(alice, carol, stateOf(object))).toThrow(MalformedRecord)
  expect(() => receive(alice, bob, stateOf(randomBytes(32)))).toThrow(MalformedRecord)
  const rows = alice.ledger.all('SELECT person, n, value, note FROM access_states')
  expect(rows).toEqual([{ person: bob.identity.person, n: 1, value: 'done', note: 'Read.' }])
})

test('addressed: the inner record counts only for the person it is sealed to', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  askForKey(alice, bob, object)
  receiveInGroup(alice, bob, addressedTo(carol, stateOf(object)))
  expect(alice.ledger.all('SELECT n FROM access_states')).toEqual([])
  receiveInGroup(alice, bob, addressedTo(alice, stateOf(object)))
  expect(alice.ledger.all('SELECT n FROM access_states')).toEqual([{ n: 1 }])
})

test('addressed: only a state or an ask may be inside', async () => {
  const { alice, bob } = await openCircle()
  const { object, ref } = await giveLetter(alice, { to: [bob.audience] })
  askForKey(alice, bob, object)
  const kept = addressedTo(alice, { type: 'kept', objects: [object] })
  expect(() => receiveInGroup(alice, bob, kept)).toThrow(MalformedRecord)
  expect(() => receiveInGroup(alice, bob, addressedTo(alice, addressedTo(alice, stateOf(object))))).toThrow(
    MalformedRecord,
  )
  const sealed = { ...addressedTo(alice, stateOf(object)), boxNumber: 2 } as FeedRecord
  expect(() => receiveInGroup(alice, bob, sealed)).toThrow(MalformedRecord)
  receiveInGroup(alice, bob, addressedTo(alice, { type: 'ask', ref, via: null, text: '', at: 1 }))
  expect(alice.ledger.all('SELECT object FROM asks_in')).toEqual([{ object }])
})

test('card: a newer card of the sender counts; the card of another person is refused', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const shown = bob.ledger.transact((tx) => bob.identity.reviseCard(tx, { name: 'Robert' }, clock.now()))!
  receive(alice, bob, { type: 'card', card: shown.cardBytes })
  expect(alice.parts.addressBook.find(alice.ledger, bob.identity.person)!.name).toBe('Robert')
  expect(() => receive(alice, carol, { type: 'card', card: shown.cardBytes })).toThrow(MalformedRecord)
})

test('card: a card that contradicts the known one is counted', async () => {
  const { alice, bob, clock } = await openCircle()
  const [one, other] = ['Rob', 'Bobby'].map((name) => {
    const before = bob.ledger.get<{ card: Uint8Array }>('SELECT card FROM own_identity')!.card
    const shown = bob.ledger.transact((tx) => bob.identity.reviseCard(tx, { name }, clock.now()))!
    bob.ledger.transact((tx) => tx.run('UPDATE own_identity SET card = ?', before))
    return shown.cardBytes
  })
  receive(alice, bob, { type: 'card', card: one! })
  receive(alice, bob, { type: 'card', card: other! })
  expect(alice.counted).toEqual(['card-rewritten'])
  expect(alice.parts.addressBook.find(alice.ledger, bob.identity.person)).toMatchObject({
    ...{ name: 'Rob', isRewritten: true },
  })
})

test('card: a card in the feed of a group creates no contact', async () => {
  const { alice } = await openCircle()
  const dora = await openHome('dora')
  const { person, device, cardBytes } = dora.identity
  const source = { person, device: device.publicKey, core: randomBytes(32), position: 0 }
  alice.ledger.transact((tx) => {
    const audience = { kind: 'public' } as const
    receiveRecord(tx, alice.parts, { ...source, audience }, { type: 'card', card: cardBytes })
  })
  expect(alice.parts.addressBook.find(alice.ledger, person)).toBeNull()
  expect(alice.parts.acquaintances.findCard(alice.ledger, person)!.name).toBe('dora')
})

test('released: a record that is sealed to its author changes nothing here', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  receive(alice, bob, { type: 'released', boxNumber: 1, sealed: randomBytes(100) })
  expect(findAudience(alice.ledger, object, bob.identity.person)!.isReleased).toBe(false)
})
