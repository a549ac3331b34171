// share: gives an object to one more audience, or takes it back from one, by the same rules as
// sending.
import { expect, test } from 'vitest'
import { findAudience, findContentKey } from '../../../src/core/access/index.ts'
import { EXPIRED_KEY_LIFETIME_MS } from '../../../src/core/access/expiry.ts'
import { Mutex } from '../../../src/core/base/index.ts'
import { recall, shareObject, withdrawObject } from '../../../src/core/delivery/index.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, isoOf, savedWords } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, wordsTo, openedBy } from './said.ts'
import { everyone, group } from './stand-in-strategies.ts'

test('share: the notice names only the new reader, and the first readers get no record', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await shareObject(alice.parts, object, carol.audience, 'controlled')
  expect(noticesTo(alice, bob.audience)).toHaveLength(1)
  const [notice] = noticesTo(alice, carol.audience)
  expect(notice).toMatchObject({
    isShared: true,
    to: [carol.identity.person],
    mode: 'controlled',
    grant: null,
  })
  expect(findAudience(alice.ledger, object, carol.identity.person)).toMatchObject({ isShared: true })
  expect(askForKey(alice, carol, object).answer).toBe('released')
})

test('share: it is refused for a reader who already has it, without any change', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const again = shareObject(alice.parts, object, bob.audience, 'open')
  await expect(again).rejects.toEqual(refused('INVALID'))
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(findAudience(alice.ledger, object, bob.identity.person)).toMatchObject({ mode: 'controlled' })
})

test('share: it is possible again after the object was taken back; the notice says shared', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  await withdrawObject(alice.parts, object, carol.audience)
  expect(askForKey(alice, carol, object).answer).toBe('RECALLED')
  await shareObject(alice.parts, object, carol.audience, 'controlled')
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'recalled', 'notice'])
  expect(noticesTo(alice, carol.audience)[1]).toMatchObject({ isShared: true })
  expect(askForKey(alice, carol, object).answer).toBe('released')
})

test('share: the expiry also applies to a new reader, unless it is shared as open', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const expiresAt = clock.now() + 1000
  const { object, contentKey } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(expiresAt) })
  await shareObject(alice.parts, object, group, 'controlled')
  await shareObject(alice.parts, object, carol.audience, 'open')
  expect(noticesTo(alice, group)[0]).toMatchObject({ expiresAt, mode: 'controlled' })
  const [notice] = noticesTo(alice, carol.audience)
  expect(notice).toMatchObject({ expiresAt: null, mode: 'open' })
  expect(openedBy(carol, alice, object, notice!)).toEqual(contentKey)
})

test('share: it is refused after the expiry, and without the key', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(clock.now() + 1000) })
  clock.pass(1000)
  const late = shareObject(alice.parts, object, carol.audience, 'controlled')
  await expect(late).rejects.toEqual(refused('EXPIRED'))
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS)
  await processDue(alice.parts)
  const gone = shareObject(alice.parts, object, carol.audience, 'open')
  await expect(gone).rejects.toEqual(refused('RECALLED'))
  expect(wordsTo(alice, carol.audience)).toEqual([])
})

test('share: it is refused if a recall destroys the key meanwhile', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const recalled = new Mutex()
  const person = {
    ...alice.parts.audiences.person,
    prepareShare: () => recalled.run(() => Promise.resolve(() => undefined)),
  }
  const parts = { ...alice.parts, audiences: { ...alice.parts.audiences, person } }
  const recalling = recalled.run(() => recall(alice.parts, object))
  const sharing = shareObject(parts, object, carol.audience, 'open')
  await recalling
  await expect(sharing).rejects.toEqual(refused('RECALLED'))
  expect([wordsTo(alice, carol.audience), findContentKey(alice.ledger, object)]).toEqual([[], null])
})

test('share: checks the audience first, and lets it prepare before the transaction', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice)
  alice.ledger.transact((tx) => alice.parts.addressBook.block(tx, bob.identity.person))
  const sharing = shareObject(alice.parts, object, bob.audience, 'controlled')
  await expect(sharing).rejects.toEqual(refused('BLOCKED'))
  const open = { ...alice.parts.audiences.public, prepareShare: () => Promise.reject(new Error('too large')) }
  const parts = { ...alice.parts, audiences: { ...alice.parts.audiences, public: open } }
  await expect(shareObject(parts, object, everyone, 'open')).rejects.toThrow('too large')
  expect(wordsTo(alice, everyone)).toEqual([])
})

test('withdraw: NOT_FOUND if the object was not given to the audience', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await expect(withdrawObject(alice.parts, object, carol.audience)).rejects.toEqual(refused('NOT_FOUND'))
})

test('withdraw: the withdrawal from the last reader destroys the key and keeps the words', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const { readers } = await withdrawObject(alice.parts, object, bob.audience)
  expect(readers).toEqual([{ person: bob.identity.person, outcome: 'recalled' }])
  expect([findContentKey(alice.ledger, object), savedWords(alice, object)]).toEqual([null, 1])
})

test('withdraw: leaves out a reader who still has another route', async () => {
  const { alice, bob, carol } = await openCircle()
  alice.group.members = [bob.identity.person, carol.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await shareObject(alice.parts, object, bob.audience, 'controlled')
  const { readers } = await withdrawObject(alice.parts, object, group)
  expect(readers).toEqual([{ person: carol.identity.person, outcome: 'recalled' }])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(askForKey(alice, bob, object).answer).toBe('released')
})

test('withdraw: names a reader who has opened it, even with another route', async () => {
  const { alice, bob } = await openCircle()
  alice.group.members = [bob.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await shareObject(alice.parts, object, bob.audience, 'controlled')
  askForKey(alice, bob, object)
  const { readers } = await withdrawObject(alice.parts, object, group)
  expect(readers).toEqual([{ person: bob.identity.person, outcome: 'too-late' }])
})

test('withdraw: the withdrawal from the public after its notice is done by the audience row of the public', async () => {
  const { alice, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [everyone], mode: 'open' })
  const result = await withdrawObject(alice.parts, object, everyone)
  expect(result).toEqual({ readers: [], wide: [{ audience: everyone, outcome: 'too-late' }], noticed: [] })
  expect(alice.ledger.all('SELECT * FROM withdrawn')).toEqual([{ object, at: clock.now() }])
  expect(findContentKey(alice.ledger, object)).not.toBeNull()
  expect(wordsTo(alice, everyone)).toEqual(['notice'])
})

test('withdraw: the withdrawal from the public before its notice is an ordinary recall', async () => {
  const { alice, clock } = await openCircle()
  const { object } = await giveLetter(alice, {
    ...{ to: [everyone], mode: 'open', at: isoOf(clock.now() + 1000) },
  })
  const { wide } = await withdrawObject(alice.parts, object, everyone)
  expect(wide).toEqual([{ audience: everyone, outcome: 'recalled' }])
  expect(alice.ledger.all('SELECT * FROM withdrawn')).toEqual([])
  clock.pass(1000)
  await processDue(alice.parts)
  expect(wordsTo(alice, everyone)).toEqual([])
})
