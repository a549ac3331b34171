// Formats a group for a person: its facts, and a line for each member.
// Most commands about groups print this.
import type { Group, GroupMember } from '../../../core/contract/index.ts'
import { argument } from '../fields.ts'
import { cleanLine, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { roleWord } from '../state-words.ts'

/** A command about one group accepts its name or its id. */
export const GROUP = argument('GROUP')

export function showGroup({ group, name, style, owner, members }: Group): string {
  const head = showTable([
    ['Group', cleanLine(name)],
    ['Id', group],
    ['Kind', style],
    ['Owner', showParty(owner)],
  ])
  return `${head}\n\n${showTable(members.map(showMember))}`
}

function showMember(member: GroupMember): string[] {
  return [
    showParty(member),
    roleWord(member.role),
    member.online ? 'online' : 'offline',
    `since ${showTime(member.since)}`,
    member.seesHistory ? 'also sees earlier posts' : '',
    member.person,
  ]
}
