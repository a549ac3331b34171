// The life of a message in its seven words:
// compose → store → notify → replicate → receive → reference → state.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

let alice: Person
let bob: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})

afterEach(async () => {
  await Promise.all([alice.remove(), bob.remove()])
})

test('a letter goes through all seven states between two people', async () => {
  // compose, store, notify: one call, one fsynced transaction; its result is on disk.
  const { ref, state } = await alice.do.letters.send(
    { to: ['bob'], subject: 'Cherry blossoms', text: '上野の桜は今週末が見頃です。', policy: PLAIN_POLICY },
    calling,
  )
  expect(state).toBe('notified')
  const sent = await alice.list('sent')
  expect(
    sent.map(({ subject, to, policy }) => ({ subject, to: to.map(({ name }) => name), mode: policy.mode })),
  ).toEqual([{ subject: 'Cherry blossoms', to: ['bob'], mode: 'controlled' }])

  // replicate, receive: the notice reaches bob, the body does not.
  await bob.arrival(ref)
  const [notice] = await bob.list()
  expect(notice).toMatchObject({ ref, from: { name: 'alice' }, subject: 'Cherry blossoms', state: 'sealed' })
  await eventually(async () => (await alice.status(ref))[0]?.arrivedAt !== null)
  expect(await alice.status(ref)).toMatchObject([{ name: 'bob', state: 'notified' }])

  // reference: bob opens it; both commitments hold,
  // and alice's ledger records the release of the key.
  const letter = await bob.read(ref)
  expect(letter).toMatchObject({
    text: '上野の桜は今週末が見頃です。',
    verified: true,
    from: { name: 'alice' },
  })
  expect(await alice.status(ref)).toMatchObject([{ name: 'bob', state: 'referenced' }])

  // state: bob marks the letter, and alice sees the mark.
  await bob.do.letters.mark({ ref, value: 'done', note: '行きます' }, calling)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done')
  expect(await alice.status(ref)).toMatchObject([{ name: 'bob', state: 'done', note: '行きます' }])

  // Bob can still read the opened letter offline, after a restart and without its author.
  await alice.stop()
  await bob.stop()
  await bob.start()
  expect(await bob.read(ref, 0)).toMatchObject({ text: '上野の桜は今週末が見頃です。', verified: true })
})
