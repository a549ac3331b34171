// notify: one notice in the feed of each reachable audience, and what it costs.
import { expect, test } from 'vitest'
import { recallObject } from '../../../src/core/access/index.ts'
import { costOf, shareObject, announceToNewMembers } from '../../../src/core/delivery/index.ts'
import { announceMove } from '../../../src/core/delivery/notify.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { feedBlockBytes } from '../../../src/core/feeds/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, isoOf, storeFile } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { askForKey, noticesTo, saidTo, wordsTo } from './said.ts'
import { allowedTo, everyone, group } from './stand-in-strategies.ts'

test('notice: skips only the audience that cannot be reached', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], links: [await storeFile(alice)] })
  alice.group.isOpen = false
  await shareObject(alice.parts, object, group, 'controlled')
  expect([wordsTo(alice, group), allowedTo(alice.ledger, 'group')]).toEqual([[], []])
  await shareObject(alice.parts, object, everyone, 'open')
  expect(wordsTo(alice, everyone)).toEqual(['notice'])
})

test('notice: an audience whose feed ends meanwhile may not fetch the core', async () => {
  const { alice, bob } = await openCircle()
  const person = { ...alice.parts.audiences.person, append: () => false }
  const audiences = { ...alice.parts.audiences, person }
  await giveLetter({ ...alice, parts: { ...alice.parts, audiences } }, { to: [bob.audience] })
  expect(alice.ledger.all('SELECT * FROM core_readers')).toEqual([])
})

test('notice: processDue() continues after an audience that cannot be reached', async () => {
  const { alice, bob, clock } = await openCircle()
  const at = isoOf(clock.now() + 1000)
  await giveLetter(alice, { to: [group], at })
  await giveLetter(alice, { to: [bob.audience], at })
  alice.group.isOpen = false
  clock.pass(1000)
  await processDue(alice.parts)
  expect([wordsTo(alice, group), wordsTo(alice, bob.audience)]).toEqual([[], ['notice']])
})

test('notice: states the number and size of the attached files', async () => {
  const { alice, bob } = await openCircle()
  const links = [await storeFile(alice, 5), await storeFile(alice, 7)]
  await giveLetter(alice, { to: [bob.audience], links })
  expect(noticesTo(alice, bob.audience)[0]!.attached).toEqual({ count: 2, bytes: 12 })
})

test('notice: cuts a long title, and the sealed header keeps it', async () => {
  const { alice, bob } = await openCircle()
  const { header } = await giveLetter(alice, { to: [bob.audience], title: 'é'.repeat(150) })
  expect(noticesTo(alice, bob.audience)[0]!.title).toBe('é'.repeat(100))
  expect(header.title).toHaveLength(150)
})

test('move: every audience with a valid notice gets the new position', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  await shareObject(alice.parts, object, group, 'controlled')
  const later = await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now() + 1000) })
  alice.ledger.transact((tx) => recallObject(tx, object, clock.now(), { only: [bob.identity.person] }))
  for (const one of [object, later.object]) alice.ledger.transact((tx) => announceMove(tx, alice.parts, one))
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'notice'])
  expect(wordsTo(alice, group)).toEqual(['notice', 'notice'])
})

test('new members: notices since the given time are repeated', async () => {
  const { alice, bob, clock } = await openCircle()
  await giveLetter(alice, { to: [group], title: 'long ago' })
  clock.pass(1000)
  const since = clock.now()
  const kept = await giveLetter(alice, { to: [group], title: 'kept' })
  const recalled = await giveLetter(alice, { to: [group], title: 'recalled' })
  await giveLetter(alice, { to: [bob.audience], title: 'another' })
  alice.ledger.transact((tx) => {
    recallObject(tx, recalled.object, since)
    tx.run('DELETE FROM changes')
    announceToNewMembers(tx, alice.parts, group.key, null)
  })
  expect(noticesTo(alice, group)).toHaveLength(3)
  alice.ledger.transact((tx) => announceToNewMembers(tx, alice.parts, group.key, since))
  expect(
    noticesTo(alice, group)
      .slice(3)
      .map(({ ref }) => ref),
  ).toEqual([kept.ref])
})

test('cost: one body, and the size of each notice as it was sent', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience], links: [await storeFile(alice)] })
  await shareObject(alice.parts, object, carol.audience, 'open')
  await shareObject(alice.parts, object, everyone, 'open')
  await giveLetter(alice, { to: [bob.audience], hold: true })
  const said = [bob.audience, carol.audience, everyone].flatMap((audience) => saidTo(alice, audience))
  const noticeBytes = said.reduce((sum, record) => sum + feedBlockBytes(record), 0)
  const { bytes } = alice.parts.store.findOwn(alice.ledger, object)!
  const cost = { bodies: 1, bodyBytes: bytes, notices: 3, noticeBytes }
  expect(costOf(alice.parts, object)).toEqual(cost)
  askForKey(alice, bob, object)
  alice.ledger.transact((tx) => recallObject(tx, object, clock.now()))
  expect(costOf(alice.parts, object)).toEqual(cost)
})

test('cost: a share costs the same after its reader opened it', async () => {
  const { alice, bob, carol } = await openCircle()
  // The keys of the readers are most of the first notices; a later notice names one reader only.
  const alsoNamed = Array.from({ length: 7 }, () => randomBytes(32))
  // Notices are padded, so some of these titles add one step.
  for (const title of ['A letter', 'A letter'.padEnd(100, '.')]) {
    const { object } = await giveLetter(alice, { to: [bob.audience], alsoNamed, title })
    await shareObject(alice.parts, object, carol.audience, 'controlled')
    const said = [bob.audience, carol.audience].map((audience) => saidTo(alice, audience).at(-1)!)
    const noticeBytes = said.reduce((sum, record) => sum + feedBlockBytes(record), 0)
    expect(costOf(alice.parts, object)).toMatchObject({ notices: 2, noticeBytes })
    askForKey(alice, carol, object)
    expect(costOf(alice.parts, object)).toMatchObject({ notices: 2, noticeBytes })
  }
})

test('cost: NOT_FOUND for an object that is not an own letter', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(bob, { to: [alice.audience] })
  expect(() => costOf(alice.parts, object)).toThrow(refused('NOT_FOUND'))
})
