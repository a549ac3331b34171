// destroy: removes an own object permanently; only facts about its readers remain.
import { expect, test } from 'vitest'
import { findContentKey } from '../../../src/core/access/index.ts'
import { destroyObject, listAsks } from '../../../src/core/delivery/index.ts'
import { listVersions } from '../../../src/core/delivery/versions.ts'
import type { BlockRange } from '../../../src/core/store/index.ts'
import { tidyObject } from '../../../src/core/tidy/index.ts'
import { giveLetter, isoOf, savedWords, storeFile } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { askForKey, receive, wordsTo } from './said.ts'
import { everyone, group } from './stand-in-strategies.ts'

function destroy({ ledger, parts, clock }: PlainHome, object: Uint8Array): BlockRange[] {
  return ledger.transact((tx) => destroyObject(tx, parts, object, clock.now()))
}

/** Returns the tables that have a row with this object in any column. */
function tablesWith({ ledger }: PlainHome, object: Uint8Array): string[] {
  const tables = ledger.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
  return tables
    .map(({ name }) => name)
    .filter((name) => {
      const columns = ledger
        .all<{ name: string }>(`SELECT name FROM pragma_table_info('${name}')`)
        .filter((column) => ['object', 'letter'].includes(column.name))
      return columns.some(
        (column) => ledger.get(`SELECT 1 FROM ${name} WHERE ${column.name} = ?`, object) !== undefined,
      )
    })
}

test('destroy: leaves rows only in the tables of access and of the index', async () => {
  const { alice, bob } = await openCircle()
  const first = await giveLetter(alice, { to: [bob.audience] })
  const letter = await giveLetter(alice, {
    ...{ to: [bob.audience], links: [await storeFile(alice)], replaces: first.ref },
  })
  const { object, ref } = letter
  const ask = { type: 'ask', ref, via: null, text: 'May I?', at: alice.clock.now() } as const
  receive(alice, bob, ask)
  alice.ledger.transact((tx) => tidyObject(tx, object, { starred: true }))
  const before = ['attached', 'asks_in', 'own_objects', 'policies', 'tidy', 'told_words', 'versions']
  expect(tablesWith(alice, object)).toEqual(expect.arrayContaining(before))
  const places = destroy(alice, object)
  expect(tablesWith(alice, object).sort()).toEqual([
    'access_audiences',
    'access_keys',
    'changes',
    'forgotten',
  ])
  const feed = alice.parts.feeds.find(alice.ledger, bob.identity.person)!.myCore
  // Its block, and the second notice to bob, behind that of the first letter.
  expect(places.map(({ core, start }) => [core, start])).toEqual([
    [ref.core, ref.start],
    [feed, 1],
  ])
  expect([findContentKey(alice.ledger, object), listAsks(alice.ledger)]).toEqual([null, []])
})

test('destroy: other objects keep their rows', async () => {
  const { alice, bob } = await openCircle()
  const file = await storeFile(alice)
  const kept = await giveLetter(alice, { to: [bob.audience], links: [file] })
  alice.ledger.transact((tx) => tidyObject(tx, kept.object, { starred: true }))
  const gone = await giveLetter(alice, { to: [bob.audience], links: [file] })
  const before = tablesWith(alice, kept.object)
  destroy(alice, gone.object)
  expect(tablesWith(alice, kept.object)).toEqual(before)
  expect(askForKey(alice, bob, kept.object).answer).toBe('released')
})

test('destroy: informs readers with a notice, except those who opened it', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const told = await giveLetter(alice, { to: [bob.audience, carol.audience] })
  const waiting = await giveLetter(alice, { to: [carol.audience], at: isoOf(clock.now() + 1000) })
  askForKey(alice, bob, told.object)
  for (const { object } of [told, waiting]) destroy(alice, object)
  expect(wordsTo(alice, bob.audience)).toEqual(['notice'])
  expect(wordsTo(alice, carol.audience)).toEqual(['notice', 'recalled'])
  expect(savedWords(alice, told.object)).toBe(0)
})

test('destroy: calls withdraw of each audience once', async () => {
  const { alice, clock } = await openCircle()
  const { object } = await giveLetter(alice, { to: [everyone], mode: 'open' })
  const withdrawn = await giveLetter(alice, { to: [everyone], mode: 'open' })
  alice.ledger.transact((tx) => alice.parts.audiences.public.withdraw!(tx, withdrawn.object, clock.now()))
  destroy(alice, object)
  destroy(alice, withdrawn.object)
  const rows = alice.ledger.all<{ object: Uint8Array }>('SELECT object FROM withdrawn ORDER BY rowid')
  expect(rows.map((row) => row.object)).toEqual([withdrawn.object, object])
})

test('destroy: deletes the grants of the object, including the grant of a group', async () => {
  const { alice, bob, carol } = await openCircle()
  alice.group.members = [bob.identity.person, carol.identity.person]
  const { object } = await giveLetter(alice, { to: [group] })
  askForKey(alice, bob, object)
  destroy(alice, object)
  expect(alice.ledger.all('SELECT * FROM access_grants')).toEqual([])
  expect(askForKey(alice, carol, object).answer).toBe('RECALLED')
})

test('destroy: the earlier version is the latest again', async () => {
  const { alice } = await openCircle()
  const first = await giveLetter(alice, { to: [everyone], mode: 'open' })
  const second = await giveLetter(alice, { to: [everyone], mode: 'open', replaces: first.ref })
  expect(listVersions(alice.ledger, first.object)).toEqual([second.object, first.object])
  alice.ledger.transact((tx) => tx.run('DELETE FROM changes'))
  destroy(alice, second.object)
  expect(listVersions(alice.ledger, first.object)).toEqual([first.object])
  expect(alice.ledger.get('SELECT 1 FROM changes WHERE object = ?', first.object)).toBeDefined()
})

test('destroy: the kind of the object forgets its rows too', async () => {
  const { alice } = await openCircle()
  const { object } = await giveLetter(alice)
  destroy(alice, object)
  expect(alice.ledger.all('SELECT * FROM forgotten')).toEqual([{ object }])
})
