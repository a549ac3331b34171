// Builds the output of --help from the table of commands.
import type { Command, OptionSpec, WordsSpec } from './command.ts'
import { COMMAND_GROUPS, listTopic } from './commands/index.ts'
import { GLOBAL_OPTIONS } from './given.ts'
import { showTable } from './screen.ts'

export function showOverview(): string {
  const groups = COMMAND_GROUPS.map(({ title, commands }) => `${title}\n${showCommands(commands)}`)
  return [
    'fumikura: to send is to store.',
    'Usage: fumikura COMMAND [options]     fumikura COMMAND --help explains it.',
    ...groups,
    `Options of every command\n${showOptions(GLOBAL_OPTIONS)}`,
  ].join('\n\n')
}

/** Returns the commands of two words that begin with this one. */
export function showTopicHelp(topic: string): string {
  return [
    `Usage: fumikura ${topic} COMMAND [options]     fumikura ${topic} COMMAND --help explains it.`,
    showCommands(listTopic(topic)),
    `Options of every command\n${showOptions(GLOBAL_OPTIONS)}`,
  ].join('\n\n')
}

function showCommands(commands: Command[]): string {
  return showTable(commands.map(({ name, summary }) => [`  ${name}`, summary]))
}

export function showCommandHelp({ name, usage, summary, options = {}, words = {}, prints }: Command): string {
  const own = Object.keys(options).length === 0 ? [] : [`Options\n${showOptions(options)}`]
  const typed = Object.keys(words).length === 0 ? [] : [showWords(words)]
  return [
    `Usage: fumikura ${name} ${usage}`.trimEnd(),
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...typed,
    ...own,
    ...(prints === undefined ? [] : [`--json prints\n  ${prints}`]),
    `Options of every command\n${showOptions(withoutOwn(GLOBAL_OPTIONS, options))}`,
  ].join('\n\n')
}

function showWords(words: Record<string, WordsSpec>): string {
  const rows = Object.entries(words).map(([name, { isOption, about }]) => [
    `  ${isOption ? '--' : ''}${name}`,
    about,
  ])
  const how = 'asked at a terminal; with - read from stdin, the last one to its end, each other one line'
  return `Words (${how})\n${showTable(rows)}`
}

/** A command may give an option of every command a meaning of its own. */
function withoutOwn(
  all: Record<string, OptionSpec>,
  own: Record<string, OptionSpec>,
): Record<string, OptionSpec> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in own)))
}

function showOptions(options: Record<string, OptionSpec>): string {
  return showTable(
    Object.entries(options).map(([name, { hint, about }]) => [
      `  --${name}${hint === undefined ? '' : ` ${hint}`}`,
      about,
    ]),
  )
}
