// Commands to make, show, rename and forget groups. Members and links have their own files.
// A post to a group is an ordinary `send`.
import type { GroupStyle, GroupSummary } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, choice } from '../fields.ts'
import { cleanLine, countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { membershipWord } from '../state-words.ts'
import { groupLinkCommands } from './group-links.ts'
import { memberCommands } from './members.ts'
import { MUTE_FIELDS, mutedAs, muteWords } from './muting.ts'
import { GROUP, showGroup } from './show-group.ts'

const STYLES: readonly GroupStyle[] = ['conversation', 'announcements', 'team']

const newGroup = asking({
  name: 'group new',
  summary: 'create a group; you are its owner',
  fields: {
    name: argument('NAME'),
    style: choice(STYLES, 'STYLE', `the kind of group: one of ${STYLES.join(', ')} (default conversation)`),
  },
  async ask({ api, input }) {
    const { group, name } = await api.groups.create(input)
    return { group, name }
  },
  show: ({ group, name }) => `You created ${cleanLine(name)}, and you are its owner.\n\n${group}`,
})

const list = calling('groups.list', {
  name: 'group list',
  summary: 'the groups you are or were in',
  show: showGroups,
})

const show = calling('groups.show', {
  name: 'group show',
  summary: 'a group and its members',
  fields: { group: GROUP },
  show: showGroup,
})

const mute = asking({
  name: 'group mute',
  usage: 'GROUP [--until T | --undo]',
  summary: 'mute letters and messages of a group: no sound, no count; urgent ones still come',
  fields: { group: GROUP, ...MUTE_FIELDS },
  ask: ({ api, input }) => api.threads.mute({ group: input.group, muted: mutedAs(input) }),
  show: ({ muted }) => muteWords(muted),
})

const rename = calling('groups.change', {
  name: 'group rename',
  summary: 'give your group another name',
  fields: { group: GROUP, name: argument('NAME') },
  show: showGroup,
})

const forget = calling('groups.forget', {
  name: 'group forget',
  summary: 'remove a group that you left from the list; you keep what you opened',
  fields: { group: GROUP },
  show: showGroups,
})

function showGroups(groups: GroupSummary[]): string {
  if (groups.length === 0) return 'No groups. Create one: fumikura group new NAME'
  return showTable(
    groups.map(({ name, group, style, membership, role, memberCount, owner, since, muted }) => [
      cleanLine(name),
      group,
      style,
      membershipWord(membership, role),
      countOf(memberCount, 'member'),
      `owner ${showParty(owner)}`,
      `since ${showTime(since)}`,
      muted === null ? '' : muteWords(muted),
    ]),
  )
}

export const groupCommands: Command[] = [
  newGroup,
  list,
  show,
  mute,
  ...memberCommands,
  rename,
  ...groupLinkCommands,
  forget,
]
