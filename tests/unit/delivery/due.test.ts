// processDue(): sends due notices, records expiries, and destroys the keys of expired objects.
import { expect, test } from 'vitest'
import { beginDoubts, findAudience, findContentKey, findNextDueTime } from '../../../src/core/access/index.ts'
import { EXPIRED_KEY_LIFETIME_MS } from '../../../src/core/access/expiry.ts'
import { letGo, shareObject } from '../../../src/core/delivery/index.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveLetter, isoOf, savedWords } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, receive, wordsTo } from './said.ts'

test('due: a scheduled notice is sent once, when its time is reached', async () => {
  const { alice, bob, clock } = await openCircle()
  const { ref } = await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now() + 1000) })
  await processDue(alice.parts)
  expect(wordsTo(alice, bob.audience)).toEqual([])
  clock.pass(1000)
  await Promise.all([processDue(alice.parts), processDue(alice.parts)])
  expect(noticesTo(alice, bob.audience).map((notice) => notice.ref)).toEqual([ref])
})

test('due: one run sends all due notices, even if they need several transactions', async () => {
  const { alice, clock } = await openCircle()
  const to = Array.from({ length: 501 }, () => ({ kind: 'group', key: randomBytes(32) }) as const)
  await giveLetter(alice, { to, at: isoOf(clock.now() + 1000) })
  clock.pass(1000)
  await processDue(alice.parts)
  expect(to.filter((audience) => noticesTo(alice, audience).length === 1)).toHaveLength(501)
})

test('due: only readers with a notice who have not opened it learn of the expiry', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const expiresAt = clock.now() + 1000
  const told = await giveLetter(alice, { to: [bob.audience, carol.audience], expires: isoOf(expiresAt) })
  await giveLetter(alice, { to: [carol.audience], hold: true, expires: isoOf(expiresAt) })
  expect(askForKey(alice, bob, told.object).answer).toBe('released')
  clock.pass(1000)
  await processDue(alice.parts)
  await processDue(alice.parts)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'expired'])
})

test('due: the key of an expired letter is destroyed days later, and the words are saved with it', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(clock.now() + 1000) })
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

test('due: two runs at once save one draft', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(clock.now() + 1000) })
  clock.pass(1000)
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS)
  await Promise.all([processDue(alice.parts), processDue(alice.parts)])
  expect(savedWords(alice, object)).toBe(1)
})

test('due: a key that was granted to another reader meanwhile remains, and no draft is saved', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], expires: isoOf(clock.now() + 1000) })
  clock.pass(1000)
  await processDue(alice.parts)
  clock.pass(EXPIRED_KEY_LIFETIME_MS)
  await Promise.all([processDue(alice.parts), shareObject(alice.parts, object, carol.audience, 'open')])
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([true, 0])
})

test('due: a key that becomes doomed during a run remains until its own words are saved', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  // An act read back from a lost device can have this effect between two steps of a run.
  const doom = alice.ledger.write((tx) => {
    tx.run('UPDATE access_audiences SET recalled_at = ? WHERE object = ?', alice.clock.now(), object)
    tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ?', alice.clock.now(), object)
  })
  await Promise.all([processDue(alice.parts), doom])
  await processDue(alice.parts)
  expect([findContentKey(alice.ledger, object) !== null, savedWords(alice, object)]).toEqual([false, 1])
})

test('due: a letter that a lost device released to its reader is no longer due', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, {
    to: [bob.audience],
    hold: true,
    at: isoOf(clock.now() + 1000),
  })
  alice.ledger.transact(beginDoubts)
  await letGo(alice.parts, object)
  receive(alice, bob, { type: 'kept', objects: [object] })
  clock.pass(1000)
  await processDue(alice.parts)
  expect([findNextDueTime(alice.ledger), wordsTo(alice, bob.audience)]).toEqual([null, []])
  expect(findAudience(alice.ledger, object, bob.identity.person)).toMatchObject({ isReleased: true })
})
