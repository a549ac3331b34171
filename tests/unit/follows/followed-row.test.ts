// Followed authors on a plain ledger: found by person and by the cores of their feed, which is read
// only once it has begun and while its device may publish.
import { beforeEach, expect, test } from 'vitest'
import {
  findByCore,
  findFollowed,
  followedFeeds,
  followsSchema,
  listFollowed,
} from '../../../src/core/follows/followed-row.ts'
import { openNouns, type Nouns } from '../../support/nouns.ts'

const key = (number: number): Buffer => Buffer.alloc(32, number)

let nouns: Nouns
beforeEach(async () => {
  nouns = await openNouns('alice', { schemas: [followsSchema] })
  const insert =
    'INSERT INTO follows (person, device, since, generation, core, next_core, is_begun) VALUES (?, ?, 1, 0, ?, ?, ?)'
  nouns.ledger.run(insert, key(1), key(2), key(3), key(4), 1)
  nouns.ledger.run(insert, key(11), key(12), key(13), key(14), 0)
})

test('an author is found by their key, and by both cores of their feed', () => {
  const { ledger } = nouns
  expect(listFollowed(ledger).map(({ isBegun }) => isBegun)).toEqual([true, false])
  for (const found of [findFollowed(ledger, key(1)), findByCore(ledger, key(3)), findByCore(ledger, key(4))])
    expect(found).toMatchObject({ person: key(1), isBegun: true, hasAlbums: false })
  expect([findFollowed(ledger, key(3)), findByCore(ledger, key(1))]).toEqual([null, null])
})

test('a feed is read once it has begun, and while its device may publish', () => {
  const { asLedger } = nouns.ledger
  const feeds = followedFeeds(asLedger, () => true)
  expect([feeds.find(key(3)) !== null, feeds.find(key(13))]).toEqual([true, null])
  expect(followedFeeds(asLedger, () => false).find(key(3))).toBe(null)
})

test('a place in a feed belongs to one author alone', () => {
  const feeds = followedFeeds(nouns.ledger.asLedger, () => true)
  nouns.ledger.transact((tx) => feeds.park(tx, feeds.find(key(3))!, 'oversized'))
  const parked = nouns.ledger.all<{ parked: string | null }>('SELECT parked FROM follows ORDER BY person')
  expect(parked).toEqual([{ parked: 'oversized' }, { parked: null }])
})
