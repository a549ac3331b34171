// Commands by which a group's owner says who is in it and what they may do, and by which a member leaves.
// All but `leave` answer with the group as it is then.
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
  summary: 'make contacts of yours members at once; they may leave',
  args: MEMBERS,
  options: {
    history: { kind: 'flag', about: 'they may read what was posted before as well' },
    role: {
      kind: 'text',
      hint: 'ROLE',
      about: 'poster (may post) or reader (reads and answers); default: as the style has it',
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
  summary: 'take members out; they get no key for anything more',
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
  summary: 'be a member no more; what you opened stays',
  ask: ({ given, api }) => api.groups.leave({ group: given.args[0]! }),
  show: ({ name }) => `You have left ${cleanLine(name)}.`,
})

const role = asking<Group>({
  name: 'group role',
  usage: `GROUP PERSON ${ROLES.join('|')}`,
  summary: 'say whether a member may post',
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
  summary: 'make a member the owner in your place',
  args: { min: 2, max: 2 },
  ask: ({ given, api }) => api.groups.handOver({ group: given.args[0]!, person: given.args[1]! }),
  show: showGroup,
})

/** @throws INVALID */
function parseRole(text: string): (typeof ROLES)[number] {
  const found = ROLES.find((one) => one === text)
  if (found === undefined)
    throw new EngineError('INVALID', 'The role is poster or reader; an owner hands the group over.')
  return found
}

export const memberCommands: Command[] = [add, remove, leave, role, handOver]
