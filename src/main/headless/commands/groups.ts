// Commands to make, show, rename and forget groups. Members and links have their own files.
// A post to a group is an ordinary `send`.
import {
  EngineError,
  type Group,
  type GroupStyle,
  type GroupSummary,
  type Muted,
} from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { membershipWord } from '../words.ts'
import { groupLinkCommands } from './group-links.ts'
import { memberCommands } from './members.ts'
import { MUTE_OPTIONS, mutedAs, muteWords } from './muting.ts'
import { GROUP, showGroup } from './show-group.ts'

const STYLES: readonly GroupStyle[] = ['conversation', 'announcements', 'team']

const newGroup = asking<Pick<Group, 'group' | 'name'>>({
  name: 'group new',
  usage: 'NAME [--style STYLE]',
  summary: 'create a group; you are its owner',
  args: { min: 1, max: 1 },
  options: {
    style: {
      kind: 'text',
      hint: 'STYLE',
      about: `the kind of group: one of ${STYLES.join(', ')} (default conversation)`,
    },
  },
  async ask({ given, api }) {
    const { group, name } = await api.groups.create({
      name: given.args[0]!,
      style: parseStyle(given.text('style')),
    })
    return { group, name }
  },
  show: ({ group, name }) => `You created ${cleanLine(name)}, and you are its owner.\n\n${group}`,
})

/** @throws INVALID */
function parseStyle(text: string | undefined): GroupStyle | undefined {
  const style = STYLES.find((one) => one === text)
  if (text !== undefined && style === undefined)
    throw new EngineError('INVALID', `--style is one of ${STYLES.join(', ')}.`)
  return style
}

const list = asking<GroupSummary[]>({
  name: 'group list',
  usage: '',
  summary: 'the groups you are or were in',
  ask: ({ api }) => api.groups.list(),
  show: showGroups,
})

const show = asking<Group>({
  name: 'group show',
  ...GROUP,
  summary: 'a group and its members',
  ask: ({ given, api }) => api.groups.show({ group: given.args[0]! }),
  show: showGroup,
})

const mute = asking<{ muted: Muted | null }>({
  name: 'group mute',
  usage: 'GROUP [--until T | --undo]',
  summary: 'mute letters and messages of a group: no sound, no count; urgent ones still come',
  args: { min: 1, max: 1 },
  options: MUTE_OPTIONS,
  ask: (asked) => asked.api.threads.mute({ group: asked.given.args[0]!, muted: mutedAs(asked) }),
  show: ({ muted }) => muteWords(muted),
})

const rename = asking<Group>({
  name: 'group rename',
  usage: 'GROUP NAME',
  summary: 'give your group another name',
  args: { min: 2, max: 2 },
  ask: ({ given, api }) => api.groups.change({ group: given.args[0]!, name: given.args[1]! }),
  show: showGroup,
})

const forget = asking<GroupSummary[]>({
  name: 'group forget',
  ...GROUP,
  summary: 'remove a group that you left from the list; you keep what you opened',
  ask: ({ given, api }) => api.groups.forget({ group: given.args[0]! }),
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
