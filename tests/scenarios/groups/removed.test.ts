// A removed member who stays connected as a contact or as a member of another group.
// After the removal no record of the group reaches them, and they learn of their removal.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let network: MemoryNetwork
const made: Person[] = []

beforeEach(() => {
  network = new MemoryNetwork()
})

afterEach(async () => {
  await Promise.all(made.splice(0).map((one) => one.remove()))
})

test('neither the owner nor a fellow member replicates the core of group records with a removed member', async () => {
  for (const name of ['carol', 'bob', 'mallory']) made.push(await Person.create(name, network))
  const [carol, bob, mallory] = made as [Person, Person, Person]
  await pair(carol, bob)
  await pair(carol, mallory)
  await pair(bob, mallory)
  await foundGroup(carol, 'Choir', [bob, mallory])
  await untilAgreed(carol, 'Choir', [bob, mallory])
  const { core } = carol.home.groups.list()[0]!
  const hasRecords = (one: Person): boolean =>
    one.home.peers
      .list()
      .some((peer) => toText(peer.device) === toText(mallory.device) && peer.hasAttached(core))
  await eventually(() => hasRecords(carol) && hasRecords(bob), 'both share the records with her')
  await carol.do.groups.remove({ group: 'Choir', persons: ['mallory'] }, calling)
  await untilAgreed(carol, 'Choir', [bob])
  await eventually(async () => (await membershipOf(mallory, 'Choir')) === 'removed', 'she hears it')
  const isBack = (one: Person): boolean => one.home.peers.find(mallory.device) !== null
  await eventually(() => isBack(carol) && isBack(bob), 'she is connected again as a contact')
  expect([hasRecords(carol), hasRecords(bob)]).toEqual([false, false])
})

const toText = (key: Uint8Array): string => Buffer.from(key).toString('hex')
