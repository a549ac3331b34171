// share: one object for one audience more or less, by the same rules as when it was sent.
import { expect, test } from 'vitest'
import { EXPIRED_KEY_LIFETIME_MS, findAudience, findContentKey } from '../../../src/core/access/index.ts'
import { Mutex } from '../../../src/core/base/index.ts'
import { recall, shareObject, processDue, withdrawObject } from '../../../src/core/delivery/index.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, savedWords } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, wordsTo } from './said.ts'
import { everyone, group } from './stand-in-ways.ts'

test('share: the new reader is named alone, and those it was made for are told nothing', async () => {
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

test('share: twice to the same reader is refused, and changes nothing', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const again = shareObject(alice.parts, object, bob.audience, 'open')
  await expect(again).rejects.toEqual(refused('INVALID'))
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(findAudience(alice.ledger, object, bob.identity.person)).toMatchObject({ mode: 'controlled' })
})

test('share: what was taken back can be given again, and is announced as shared', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  await withdrawObject(alice.parts, object, carol.audience)
  expect(askForKey(alice, carol, object).answer).toBe('RECALLED')
  await shareObject(alice.parts, object, carol.audience, 'controlled')
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'recalled', 'notice'])
  expect(noticesTo(alice, carol.audience)[1]).toMatchObject({ isShared: true })
  expect(askForKey(alice, carol, object).answer).toBe('released')
})

test('share: what expires does so for a new reader too, unless it is opened to them', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const expiresAt = clock.now() + 1000
  const { object, contentKey } = await giveLetter(alice, { to: [bob.audience], expiresAt })
  await shareObject(alice.parts, object, group, 'controlled')
  await shareObject(alice.parts, object, carol.audience, 'open')
  expect(noticesTo(alice, group)[0]).toMatchObject({ expiresAt, mode: 'controlled' })
  const [notice] = noticesTo(alice, carol.audience)
  expect(notice).toMatchObject({ expiresAt: null, mode: 'open' })
  expect(carol.identity.openSealed(notice!.boxNumber, notice!.grant!)).toEqual(contentKey)
})

test('share: not after its end, and not without its key', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expiresAt: clock.now() + 1000 })
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

test('share: not when a recall destroys the key meanwhile', async () => {
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

test('share: an audience is asked whether anything can be given to it, and prepares before it', async () => {
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

test('withdraw: what was not given to them is not found', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await expect(withdrawObject(alice.parts, object, carol.audience)).rejects.toEqual(refused('NOT_FOUND'))
})

test('withdraw: the last reader takes the key with them, and the words are kept', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const { readers } = await withdrawObject(alice.parts, object, bob.audience)
  expect(readers).toEqual([{ person: bob.identity.person, outcome: 'recalled' }])
  expect([findContentKey(alice.ledger, object), savedWords(alice, object)]).toEqual([null, 1])
})

test('withdraw: who can still read it in another way lost nothing, and is not named', async () => {
  const { alice, bob, carol } = await openCircle()
  alice.group.members = [bob.identity.person, carol.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await shareObject(alice.parts, object, bob.audience, 'controlled')
  const { readers } = await withdrawObject(alice.parts, object, group)
  expect(readers).toEqual([{ person: carol.identity.person, outcome: 'recalled' }])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(askForKey(alice, bob, object).answer).toBe('released')
})

test('withdraw: who has opened it is named, also where they can read it in another way', async () => {
  const { alice, bob } = await openCircle()
  alice.group.members = [bob.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  await shareObject(alice.parts, object, bob.audience, 'controlled')
  askForKey(alice, bob, object)
  const { readers } = await withdrawObject(alice.parts, object, group)
  expect(readers).toEqual([{ person: bob.identity.person, outcome: 'too-late' }])
})

test('withdraw: the public has its own way, once it was told', async () => {
  const { alice, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [everyone], mode: 'open' })
  const result = await withdrawObject(alice.parts, object, everyone)
  expect(result).toEqual({ readers: [], wide: [{ audience: everyone, outcome: 'too-late' }], noticed: [] })
  expect(alice.ledger.all('SELECT * FROM withdrawn')).toEqual([{ object, at: clock.now() }])
  expect(findContentKey(alice.ledger, object)).not.toBeNull()
  expect(wordsTo(alice, everyone)).toEqual(['notice'])
})

test('withdraw: before it was announced the public is recalled like anybody', async () => {
  const { alice, clock } = await openCircle()
  const { object } = await giveLetter(alice, {
    ...{ to: [everyone], mode: 'open', notBefore: clock.now() + 1000 },
  })
  const { wide } = await withdrawObject(alice.parts, object, everyone)
  expect(wide).toEqual([{ audience: everyone, outcome: 'recalled' }])
  expect(alice.ledger.all('SELECT * FROM withdrawn')).toEqual([])
  clock.pass(1000)
  await processDue(alice.parts)
  expect(wordsTo(alice, everyone)).toEqual([])
})
