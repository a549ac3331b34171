// A new feed repeats the notices that its reader has not confirmed, and the withdrawals of those
// that they have.
import { expect, test } from 'vitest'
import { findAudience, markArrived, markKept } from '../../../src/core/access/index.ts'
import {
  hold,
  letGo,
  markObject,
  recall,
  repeatRecords,
  repeatSince,
} from '../../../src/core/delivery/index.ts'
import { processDue } from '../../../src/core/delivery/author-acts.ts'
import { appendArrivals } from '../../../src/core/inbox/index.ts'
import { giveLetter, isoOf, openLetter, type MadeLetter } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { askForKey, hearAll, noticesTo, receive, saidTo, wordsTo } from './said.ts'

/** Bob's device reports that these letters have arrived. */
function confirm(alice: PlainHome, bob: PlainHome, ...letters: MadeLetter[]): void {
  alice.ledger.transact((tx) => {
    for (const { object } of letters) markArrived(tx, object, bob.identity.person, alice.clock.now())
  })
}

/** Returns the records from here on. */
function saidFrom(alice: PlainHome, bob: PlainHome, act: () => void): string[] {
  const before = saidTo(alice, bob.audience).length
  act()
  return wordsTo(alice, bob.audience).slice(before)
}

function again(alice: PlainHome, bob: PlainHome): string[] {
  return saidFrom(alice, bob, () =>
    alice.ledger.transact((tx) => repeatRecords(tx, alice.parts, bob.identity.person)),
  )
}

function since(alice: PlainHome, bob: PlainHome, at: number): string[] {
  return saidFrom(alice, bob, () =>
    alice.ledger.transact((tx) => repeatSince(tx, alice.parts, bob.identity.person, at)),
  )
}

test('repeatRecords() repeats exactly the unconfirmed notices whose object may still be opened', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const confirmed = await giveLetter(alice, { to: [bob.audience] })
  const waiting = await giveLetter(alice, { to: [bob.audience] })
  const recalled = await giveLetter(alice, { to: [bob.audience] })
  await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now() + 1000) })
  await giveLetter(alice, { to: [carol.audience] })
  confirm(alice, bob, confirmed)
  await recall(alice.parts, recalled.object)
  expect(again(alice, bob)).toEqual(['notice'])
  expect(noticesTo(alice, bob.audience).at(-1)!.ref).toEqual(waiting.ref)
})

test('repeatRecords() repeats withdrawals of confirmed notices, but not of opened objects', async () => {
  const { alice, bob, clock } = await openCircle()
  const expiresAt = clock.now() + 1000
  const recalled = await giveLetter(alice, { to: [bob.audience] })
  const held = await giveLetter(alice, { to: [bob.audience] })
  const expired = await giveLetter(alice, { to: [bob.audience], expires: isoOf(expiresAt) })
  const opened = await giveLetter(alice, { to: [bob.audience], expires: isoOf(expiresAt) })
  const letGone = await giveLetter(alice, { to: [bob.audience] })
  confirm(alice, bob, recalled, held, expired, opened, letGone)
  askForKey(alice, bob, opened.object)
  for (const { object } of [held, letGone]) await hold(alice.parts, object)
  await letGo(alice.parts, letGone.object)
  await recall(alice.parts, recalled.object)
  clock.pass(1000)
  await processDue(alice.parts)
  expect(again(alice, bob).sort()).toEqual(['expired', 'held', 'recalled'])
})

test('repeatRecords() appends a hold after its unconfirmed notice', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await hold(alice.parts, object)
  expect(again(alice, bob)).toEqual(['notice', 'held'])
  hearAll(bob, alice)
  expect(bob.parts.inbox.find(bob.ledger, object)!.withdrawn).toBe('held')
})

test('repeatRecords() lets the reader fetch the cores of all announced objects again', async () => {
  const { alice, bob } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  confirm(alice, bob, letter)
  alice.ledger.transact((tx) => alice.parts.replicate.forget(tx, bob.identity.person))
  again(alice, bob)
  expect(alice.ledger.get('SELECT 1 FROM core_readers WHERE core = ?', letter.ref.core)).toBeDefined()
})

test('repeatRecords() repeats own marks, arrivals, and kept controlled letters', async () => {
  const { alice, bob } = await openCircle()
  const controlled = await giveLetter(bob, { to: [alice.audience] })
  const open = await giveLetter(bob, { to: [alice.audience], mode: 'open' })
  const sealed = await giveLetter(bob, { to: [alice.audience] })
  hearAll(alice, bob)
  for (const letter of [controlled, open]) openLetter(alice, letter)
  await markObject(alice.parts, controlled.object, 'done', 'Thanks.')
  await appendArrivals(alice.parts)
  expect(again(alice, bob)).toEqual(['kept', 'state'])
  const [kept, state] = saidTo(alice, bob.audience).slice(-2)
  expect(kept).toMatchObject({ objects: [controlled.object] })
  expect(state).toMatchObject({ object: controlled.object, n: 1, value: 'done', note: 'Thanks.' })
  await appendArrivals(alice.parts)
  const last = saidTo(alice, bob.audience).at(-1)!
  expect(last).toMatchObject({ type: 'arrived' })
  const { objects } = last as Extract<typeof last, { type: 'arrived' }>
  const all = [controlled, open, sealed].map(({ object }) => object)
  expect([...objects].sort(Buffer.compare)).toEqual(all.sort(Buffer.compare))
})

test('repeatSince() repeats notices that were confirmed or opened after that time only', async () => {
  const { alice, bob, clock } = await openCircle()
  const old = await giveLetter(alice, { to: [bob.audience] })
  clock.pass(1000)
  const at = clock.now()
  const confirmed = await giveLetter(alice, { to: [bob.audience] })
  clock.pass(1)
  const opened = await giveLetter(alice, { to: [bob.audience] })
  const waiting = await giveLetter(alice, { to: [bob.audience] })
  const recalled = await giveLetter(alice, { to: [bob.audience] })
  await recall(alice.parts, recalled.object)
  confirm(alice, bob, old, confirmed, opened)
  askForKey(alice, bob, opened.object)
  expect(since(alice, bob, at)).toEqual(['notice', 'notice', 'notice'])
  const told = noticesTo(alice, bob.audience).slice(-3)
  expect(told.map(({ ref }) => ref)).toEqual([waiting.ref, confirmed.ref, opened.ref])
})

test('repeatSince() appends a hold after its repeated notice', async () => {
  const { alice, bob, clock } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  confirm(alice, bob, letter)
  await hold(alice.parts, letter.object)
  const before = saidTo(alice, bob.audience).length
  expect(since(alice, bob, clock.now())).toEqual(['notice', 'held'])
  for (const record of saidTo(alice, bob.audience).slice(before)) receive(bob, alice, record)
  expect(bob.parts.inbox.find(bob.ledger, letter.object)!.withdrawn).toBe('held')
})

test('repeatSince() marks nothing as kept, so grants follow the box key again', async () => {
  const { alice, bob, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  askForKey(alice, bob, object)
  alice.ledger.transact((tx) => markKept(tx, object, bob.identity.person, clock.now()))
  since(alice, bob, clock.now() - 1)
  expect(alice.ledger.get('SELECT kept_at FROM access_releases')).toEqual({ kept_at: null })
  expect(findAudience(alice.ledger, object, bob.identity.person)!.isReleased).toBe(true)
})
