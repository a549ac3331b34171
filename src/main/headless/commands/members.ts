// Commands with which a group's owner changes its members and their roles, and a member leaves.
// All but `leave` answer with the group after the change.
import { calling, type Command } from '../command.ts'
import { argument, flag, oneOf, rest, text } from '../fields.ts'
import { cleanLine } from '../screen.ts'
import { GROUP, showGroup } from './show-group.ts'

const MAX_PERSONS = 1000
const MEMBERS = { group: GROUP, persons: rest('PERSON', 1, MAX_PERSONS) }
const ROLES = ['poster', 'reader'] as const
const toRole = oneOf(ROLES, 'The role is poster or reader; to change the owner, use `group hand-over`.')

const add = calling('groups.add', {
  name: 'group add',
  summary: 'add contacts as members; they can leave at any time',
  fields: {
    ...MEMBERS,
    history: flag('they may also read what was posted before'),
    role: text(
      'ROLE',
      'poster (can post) or reader (can read and reply); the default depends on the kind of group',
    ).to(toRole),
  },
  show: showGroup,
})

const remove = calling('groups.remove', {
  name: 'group remove',
  summary: 'remove members: they can open nothing new, and nothing that they have not opened yet',
  fields: MEMBERS,
  show: showGroup,
})

const leave = calling('groups.leave', {
  name: 'group leave',
  summary: 'leave a group; you keep what you opened',
  fields: { group: GROUP },
  show: ({ name }) => `You have left ${cleanLine(name)}.`,
})

const role = calling('groups.setRole', {
  name: 'group role',
  summary: 'set whether a member can post',
  fields: { group: GROUP, person: argument('PERSON'), role: argument(ROLES.join('|')).to(toRole) },
  show: showGroup,
})

const handOver = calling('groups.handOver', {
  name: 'group hand-over',
  summary: 'make another member the owner',
  fields: { group: GROUP, person: argument('PERSON') },
  show: showGroup,
})

export const memberCommands: Command[] = [add, remove, leave, role, handOver]
