// What time does to what was given: notices fall due, objects expire, keys of expired ones are destroyed.
import { expect, test } from 'vitest'
import {
  beginDoubts,
  EXPIRED_KEY_LIFETIME_MS,
  findAudience,
  findContentKey,
  findNextDueTime,
} from '../../../src/core/access/index.ts'
import { letGo, shareObject, processDue } from '../../../src/core/delivery/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveLetter, savedWords } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, receive, wordsTo } from './said.ts'

test('turn: a scheduled notice goes out when its time has come, once', async () => {
  const { alice, bob, clock } = await openCircle()
  const { ref } = await giveLetter(alice, { to: [bob.audience], notBefore: clock.now() + 1000 })
  await processDue(alice.parts)
  expect(wordsTo(alice, bob.audience)).toEqual([])
  clock.pass(1000)
  await Promise.all([processDue(alice.parts), processDue(alice.parts)])
  expect(noticesTo(alice, bob.audience).map((notice) => notice.ref)).toEqual([ref])
})

test('turn: more notices than one transaction takes all go out in one turn', async () => {
  const { alice, clock } = await openCircle()
  const to = Array.from({ length: 501 }, () => ({ kind: 'group', key: randomBytes(32) }) as const)
  await giveLetter(alice, { to, notBefore: clock.now() + 1000 })
  clock.pass(1000)
  await processDue(alice.parts)
  expect(to.filter((audience) => noticesTo(alice, audience).length === 1)).toHaveLength(501)
})

test('turn: who has the notice hears of the end; who opened it, and who never had one, do not', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const expiresAt = clock.now() + 1000
  const told = await giveLetter(alice, { to: [bob.audience, carol.audience], expiresAt })
  await giveLetter(alice, { to: [carol.audience], hold: true, expiresAt })
  expect(askForKey(alice, bob, told.object).answer).toBe('released')
  clock.pass(1000)
  await processDue(alice.parts)
  await processDue(alice.parts)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'expired'])
})

test('turn: the key of what has expired is destroyed days later, and its words are kept with it', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expiresAt: clock.now() + 1000 })
  clock.pass(1000)
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS - 1)
  await processDue(alice.parts)
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
  expect(alice.ledger.checkpoints).toBe(0)
  clock.pass(1)
  await processDue(alice.parts)
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([false, 1])
  expect(alice.ledger.checkpoints).toBe(1)
  expect(findNextDueTime(alice.ledger)).toBeNull()
})

test('turn: two turns at once keep the words once', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expiresAt: clock.now() + 1000 })
  clock.pass(1000)
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS)
  await Promise.all([processDue(alice.parts), processDue(alice.parts)])
  expect(savedWords(alice, object)).toBe(1)
})

test('turn: a key that was given to somebody else meanwhile stays, and no words are kept', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expiresAt: clock.now() + 1000 })
  clock.pass(1000)
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS)
  await Promise.all([processDue(alice.parts), shareObject(alice.parts, object, carol.audience, 'open')])
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
})

test('turn: a key that is doomed while words are saved stays until its own were', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  // As what is read back of a lost device does, between two steps of a turn.
  const doom = alice.ledger.write((tx) => {
    tx.run('UPDATE access_audiences SET recalled_at = ? WHERE object = ?', alice.clock.now(), object)
    tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ?', alice.clock.now(), object)
  })
  await Promise.all([processDue(alice.parts), doom])
  await processDue(alice.parts)
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([false, 1])
})

test('turn: a letter that its reader has from a lost device is due no more', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, {
    to: [bob.audience],
    hold: true,
    notBefore: clock.now() + 1000,
  })
  alice.ledger.transact(beginDoubts)
  await letGo(alice.parts, object)
  receive(alice, bob, { type: 'kept', objects: [object] })
  clock.pass(1000)
  await processDue(alice.parts)
  expect([findNextDueTime(alice.ledger), wordsTo(alice, bob.audience)]).toEqual([null, []])
  expect(findAudience(alice.ledger, object, bob.identity.person)).toMatchObject({ isReleased: true })
})
