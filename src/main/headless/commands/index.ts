// The table of commands, in the order of --help.
import type { Command } from '../command.ts'
import { actCommands } from './acts.ts'
import { backupCommands } from './backup.ts'
import { albumCommands } from './albums.ts'
import { fileCommands } from './files.ts'
import { followCommands } from './following.ts'
import { groupCommands } from './groups.ts'
import { homeCommands } from './home.ts'
import { letterCommands } from './letters.ts'
import { mailCommands } from './mail.ts'
import { pairingCommands } from './pairing.ts'
import { newsCommands } from './news.ts'
import { peopleCommands } from './people.ts'
import { phoneCommands } from './phones.ts'
import { portableCommands } from './portable.ts'
import { remindCommands } from './remind.ts'
import { reminderCommands } from './reminders.ts'
import { ruleCommands } from './rules.ts'
import { runningCommands } from './running.ts'
import { sharingCommands } from './sharing.ts'
import { siteCommands } from './site.ts'
import { spaceCommands } from './space.ts'
import { stationCommands } from './station.ts'
import { stationsCommands } from './stations.ts'
import { talkCommands } from './talks.ts'
import { templateCommands } from './templates.ts'
import { threadCommands } from './threads.ts'
import { upkeepCommands } from './upkeep.ts'

export interface CommandGroup {
  title: string
  commands: Command[]
}

export const COMMAND_GROUPS: CommandGroup[] = [
  { title: 'You', commands: homeCommands },
  { title: 'Contacts', commands: [...pairingCommands, ...peopleCommands, ...newsCommands] },
  { title: 'Letters', commands: [...letterCommands, ...threadCommands, ...talkCommands] },
  { title: 'Your own order', commands: [...ruleCommands, ...templateCommands, ...reminderCommands] },
  { title: 'Files', commands: [...fileCommands, ...albumCommands, ...spaceCommands] },
  {
    title: 'After sending or opening a letter',
    commands: [...actCommands, ...remindCommands, ...sharingCommands],
  },
  { title: 'E-mail', commands: mailCommands },
  { title: 'Groups', commands: groupCommands },
  { title: 'Public posts', commands: [...followCommands, ...siteCommands] },
  { title: 'Backup and export', commands: [...portableCommands, ...backupCommands] },
  { title: 'Your stations', commands: stationsCommands },
  { title: 'Your phones', commands: phoneCommands },
  { title: 'Upkeep', commands: upkeepCommands },
  { title: 'Running', commands: runningCommands },
  { title: 'Running a station', commands: stationCommands },
]

/**
 * Returns the command whose name the first words form. A two-word name takes precedence over a
 * one-word name.
 */
export function findCommand([first, second]: readonly string[]): Command | null {
  return first === undefined ? null : (findNamed(`${first} ${second}`) ?? findNamed(first))
}

function findNamed(name: string): Command | null {
  for (const { commands } of COMMAND_GROUPS) {
    const found = commands.find((command) => command.name === name)
    if (found !== undefined) return found
  }
  return null
}

/** Returns the two-word commands that start with this word; empty if it is no topic. */
export function listTopic(topic: string): Command[] {
  return COMMAND_GROUPS.flatMap(({ commands }) => commands).filter(({ name }) => name.startsWith(`${topic} `))
}
