// The acts of phones on groups.
import { namesOf, noUndo, undoBy, type ActRules, type Look, type Told } from './act-rule.ts'

type Requests = Awaited<ReturnType<Look['groups']['requests']>>

const inGroup = (group: string, what: string): string => [group, what].filter(Boolean).join(': ')

export const groupActs: Pick<ActRules, 'groups'> = {
  groups: {
    links: null,
    create: () => (group) => noUndo(group.name),
    leave: () => (group) => noUndo(group.name),
    join: () => (group) => ({
      about: group.name,
      undo: undoBy('groups', 'leave', { group: group.group }),
    }),
    async add({ group: named }, look) {
      const before = await look.groups.show({ group: named })
      const known = new Set(before.members.map(({ person }) => person))
      return ({ group, name, members }) => {
        const added = members.filter(({ person }) => !known.has(person))
        const persons = added.map(({ person }) => person)
        return {
          about: inGroup(name, namesOf(added)),
          undo: persons.length === 0 ? null : undoBy('groups', 'remove', { group, persons }),
        }
      }
    },
    async remove({ group: named }, look) {
      const before = await look.groups.show({ group: named })
      return ({ name, members }) => {
        const left = new Set(members.map(({ person }) => person))
        return noUndo(inGroup(name, namesOf(before.members.filter(({ person }) => !left.has(person)))))
      }
    },
    async setRole({ group: named }, look) {
      const before = await look.groups.show({ group: named })
      return ({ group, name, members }): Told => {
        const roles = new Map(members.map(({ person, role }) => [person, role]))
        const changed = before.members.find(({ person, role }) => roles.get(person) !== role)
        if (changed === undefined || changed.role === 'owner') return noUndo(name)
        const { person, role } = changed
        return {
          about: inGroup(name, changed.name),
          undo: undoBy('groups', 'setRole', { group, person, role }),
        }
      }
    },
    handOver:
      () =>
      ({ name, owner }) =>
        noUndo(inGroup(name, owner.name)),
    async change({ group: named }, look) {
      const { group, name, style, picture } = await look.groups.show({ group: named })
      return () => ({ about: name, undo: undoBy('groups', 'change', { group, name, style, picture }) })
    },
    createLink:
      (_, look) =>
      async ({ id, group }) => ({
        about: (await look.groups.show({ group })).name,
        undo: undoBy('groups', 'revokeLink', { link: id }),
      }),
    revokeLink:
      ({ link }, look) =>
      async (links) => {
        const revoked = links.find(({ id }) => id === link)
        return noUndo(revoked === undefined ? '' : (await look.groups.show({ group: revoked.group })).name)
      },
    async answerRequest({ request, accept }, look) {
      const asked = (await look.groups.requests({})).find(({ id }) => id === request)
      const about = asked === undefined ? '' : await describeRequest(asked, look)
      const undo =
        asked === undefined || !accept
          ? null
          : undoBy('groups', 'remove', { group: asked.group, persons: [asked.from.person] })
      return () => ({ about, undo })
    },
    async forget({ group }, look) {
      const { name } = await look.groups.show({ group })
      return () => noUndo(name)
    },
  },
}

async function describeRequest({ group, from }: Requests[number], look: Look): Promise<string> {
  return inGroup((await look.groups.show({ group })).name, from.name)
}
