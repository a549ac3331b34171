// Members leave a big group. One record removes all who leave within an hour.
import { beforeEach, expect, test } from 'vitest'
import { SMALL_GROUP } from '../../../src/core/groups/leave-gathering.ts'
import { addAbsentContacts } from '../../support/absent-contacts.ts'
import { useCircle } from '../../support/circle.ts'
import { addMembers, foundGroup, membershipOf } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

const circle = useCircle()

let alice: Person
let bob: Person
let carol: Person

beforeEach(async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  ;[alice, bob, carol] = people as [Person, Person, Person]
  await foundGroup(alice, 'Choir', [bob, carol])
  const persons = await addAbsentContacts(alice, SMALL_GROUP)
  await alice.do.groups.add({ group: 'Choir', persons, history: false }, calling)
})

const eraOf = (person: Person): { number: number; era: number } =>
  person.home.parts.ledger.get<{ number: number; era: number }>('SELECT number, era FROM groups')!

async function membersOf(person: Person): Promise<string[]> {
  const { members } = await person.do.groups.show({ group: 'Choir' }, calling)
  return members.map(({ name }) => name)
}

test('those who leave together are removed by one record', async () => {
  const before = eraOf(alice)
  await Promise.all([bob, carol].map((member) => member.do.groups.leave({ group: 'Choir' }, calling)))
  await eventually(async () => (await membersOf(alice)).length === SMALL_GROUP + 1, 'both are removed')
  expect(eraOf(alice)).toEqual({ number: before.number + 1, era: before.era + 1 })
})

test('who leaves soon after that is removed within the hour, or when the owner starts again', async () => {
  await bob.do.groups.leave({ group: 'Choir' }, calling)
  await eventually(async () => !(await membersOf(alice)).includes('bob'), 'bob is removed')
  await carol.do.groups.leave({ group: 'Choir' }, calling)
  const { ledger } = alice.home.parts
  const gathered = (): boolean =>
    ledger.get("SELECT person FROM group_errands WHERE errand = 'remove'") !== undefined
  await eventually(gathered, 'the leave has arrived')
  expect(await membersOf(alice)).toContain('carol')
  await alice.stop()
  await alice.start()
  await eventually(async () => !(await membersOf(alice)).includes('carol'), 'carol is removed')
})

test('a member who returns before the record stays', async () => {
  await bob.do.groups.leave({ group: 'Choir' }, calling)
  await eventually(async () => !(await membersOf(alice)).includes('bob'), 'bob is removed')
  await carol.do.groups.leave({ group: 'Choir' }, calling)
  const { ledger } = alice.home.parts
  const gathered = (): boolean =>
    ledger.get("SELECT person FROM group_errands WHERE errand = 'remove'") !== undefined
  await eventually(gathered, 'the leave has arrived')
  await addMembers(alice, 'Choir', [carol])
  await eventually(async () => (await membershipOf(carol, 'Choir')) === 'member', 'carol is back')
  expect(gathered()).toBe(false)
  await alice.stop()
  await alice.start()
  expect(await membersOf(alice)).toContain('carol')
})

test('contacts whom a home did not tell of their membership before it closed are told later', async () => {
  const { ledger, feeds } = alice.home.parts
  const bobs = bob.home.parts.identity.person
  const told = (): number => feeds.lengthOfMine(ledger, bobs)
  const before = told()
  const { groupId } = ledger.get<{ groupId: Uint8Array }>('SELECT group_id AS groupId FROM groups')!
  const errand = 'INSERT INTO group_errands VALUES (?, ?, ?)'
  await ledger.write((tx) => tx.run(errand, groupId, bobs, 'invite'))
  await alice.stop()
  await alice.start()
  const after = alice.home.parts
  await eventually(() => after.feeds.lengthOfMine(after.ledger, bobs) === before + 1, 'bob is told')
  expect(after.ledger.get('SELECT 1 FROM group_errands')).toBeUndefined()
})
