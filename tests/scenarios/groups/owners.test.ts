// The owner’s records: handovers while a member is away, a frozen core, missed epochs.
// All members reach the same roster, and read every post that they may read.
import { expect, test } from 'vitest'
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
} from '../../../src/core/access/index.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { findGroup, findNamedGroup } from '../../../src/core/groups/group-row.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { addMembers, foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import { useCircle } from '../../support/circle.ts'

const circle = useCircle()
const CHOIR = { name: 'Choir' }

/** Asks as a home does that has lost what it kept. */
async function askForKey(reader: Person, author: Person, ref: RefText): Promise<string> {
  const { peers, parts } = reader.home
  const peer = peers.find(author.device)!
  const object = objectId(parseRef(ref)!)
  const request = createReleaseRequest(object, peer.handshakeHash, parts.identity.device)
  const answer = await peer.request('release', releaseRequestForm.encode(request), 30_000)
  return decodeReleaseAnswer(answer!).status
}

test('a member who was away at a handover follows it, although the first owner is gone', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  await untilAgreed(alice!, 'Choir', [bob!, carol!])
  await carol!.stop()
  await alice!.do.groups.handOver({ group: 'Choir', person: 'bob' }, calling)
  await expect(alice!.do.groups.remove({ group: 'Choir', persons: ['carol'] }, calling)).rejects.toEqual(
    refused('NOT_YOURS'),
  )
  await eventually(
    () =>
      bob!.do.groups.setRole({ group: 'Choir', person: 'carol', role: 'poster' }, calling).then(
        () => true,
        () => false,
      ),
    'bob owns it',
  )
  await alice!.stop()
  await carol!.start()
  await untilAgreed(bob!, 'Choir', [carol!])
  const ref = await bob!.write(CHOIR, 'Mine now', 'says bob')
  await carol!.arrival(ref)
  expect((await carol!.read(ref)).text).toBe('says bob')
})

test('the records of one group hide nothing of another group with the same people', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  await untilAgreed(alice!, 'Choir', [bob!, carol!])
  for (const person of people) await alice!.write(CHOIR, person.name, 'for the choir')
  const ref = await carol!.write(CHOIR, 'Last', 'of several')
  for (const person of [alice!, bob!]) await person.arrival(ref)
  await foundGroup(alice!, 'Quay', [bob!])
  await untilAgreed(alice!, 'Quay', [bob!])
  await alice!.do.groups.handOver({ group: 'Quay', person: 'bob' }, calling)
  await untilAgreed(bob!, 'Quay', [alice!])
  await alice!.do.groups.leave({ group: 'Quay' }, calling)
  await eventually(async () => {
    const { members } = await bob!.do.groups.show({ group: 'Quay' }, calling)
    return members.length === 1
  })
})

test('a frozen core of group records gets a successor, and members read later posts', async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  await untilAgreed(alice!, 'Choir', [bob!, carol!])
  const { ledger } = alice!.home.parts
  const { core } = findGroup(ledger, findNamedGroup(ledger, 'Choir')!)!
  await ledger.write((tx) => tx.run("UPDATE own_cores SET frozen = 'short' WHERE core = ?", core))
  for (let starts = 0; starts < 2; starts++) {
    await alice!.stop()
    await alice!.start()
  }
  await untilAgreed(alice!, 'Choir', [bob!, carol!])
  expect(await alice!.do.groups.show({ group: 'Choir' }, calling)).toMatchObject({ era: 1 })
  const ref = await carol!.write(CHOIR, 'Still here', 'after the damage')
  await bob!.arrival(ref)
  expect((await bob!.read(ref)).text).toBe('after the damage')
})

test('a member who was away for several eras reads the posts of each era', async () => {
  const { people } = await circle(['alice', 'bob', 'carol', 'dave', 'erin'])
  const [alice, bob, carol] = people
  await foundGroup(alice!, 'Choir', people.slice(1))
  await untilAgreed(alice!, 'Choir', people.slice(1))
  await carol!.stop()
  await alice!.do.groups.remove({ group: 'Choir', persons: ['dave'] }, calling)
  await untilAgreed(alice!, 'Choir', [bob!])
  const between = await bob!.write(CHOIR, 'Between', 'in the era between')
  await alice!.arrival(between)
  await alice!.do.groups.remove({ group: 'Choir', persons: ['erin'] }, calling)
  await untilAgreed(alice!, 'Choir', [bob!])
  await carol!.start()
  await carol!.arrival(between)
  expect((await carol!.read(between)).text).toBe('in the era between')
})

test('a removed member who is admitted again by the owner reads from then on; an old link does not admit them', async () => {
  const { people } = await circle(['alice', 'bob'])
  const [alice, bob] = people
  await foundGroup(alice!, 'Choir', [bob!])
  const { link } = await alice!.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  await bob!.stop()
  await alice!.do.groups.remove({ group: 'Choir', persons: ['bob'] }, calling)
  const missed = await alice!.write(CHOIR, 'Missed', 'without bob')
  await bob!.start()
  await eventually(async () => (await membershipOf(bob!, 'Choir')) === 'removed', 'bob hears of it')
  expect((await bob!.do.groups.join({ link, waitMs: PATIENCE_MS }, calling)).membership).toBe('asked')
  await addMembers(alice!, 'Choir', [bob!])
  const ref = await alice!.write(CHOIR, 'Welcome back', 'to bob')
  await bob!.arrival(ref)
  expect((await bob!.read(ref)).text).toBe('to bob')
  await expect(bob!.read(missed)).rejects.toEqual(refused('NOT_A_READER'))
})

test('a recalled post is released again to a member who had opened it, also after later epochs', async () => {
  const { people } = await circle(['alice', 'bob', 'carol', 'dave'])
  const [alice, bob, carol, dave] = people
  await foundGroup(alice!, 'Choir', [bob!, carol!])
  const ref = await alice!.write(CHOIR, 'Once', 'opened by bob')
  await Promise.all([bob!.arrival(ref), carol!.arrival(ref)])
  await bob!.read(ref)
  await addMembers(alice!, 'Choir', [dave!])
  const { outcome } = await alice!.do.letters
    .recall({ ref }, calling)
    .then((told) => ({ outcome: told.readers }))
  expect(outcome.map(({ name, outcome: came }) => [name, came])).toEqual([
    ['bob', 'too-late'],
    ['carol', 'recalled'],
  ])
  expect(await askForKey(bob!, alice!, ref)).toBe('released')
  expect((await bob!.read(ref)).text).toBe('opened by bob')
  await expect(carol!.read(ref)).rejects.toEqual(refused('RECALLED'))
})
