// state: what a reader states about an opened object; ask: a request for access.
import { expect, test } from 'vitest'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { askFor, findMark, listAsks, markObject } from '../../../src/core/delivery/index.ts'
import { listMarks } from '../../../src/core/delivery/marks.ts'
import type { FeedRecord } from '../../../src/core/feeds/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { refused } from '../../support/refused.ts'
import { giveLetter, openLetter } from './made-objects.ts'
import { openCircle } from './plain-delivery.ts'
import { hearAll, receive, saidTo } from './said.ts'
import { group } from './stand-in-strategies.ts'

test('mark: each mark has the next number, is sent to the author, and touches the letter', async () => {
  const { alice, bob, clock } = await openCircle()
  const letter = await giveLetter(alice, { to: [bob.audience] })
  const { object } = letter
  hearAll(bob, alice)
  openLetter(bob, letter)
  bob.ledger.transact((tx) => tx.run('DELETE FROM changes'))
  await markObject(bob.parts, object, 'accepted', 'I will come.')
  clock.pass(7)
  await markObject(bob.parts, object, 'declined', '')
  const marks = [
    { n: 1, value: 'accepted', note: 'I will come.', at: clock.now() - 7 },
    { n: 2, value: 'declined', note: '', at: clock.now() },
  ]
  expect(listMarks(bob.ledger, object)).toEqual(marks)
  expect(findMark(bob.ledger, object)).toEqual(marks[1])
  expect(saidTo(bob, alice.audience)).toMatchObject(marks.map((mark) => ({ type: 'state', object, ...mark })))
  expect(bob.ledger.all('SELECT object FROM changes')).toEqual([{ object }, { object }])
})

test('mark: numbers count per letter, and two marks at once get different numbers', async () => {
  const { alice, bob } = await openCircle()
  const letters = [
    await giveLetter(alice, { to: [bob.audience] }),
    await giveLetter(alice, { to: [bob.audience] }),
  ]
  hearAll(bob, alice)
  for (const letter of letters) openLetter(bob, letter)
  await Promise.all(letters.map(({ object }) => markObject(bob.parts, object, 'done', '')))
  await Promise.all([1, 2].map(() => markObject(bob.parts, letters[0]!.object, 'done', '')))
  const numbers = letters.map(({ object }) => listMarks(bob.ledger, object).map(({ n }) => n))
  expect(numbers).toEqual([[1, 2, 3], [1]])
})

test('mark: it is refused for unknown, sealed and own objects', async () => {
  const { alice, bob } = await openCircle()
  const { object } = await giveLetter(alice, { to: [bob.audience] })
  await expect(markObject(bob.parts, object, 'done', '')).rejects.toEqual(refused('NOT_FOUND'))
  hearAll(bob, alice)
  await expect(markObject(bob.parts, object, 'done', '')).rejects.toEqual(refused('SEALED'))
  await expect(markObject(alice.parts, object, 'done', '')).rejects.toEqual(refused('NOT_A_READER'))
  expect(bob.ledger.all('SELECT * FROM own_marks')).toEqual([])
})

test('mark: an author who is no contact gets the mark in the feed of the audience', async () => {
  const { alice, bob } = await openCircle()
  const answered: FeedRecord[] = []
  bob.parts.audiences.group.answer = (_tx, _author, _notice, record) => answered.push(record) > 0
  alice.group.members = [bob.identity.person]
  const letter = await giveLetter(alice, { to: [group] })
  const { device } = alice.identity
  const [notice] = saidTo(alice, group)
  const place = { kind: 'group', group: group.key, era: 0, epoch: 1, generation: 0 } as const
  const source = {
    person: alice.identity.person,
    device: device.publicKey,
    core: randomBytes(32),
    position: 0,
  }
  bob.ledger.transact((tx) => {
    if (notice?.type === 'notice')
      bob.parts.inbox.receiveNotice(tx, { ...source, audience: place }, notice.notice)
    bob.parts.feeds.remove(tx, alice.identity.person)
  })
  openLetter(bob, letter)
  await markObject(bob.parts, letter.object, 'done', '')
  expect(answered).toMatchObject([{ type: 'state', object: letter.object, n: 1 }])
})

test('ask: the author gets the ask, and the latest ask of each person counts', async () => {
  const { alice, bob, carol, clock } = await openCircle()
  const { ref, object } = await giveLetter(alice, { to: [carol.audience] })
  const via = randomBytes(32)
  await askFor(bob.parts, ref, { text: 'May I?', via: null })
  clock.pass(5)
  await askFor(bob.parts, ref, { text: 'Please.', via })
  hearAll(alice, bob)
  clock.pass(5)
  receive(alice, carol, { type: 'ask', ref, via: null, text: 'Me too.', at: clock.now() })
  expect(listAsks(alice.ledger)).toEqual([
    { object, person: carol.identity.person, via: null, text: 'Me too.', at: clock.now() },
    { object, person: bob.identity.person, via, text: 'Please.', at: clock.now() - 5 },
  ])
})

test('ask: it is refused for own objects, for received ones, and if the author is a stranger', async () => {
  const { alice, bob } = await openCircle()
  const { ref } = await giveLetter(alice, { to: [bob.audience] })
  const ask = { text: '', via: null }
  await expect(askFor(alice.parts, ref, ask)).rejects.toEqual(refused('INVALID'))
  hearAll(bob, alice)
  await expect(askFor(bob.parts, ref, ask)).rejects.toEqual(refused('INVALID'))
  const strangers = { ...ref, person: randomBytes(32) }
  await expect(askFor(bob.parts, strangers, ask)).rejects.toEqual(refused('NOT_FOUND'))
  expect(saidTo(bob, alice.audience)).toEqual([])
})

test('ask: it is refused on arrival if the object is not an own one', async () => {
  const { alice, bob, carol } = await openCircle()
  const { ref } = await giveLetter(carol, { to: [alice.audience] })
  const ask = { type: 'ask', ref, via: null, text: '', at: 1 } as const
  expect(() => receive(alice, bob, ask)).toThrow(MalformedRecord)
  expect(listAsks(alice.ledger)).toEqual([])
})
