// A group that alice owns and changes after the backup. On any device, she gets back all that its
// members saw.
import { addMembers, foundGroup, membershipOf, untilAgreed } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { must, type Trial } from '../trial.ts'

export interface Band {
  name: string
  /** By name, without alice. */
  roles: Map<string, 'poster' | 'reader'>
  /** Former members. */
  removed: Set<string>
}

export async function foundBand(alice: Person, members: Person[]): Promise<Band> {
  await foundGroup(alice, 'Band', members)
  await untilAgreed(alice, 'Band', members)
  return { name: 'Band', roles: new Map(members.map(({ name }) => [name, 'poster'])), removed: new Set() }
}

/** Waits until every member has seen the change, before the device is lost. */
export async function changeBand(
  trial: Trial,
  band: Band,
  alice: Person,
  readers: readonly Person[],
): Promise<void> {
  const { groups } = alice.do
  const change = trial.random.pickWeighted({ remove: 3, rename: 2, role: 2, 'remove and add': 1 })
  trial.note(`alice changes the band: ${change}`)
  trial.count('changes of a band')
  const name = trial.random.pick([...band.roles.keys()])
  if (change === 'rename') {
    await groups.change({ group: band.name, name: 'Orchestra' }, calling)
    band.name = 'Orchestra'
  } else if (change === 'role') {
    await groups.setRole({ group: band.name, person: name, role: 'reader' }, calling)
    band.roles.set(name, 'reader')
  } else {
    await groups.remove({ group: band.name, persons: [name] }, calling)
    band.roles.delete(name)
    band.removed.add(name)
  }
  const members = readers.filter((reader) => band.roles.has(reader.name))
  for (const member of members)
    await eventually(
      async () => (await membershipOf(member, band.name)) === 'member',
      `${member.name} knows the name of the band`,
    )
  await untilAgreed(alice, band.name, members)
  if (change !== 'remove and add') return
  await addMembers(
    alice,
    band.name,
    readers.filter((reader) => reader.name === name),
  )
  band.roles.set(name, 'poster')
  band.removed.delete(name)
  await untilAgreed(
    alice,
    band.name,
    readers.filter((reader) => band.roles.has(reader.name)),
  )
}

/** Checks that the new device knows the lost device's decisions once all members were heard. */
export async function judgeBand(
  trial: Trial,
  band: Band,
  alice: Person,
  readers: readonly Person[],
): Promise<void> {
  const wanted = tell(band.name, band.roles)
  let seen = ''
  const look = async (): Promise<boolean> => (seen = await seenBy(alice)) === wanted
  await eventually(look, 'the band is mended').catch(() => undefined)
  must(seen === wanted, `the band is ${seen}, and was ${wanted}`)
  for (const reader of readers)
    if (band.removed.has(reader.name))
      must((await membershipOf(reader, band.name)) !== 'member', `${reader.name} is in the band again`)
  trial.count('bands back')
}

async function seenBy(alice: Person): Promise<string> {
  const listed = await alice.do.groups.list({}, calling)
  const mine = listed.find(({ role }) => role === 'owner')
  if (mine === undefined) return 'nowhere'
  const { name, members } = await alice.do.groups.show({ group: mine.name }, calling)
  return tell(name, new Map(members.filter((one) => one.role !== 'owner').map((one) => [one.name, one.role])))
}

function tell(name: string, roles: ReadonlyMap<string, string>): string {
  return `${name}: ${[...roles]
    .map(([who, role]) => `${who} ${role}`)
    .sort()
    .join(', ')}`
}
