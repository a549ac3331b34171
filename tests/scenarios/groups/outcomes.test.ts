// Outcomes of an act on a group post: for members, former members, and readers of two audiences.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { foundGroup, untilAgreed } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let bob: Person
let alice: Person
let carol: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  bob = await Person.create('bob', network)
  alice = await Person.create('alice', network)
  carol = await Person.create('carol', network)
  await pair(bob, alice)
  await pair(bob, carol)
  await foundGroup(bob, 'Choir', [alice, carol])
  await untilAgreed(bob, 'Choir', [alice, carol])
})

afterEach(async () => {
  await Promise.all([bob.remove(), alice.remove(), carol.remove()])
})

async function post(): Promise<string> {
  const { ref } = await bob.do.letters.send(
    { to: ['Choir'], subject: 's', text: 'secret of the choir', policy: PLAIN_POLICY },
    calling,
  )
  await alice.arrival(ref)
  return ref
}

const untilCount = (count: number): Promise<void> =>
  eventually(async () => {
    const { members } = await bob.do.groups.show({ group: 'Choir' }, calling)
    return members.length === count
  })

interface Told {
  readers: { name: string; outcome: string }[]
}

const lines = ({ readers }: Told): string[] => readers.map(({ name, outcome }) => `${name} ${outcome}`).sort()

const states = async (ref: string): Promise<string[]> =>
  (await bob.status(ref)).map(({ name, state }) => `${name} ${state}`).sort()

test.each(['is removed', 'leaves', 'is removed and blocked'])(
  'recall() names a member who %s after opening it',
  async (way) => {
    const ref = await post()
    await alice.read(ref)
    if (way === 'leaves') await alice.do.groups.leave({ group: 'Choir' }, calling)
    else await bob.do.groups.remove({ group: 'Choir', persons: ['alice'] }, calling)
    await untilCount(2)
    if (way.endsWith('blocked')) await bob.do.people.block({ person: 'alice' }, calling)
    const expected = { hold: 'held', recall: 'recalled' }
    for (const act of ['hold', 'recall'] as const)
      expect(lines(await bob.do.letters[act]({ ref: ref }, calling))).toEqual([
        'alice too-late',
        `carol ${expected[act]}`,
      ])
    expect(await states(ref)).toEqual(['alice referenced', 'carol recalled'])
    const entry = (await bob.list('sent')).find((one) => one.ref === ref)
    expect([entry?.state, entry?.tally]).toEqual(['mixed', { referenced: 1, recalled: 1 }])
  },
)

test('recall() lists each person once, with the strongest outcome of their audiences', async () => {
  const ref = await bob.write(alice, 's', 'to alice first')
  await alice.arrival(ref)
  await alice.read(ref)
  await bob.do.letters.share({ ref, to: 'Choir' }, calling)
  await carol.arrival(ref)
  expect(lines(await bob.do.letters.withdraw({ ref, from: 'Choir' }, calling))).toEqual([
    'alice too-late',
    'carol recalled',
  ])
  expect(lines(await bob.do.letters.recall({ ref }, calling))).toEqual(['alice too-late', 'carol recalled'])
  expect(await states(ref)).toEqual(['alice referenced', 'carol recalled'])
})

test('recall() names a member who opened it before it was withdrawn from and shared with the group again', async () => {
  const ref = await post()
  await alice.read(ref)
  await bob.do.letters.withdraw({ ref: ref, from: 'Choir' }, calling)
  await bob.do.groups.remove({ group: 'Choir', persons: ['alice'] }, calling)
  await untilCount(2)
  await bob.do.letters.share({ ref: ref, to: 'carol' }, calling)
  expect(lines(await bob.do.letters.recall({ ref: ref }, calling))).toEqual([
    'alice too-late',
    'carol recalled',
  ])
})
