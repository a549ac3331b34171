// Turns a command with its words in place, as a story writes it, into one that a shell may run:
// `say bob Hello` becomes `say bob -`, and `Hello` goes to stdin.
import { findCommand } from './commands/index.ts'
import type { Command } from './command.ts'
import { findPlainWords, expectsValue } from './given.ts'

export interface HandedOver {
  argv: string[]
  /** What stdin gets, with a line end between two entries; empty for a command without words. */
  input: string[]
}

/** Every option of a command with words must be one of its own or a global one. */
export function handOver(argv: readonly string[]): HandedOver {
  const command = findCommand(findPlainWords([...argv]))
  if (command?.words === undefined) return { argv: [...argv], input: [] }
  const { left, found } = extractWords(argv, command)
  const input = Object.keys(command.words).flatMap((name) => found.get(name) ?? [])
  return { argv: input.length === 0 || left.includes('-') ? left : [...left, '-'], input }
}

function extractWords(
  argv: readonly string[],
  command: Command,
): { left: string[]; found: Map<string, string> } {
  const { words = {}, options = {} } = command
  const [positional] = Object.keys(words).filter((name) => words[name]!.isOption !== true)
  let places = command.name.split(' ').length + (command.args?.max ?? 0)
  const left: string[] = []
  const found = new Map<string, string>()
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!
    const option = word.startsWith('--') ? word.slice(2) : ''
    if (words[option]?.isOption === true) {
      left.push(word)
      if (argv[at + 1] !== undefined && argv[at + 1] !== '-') found.set(option, argv[++at]!)
    } else if (expectsValue(word, options)) left.push(word, ...argv.slice(++at, at + 1))
    else if (option !== '' || word === '-' || positional === undefined || places-- > 0) left.push(word)
    else found.set(positional, [found.get(positional), word].filter((one) => one !== undefined).join(' '))
  }
  return { left, found }
}
