// The table of commands, in the order in which --help tells of them.
import type { Command } from '../command.ts'
import { actCommands } from './acts.ts'
import { followingCommands } from './following.ts'
import { homeCommands } from './home.ts'
import { letterCommands } from './letters.ts'
import { pairingCommands } from './pairing.ts'
import { peopleCommands } from './people.ts'
import { runningCommands } from './running.ts'
import { upkeepCommands } from './upkeep.ts'

export interface CommandGroup {
  title: string
  commands: Command[]
}

export const COMMAND_GROUPS: CommandGroup[] = [
  { title: 'You', commands: homeCommands },
  { title: 'People', commands: [...pairingCommands, ...peopleCommands] },
  { title: 'Letters', commands: letterCommands },
  { title: 'After sending, after reading', commands: actCommands },
  { title: 'In public', commands: followingCommands },
  { title: 'Upkeep', commands: upkeepCommands },
  { title: 'Running', commands: runningCommands },
]

export function findCommand(name: string): Command | null {
  for (const { commands } of COMMAND_GROUPS) {
    const found = commands.find((command) => command.name === name)
    if (found !== undefined) return found
  }
  return null
}
