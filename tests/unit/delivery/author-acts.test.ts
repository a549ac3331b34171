// hold, let go, recall: an author's acts, the readers who are informed, and the effect on key and
// words.
import { expect, test } from 'vitest'
import { findContentKey, findAudience } from '../../../src/core/access/index.ts'
import { hold, letGo, recall, shareObject } from '../../../src/core/delivery/index.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, isoOf, savedWords } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, wordsTo } from './said.ts'
import { group } from './stand-in-strategies.ts'

test('hold: readers with a notice get a record; a reader who opened the letter keeps it', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  askForKey(alice, bob, object)
  const { readers } = await hold(alice.parts, object)
  const outcomes = readers.map(({ person, outcome }) => [person, outcome])
  expect(outcomes).toHaveLength(2)
  expect(outcomes).toContainEqual([bob.identity.person, 'too-late'])
  expect(outcomes).toContainEqual([carol.identity.person, 'held'])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'held'])
  expect(askForKey(alice, carol, object).answer).toBe('HELD')
})

test('hold before the notice: readers get no record, and letting go sends only the notice', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now() + 1000) })
  await hold(alice.parts, object)
  clock.pass(1000)
  expect(wordsTo(alice, bob.audience)).toEqual([])
  await letGo(alice.parts, object)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(askForKey(alice, bob, object).answer).toBe('released')
})

test('let go after the notice: the reader gets a record and can open the letter', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await hold(alice.parts, object)
  await letGo(alice.parts, object)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'held', 'let-go'])
  expect(askForKey(alice, bob, object).answer).toBe('released')
})

test('recall: destroys the key, keeps the words, and informs only readers with a notice', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  // Given to Carol, without a notice so far.
  await shareObject(alice.parts, object, carol.audience, 'controlled')
  alice.ledger.transact((tx) =>
    tx.run('UPDATE access_audiences SET noticed_at = NULL WHERE audience = ?', carol.identity.person),
  )
  await recall(alice.parts, object)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'recalled'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice'])
  expect([findContentKey(alice.ledger, object), savedWords(alice, object)]).toEqual([null, 1])
  expect(alice.ledger.checkpoints).toBe(1)
  expect(askForKey(alice, bob, object).answer).toBe('RECALLED')
})

test('recall of an expired letter waits until no file holds the key that it destroyed', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(clock.now() + 1000) })
  clock.pass(2000)
  const { readers } = await recall(alice.parts, object)
  expect(readers.map(({ outcome }) => outcome)).toEqual(['expired'])
  expect([findContentKey(alice.ledger, object), savedWords(alice, object)]).toEqual([null, 1])
  expect(alice.ledger.checkpoints).toBe(1)
})

test('recall after a release is too late and changes neither key nor words', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  askForKey(alice, bob, object)
  const { readers } = await recall(alice.parts, object)
  expect(readers).toEqual([{ person: bob.identity.person, outcome: 'too-late' }])
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(alice.ledger.checkpoints).toBe(0)
})

test('recall of an open letter is too late for every reader', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], mode: 'open' })
  const { readers } = await recall(alice.parts, object)
  expect(readers.map(({ outcome }) => outcome)).toEqual(['too-late'])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
})

test('recall from some audiences: the others keep access, and the key remains', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  await recall(alice.parts, object, [bob.identity.person])
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'recalled'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice'])
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
  expect(askForKey(alice, carol, object).answer).toBe('released')
})

test('recall of a shared note keeps the key and saves no draft', async () => {
  const { alice, bob } = await openCircle()
  const { object, contentKey } = await giveLetter(alice)
  await shareObject(alice.parts, object, bob.audience, 'controlled')
  await recall(alice.parts, object)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'recalled'])
  expect(findAudience(alice.ledger, object, bob.identity.person)!.recalledAt).not.toBeNull()
  expect([findContentKey(alice.ledger, object), savedWords(alice, object)]).toEqual([contentKey, 0])
})

test('two recalls at once save one draft, and both wait until no file holds the key', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const both = await Promise.all([recall(alice.parts, object), recall(alice.parts, object)])
  expect(both.map(({ readers }) => readers.map(({ outcome }) => outcome))).toEqual([
    ['recalled'],
    ['recalled'],
  ])
  expect(savedWords(alice, object)).toBe(1)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice', 'recalled'])
  expect(alice.ledger.checkpoints).toBe(2)
})

test('recall: saves no draft if its transaction fails', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  const audiences = {
    ...alice.parts.audiences,
    person: {
      ...alice.parts.audiences.person,
      append: () => {
        throw new Error('no space')
      },
    },
  }
  await expect(recall({ ...alice.parts, audiences }, object)).rejects.toThrow('no space')
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
})

test('acts on a group: one record in its feed, and one outcome per member', async () => {
  const { alice, bob, carol } = await openCircle()
  alice.group.members = [bob.identity.person, carol.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  askForKey(alice, bob, object)
  const { readers, wide } = await recall(alice.parts, object)
  expect(wordsTo(alice, group)).toEqual(['notice', 'recalled'])
  expect(wide.map(({ outcome }) => outcome)).toEqual(['recalled'])
  expect(readers).toContainEqual({ person: bob.identity.person, outcome: 'too-late' })
  expect(readers).toContainEqual({ person: carol.identity.person, outcome: 'recalled' })
  expect(findContentKey(alice.ledger, object)).not.toBeNull()
})

test('acts: NOT_FOUND for an object that was never given, and no record is written', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(bob, { to: [alice.audience] })
  for (const act of [hold, letGo, recall])
    await expect(act(alice.parts, object)).rejects.toEqual(refused('NOT_FOUND'))
  expect(noticesTo(alice, bob.audience)).toEqual([])
})
