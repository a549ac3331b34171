// Group steps for tests, one call each: create a group, add members, wait until all know it.
import type { Handlers } from '../../src/core/contract/index.ts'
import { calling, eventually, type Person } from './person.ts'

type Style = Parameters<Handlers['groups']['create']>[0]['style']

/** Creates a group with these contacts as members, and waits until each of them knows it. */
export async function foundGroup(
  owner: Person,
  name: string,
  members: Person[],
  { style = 'conversation', history = false }: { style?: Style; history?: boolean } = {},
): Promise<void> {
  await owner.do.groups.create({ name, style }, calling)
  await addMembers(owner, name, members, history)
}

export async function addMembers(
  owner: Person,
  group: string,
  members: Person[],
  history = false,
): Promise<void> {
  if (members.length === 0) return
  await owner.do.groups.add({ group, persons: members.map(({ name }) => name), history }, calling)
  for (const member of members) await untilIn(member, group)
}

export async function membershipOf(person: Person, group: string): Promise<string | null> {
  const groups = await person.do.groups.list({}, calling)
  return groups.find(({ name }) => name === group)?.membership ?? null
}

export function untilIn(person: Person, group: string): Promise<void> {
  return eventually(
    async () => (await membershipOf(person, group)) === 'member',
    `${person.name} is in ${group}`,
  )
}

/** Waits until each member has the owner's list of members. */
export async function untilAgreed(owner: Person, group: string, members: Person[]): Promise<void> {
  const seen = async (person: Person) => {
    const { era, epoch, members: roster } = await person.do.groups.show({ group }, calling)
    return JSON.stringify([era, epoch, roster.map(({ name, role }) => [name, role])])
  }
  for (const member of members)
    await eventually(
      async () => (await seen(member)) === (await seen(owner)),
      `${member.name} knows the roster`,
    )
}
