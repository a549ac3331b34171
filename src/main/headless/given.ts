// Parses the command line by the table. Options may be before or after the command's name.
// An argument never has words that a person writes, nor a link that grants access (typed-words.ts).
import { parseArgs } from 'node:util'
import { EngineError } from '../../core/contract/index.ts'
import type { CommandHead, HomeOptions, OptionSpec } from './command.ts'
import { DEFAULT_WAIT, parseWaitMs } from './times.ts'

export const GLOBAL_OPTIONS: Record<string, OptionSpec> = {
  home: { kind: 'text', hint: 'DIR', about: 'the home to use (default: your data folder, or FUMIKURA_HOME)' },
  json: { kind: 'flag', about: 'print exactly one JSON value on one line' },
  wait: { kind: 'text', hint: 'SECONDS', about: 'how long to wait for other people (default 10)' },
  bootstrap: {
    kind: 'text',
    hint: 'HOST:PORT[,…]',
    about: 'the private network of the home, which it keeps; `public` for the public one',
  },
  lan: { kind: 'text', hint: 'auto|on|off', about: 'find people on the local network (default auto)' },
  'passphrase-file': {
    kind: 'text',
    hint: 'FILE',
    about: 'read the passphrase from this file (or set FUMIKURA_PASSPHRASE)',
  },
  help: { kind: 'flag', about: 'show how to use the command' },
  version: { kind: 'flag', about: 'show the version' },
}

export class Given {
  readonly args: string[]
  /** True if `-` says that stdin has the words of the command. */
  readonly isPiped: boolean
  readonly #values: Record<string, unknown>

  constructor(args: string[], values: Record<string, unknown>, isPiped = false) {
    this.args = args
    this.isPiped = isPiped
    this.#values = values
  }

  isSet(option: string): boolean {
    return this.#values[option] !== undefined
  }

  text(option: string): string | undefined {
    return this.#values[option] as string | undefined
  }

  /** What was typed for an option: none, one text, or several. A flag that is set has an empty one. */
  texts(option: string): string[] {
    const value = this.#values[option] as string | boolean | string[] | undefined
    if (value === undefined) return []
    return Array.isArray(value) ? value : [value === true ? '' : String(value)]
  }

  /** @throws INVALID */
  homeOptions(): Omit<HomeOptions, 'findPassphrase'> {
    const lan = this.text('lan') ?? 'auto'
    if (lan !== 'auto' && lan !== 'on' && lan !== 'off')
      throw new EngineError('INVALID', '--lan must be auto, on or off.')
    const bootstrap = this.text('bootstrap')
    // Checked for each command, even if it does not wait, so that the mistake shows.
    parseWaitMs(this.text('wait') ?? DEFAULT_WAIT)
    return {
      home: this.text('home'),
      lan,
      bootstrap: bootstrap === undefined ? undefined : parseBootstrap(bootstrap),
    }
  }
}

/** The nodes of a private network. None for `public`. @throws INVALID */
export function parseBootstrap(text: string): { host: string; port: number }[] {
  return text.trim() === 'public' ? [] : text.split(',').map((one) => parseHostPort(one, '--bootstrap'))
}

/** @throws INVALID */
export function parseHostPort(text: string, label: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\s[\]]+?)\]?:(\d{1,5})$/.exec(text.trim()) ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65535) {
    throw new EngineError('INVALID', `${label} must be HOST:PORT, not ${text}.`)
  }
  return { host, port: Number(port) }
}

/**
 * Returns the words that are neither options nor values of global options. They start with the
 * command's name, of one word or two.
 */
export function findPlainWords(argv: string[]): string[] {
  const plain: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!
    if (expectsValue(word, {})) at++
    else if (!word.startsWith('--')) plain.push(word)
  }
  return plain
}

/**
 * True if `--json` was given and is not the value of another option. Works even if parsing fails.
 */
export function isJsonAsked(argv: string[], command: CommandHead | null): boolean {
  return joinValues(argv, specsOf(command)).includes('--json')
}

/** @throws INVALID for an unknown option, a missing value, or a wrong number of arguments */
export function parseGiven(argv: string[], command: CommandHead): Given {
  const specs = specsOf(command)
  if (argv.some((word) => isWordsInArgument(word, command))) throw refuseWords(command)
  const { values, positionals } = parseStrictly(joinValues(argv, specs), specs)
  const given = positionals.slice(command.name.split(' ').length)
  const args = command.words === undefined ? given : given.filter((arg) => arg !== '-')
  const { min, max } = command.args ?? { min: 0, max: 0 }
  if (values.help === true || (args.length >= min && args.length <= max))
    return new Given(args, values, args.length < given.length)
  if (args.length > max && command.words !== undefined) throw refuseWords(command)
  throw new EngineError('INVALID', usageOf(command))
}

function specsOf(command: CommandHead | null): Record<string, OptionSpec> {
  return { ...GLOBAL_OPTIONS, ...command?.options, ...wordOptions(command) }
}

function wordOptions(command: CommandHead | null): Record<string, OptionSpec> {
  const options = Object.entries(command?.words ?? {}).filter(([, { isOption }]) => isOption)
  return Object.fromEntries(options.map(([name, { about }]) => [name, { kind: 'flag', about }]))
}

/** `--text=…`; `--text …` has an argument too many. */
function isWordsInArgument(word: string, command: CommandHead): boolean {
  return Object.keys(wordOptions(command)).some((option) => word.startsWith(`--${option}=`))
}

const usageOf = ({ name, usage }: CommandHead): string => `Usage: fumikura ${name} ${usage}`.trimEnd()

/** The two ways to give words. */
export const WORD_WAYS = 'Leave them out to be asked at a terminal, or pipe them in and write -'

function refuseWords(command: CommandHead): EngineError {
  const named = listWords(Object.keys(command.words ?? {}))
  const why = `${named} must not be an argument: every account of this machine can read arguments.`
  return new EngineError('INVALID', `${why} ${WORD_WAYS}. ${usageOf(command)}`)
}

/** `The subject and the text`. */
export function listWords(names: readonly string[]): string {
  const list = names.map((name) => `the ${name}`).join(' and ')
  return `${list[0]!.toUpperCase()}${list.slice(1)}`
}

function parseStrictly(args: string[], specs: Record<string, OptionSpec>) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind }]) => [
      name,
      { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: kind === 'many' },
    ]),
  )
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new EngineError(
      'INVALID',
      (error as Error).message.split('\n', 1)[0]!.split('. To specify')[0]! + '.',
    )
  }
}

/** `--to -x` passes `-x`, because a name may start with a dash. */
function joinValues(argv: string[], specs: Record<string, OptionSpec>): string[] {
  const joined: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!
    if (word === '--') return [...joined, ...argv.slice(at)]
    const next = argv[at + 1]
    if (next !== undefined && expectsValue(word, specs)) {
      joined.push(`${word}=${next}`)
      at++
    } else joined.push(word)
  }
  return joined
}

/** True for an option that has a value. */
export function expectsValue(word: string, own: Record<string, OptionSpec>): boolean {
  const specs = { ...GLOBAL_OPTIONS, ...own }
  const spec = word.startsWith('--') && Object.hasOwn(specs, word.slice(2)) ? specs[word.slice(2)] : undefined
  return spec !== undefined && spec.kind !== 'flag'
}
