// give: what one object needs for each of its audiences, and what its notices say.
import { expect, test } from 'vitest'
import { findContentKey, loadAudiences, personAudience } from '../../../src/core/access/index.ts'
import { giveObject } from '../../../src/core/delivery/index.ts'
import { keysOf } from '../../../src/core/delivery/give.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { refused } from '../../support/refused.ts'
import { compose, giveLetter, isoOf, storeFile } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { noticesTo, openedBy, saidTo, wordsTo } from './said.ts'
import { allowedTo, everyone, group } from './stand-in-strategies.ts'

/** Returns the number of rows in the tables that giveObject() writes. */
function countRows({ ledger }: PlainHome): number[] {
  const tables = ['own_objects', 'access_keys', 'access_audiences', 'access_grants', 'policies', 'attached']
  return [...tables, 'intents', 'changes', 'core_readers'].map(
    (table) => ledger.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n,
  )
}

test('give: each audience gets one grant and one notice, and may fetch the core', async () => {
  const { alice, bob, carol } = await openCircle()
  const { object, ref } = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  const grants = alice.ledger.all<{ audience: Uint8Array }>(
    'SELECT audience FROM access_grants WHERE object = ? ORDER BY audience',
    object,
  )
  expect(grants.map(({ audience }) => audience)).toEqual(
    keysOf([bob.audience, carol.audience]).sort(Buffer.compare),
  )
  for (const reader of [bob, carol]) {
    expect(wordsTo(alice, reader.audience)).toEqual(['notice'])
    const [notice] = noticesTo(alice, reader.audience)
    expect(notice).toMatchObject({ ref, mode: 'controlled', grant: null, isShared: false, expiresAt: null })
    expect(notice!.to).toEqual(keysOf([bob.audience, carol.audience]))
    expect(
      alice.ledger.get('SELECT 1 FROM core_readers WHERE person = ?', reader.identity.person),
    ).toBeDefined()
  }
})

test('give: the notice of an open letter has the key, sealed to its reader; a controlled one has none', async () => {
  const { alice, bob } = await openCircle()
  const { object, contentKey } = await giveLetter(alice, { to: [bob.audience], mode: 'open' })
  await giveLetter(alice, { to: [bob.audience], mode: 'controlled' })
  const [open, controlled] = noticesTo(alice, bob.audience)
  expect(openedBy(bob, alice, object, open!)).toEqual(contentKey)
  expect(controlled!.grant).toBeNull()
})

test('give: a held letter waits for its author, a scheduled one for its time, a note is just stored', async () => {
  const { alice, bob, clock } = await openCircle()
  const held = await giveLetter(alice, { to: [bob.audience], hold: true })
  const later = await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now() + 1000) })
  const due = await giveLetter(alice, { to: [bob.audience], at: isoOf(clock.now()) })
  const note = await giveLetter(alice)
  expect(noticesTo(alice, bob.audience).map(({ ref }) => ref)).toEqual([due.ref])
  const standings = [held, later, due, note].map(({ object }) =>
    loadAudiences(alice.ledger, object).map(({ heldAt, noticedAt }) => [heldAt !== null, noticedAt !== null]),
  )
  expect(standings).toEqual([[[true, false]], [[false, false]], [[false, true]], []])
  expect(findContentKey(alice.ledger, note.object)).toEqual(note.contentKey)
})

test('give: writes nothing if one audience refuses', async () => {
  const { alice, bob } = await openCircle()
  const links = [await storeFile(alice)]
  const before = countRows(alice)
  const stranger = personAudience(randomBytes(32))
  const giving = giveLetter(alice, { to: [bob.audience, stranger], links })
  await expect(giving).rejects.toEqual(refused('NOT_FOUND'))
  expect([countRows(alice), saidTo(alice, bob.audience)]).toEqual([before, []])
})

test('give: writes nothing if the last step of its transaction fails', async () => {
  const { alice, bob } = await openCircle()
  const before = countRows(alice)
  const { prepared, giving } = await compose(alice, { to: [bob.audience, group], mode: 'open' })
  const write = alice.ledger.write((tx) => {
    giveObject(tx, alice.parts, prepared, giving)
    throw new Error('no space')
  })
  await expect(write).rejects.toThrow('no space')
  expect(countRows(alice)).toEqual(before)
})

test('give: a letter to a group has one notice; a public letter is in the public core', async () => {
  const { alice, bob, carol } = await openCircle()
  alice.group.members = [bob.identity.person, carol.identity.person]
  await giveLetter(alice, { to: [group] })
  const { ref } = await giveLetter(alice, { to: [everyone], mode: 'open' })
  expect(noticesTo(alice, group)).toHaveLength(1)
  expect(noticesTo(alice, group)[0]).toMatchObject({ to: [], audience: { kind: 'group', group: group.key } })
  const kind = alice.ledger.get<{ kind: string }>('SELECT kind FROM own_cores WHERE core = ?', ref.core)
  expect(kind).toEqual({ kind: 'public-objects' })
})

test('give: a notice names a core that its audience may fetch', async () => {
  const { alice } = await openCircle()
  await giveLetter(alice, { to: [everyone], mode: 'open' })
  expect(noticesTo(alice, everyone)[0]!.ref.core).toEqual(alice.publicCore)
  expect(allowedTo(alice.ledger, 'public')).toEqual([alice.publicCore])
})

test('give: a version names the earlier one, whose row is computed again', async () => {
  const { alice } = await openCircle()
  const first = await giveLetter(alice, { to: [everyone], mode: 'open' })
  const before = alice.ledger.get<{ seq: number }>('SELECT max(seq) AS seq FROM changes')!.seq
  await giveLetter(alice, { to: [everyone], mode: 'open', replaces: first.ref })
  expect(noticesTo(alice, everyone)[1]!.replaces).toEqual(first.ref)
  const touched = alice.ledger.get('SELECT 1 FROM changes WHERE seq > ? AND object = ?', before, first.object)
  expect(touched).toBeDefined()
})
