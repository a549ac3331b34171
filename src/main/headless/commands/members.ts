// Commands with which a group's owner changes its members and their roles, and a member leaves.
// All but `leave` answer with the group after the change.
import { EngineError, type Group, type GroupSummary } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine } from '../screen.ts'
import { GROUP, showGroup } from './show-group.ts'

const MAX_PERSONS = 1000
const MEMBERS = { min: 2, max: 1 + MAX_PERSONS }
const ROLES = ['poster', 'reader'] as const

const add = asking<Group>({
  name: 'group add',
  usage: 'GROUP PERSON… [--history] [--role ROLE]',
  summary: 'add contacts as members; they can leave at any time',
  args: MEMBERS,
  options: {
    history: { kind: 'flag', about: 'they may also read what was posted before' },
    role: {
      kind: 'text',
      hint: 'ROLE',
      about: 'poster (can post) or reader (can read and reply); the default depends on the kind of group',
    },
  },
  ask({ given, api }) {
    const [group = '', ...persons] = given.args
    const role = given.text('role')
    return api.groups.add({
      group,
      persons,
      role: role === undefined ? undefined : parseRole(role),
      history: given.isSet('history'),
    })
  },
  show: showGroup,
})

const remove = asking<Group>({
  name: 'group remove',
  usage: 'GROUP PERSON…',
  summary: 'remove members: they can open nothing new, and nothing that they have not opened yet',
  args: MEMBERS,
  ask({ given, api }) {
    const [group = '', ...persons] = given.args
    return api.groups.remove({ group, persons })
  },
  show: showGroup,
})

const leave = asking<GroupSummary>({
  name: 'group leave',
  ...GROUP,
  summary: 'leave a group; you keep what you opened',
  ask: ({ given, api }) => api.groups.leave({ group: given.args[0]! }),
  show: ({ name }) => `You have left ${cleanLine(name)}.`,
})

const role = asking<Group>({
  name: 'group role',
  usage: `GROUP PERSON ${ROLES.join('|')}`,
  summary: 'set whether a member can post',
  args: { min: 3, max: 3 },
  ask({ given, api }) {
    const [group = '', person = '', word = ''] = given.args
    return api.groups.setRole({ group, person, role: parseRole(word) })
  },
  show: showGroup,
})

const handOver = asking<Group>({
  name: 'group hand-over',
  usage: 'GROUP PERSON',
  summary: 'make another member the owner',
  args: { min: 2, max: 2 },
  ask: ({ given, api }) => api.groups.handOver({ group: given.args[0]!, person: given.args[1]! }),
  show: showGroup,
})

/** @throws INVALID */
function parseRole(text: string): (typeof ROLES)[number] {
  const found = ROLES.find((one) => one === text)
  if (found === undefined)
    throw new EngineError(
      'INVALID',
      'The role is poster or reader; to change the owner, use `group hand-over`.',
    )
  return found
}

export const memberCommands: Command[] = [add, remove, leave, role, handOver]
