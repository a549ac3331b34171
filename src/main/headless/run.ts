// Runs one command, from its words to its exit code.
// With --json stdout gets exactly one line, the result or the error; otherwise text for a person.
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import type { AloneCommand, AskCommand, Command, CommandHead, RunCommand, Running, World } from './command.ts'
import { findCommand, listTopic } from './commands/index.ts'
import { findPlainWords, isJsonAsked, parseGiven, type Given } from './given.ts'
import { showCommandHelp, showOverview, showTopicHelp } from './help.ts'
import { findPassphrase } from './passphrase.ts'
import { toPlain } from './plain-refusal.ts'
import { drawQrCode } from './qr-code.ts'
import { cleanLine } from './screen.ts'

const HELP: CommandHead = {
  name: 'help',
  usage: '[COMMAND]',
  summary: 'show how to use a command',
  args: { min: 0, max: 2 },
}

/** The head that parses `fumikura group` without a second word, or with an unknown one. */
const topicHead = (topic: string): CommandHead => ({
  name: topic,
  usage: 'COMMAND',
  summary: 'the first word of several commands',
  args: { min: 0, max: Infinity },
})

/**
 * Runs the command in `argv` (without node and script). Returns the exit code: 0, or 1 if it
 * failed.
 */
export async function run(argv: string[], world: World): Promise<number> {
  const words = findPlainWords(argv)
  const command = findCommand(words)
  const isJson = isJsonAsked(argv, command)
  try {
    if (command !== null) return await runCommand(command, parseGiven(argv, command), world)
    else if (words[0] === undefined) runHelp(parseGiven([HELP.name, ...argv], HELP), world)
    else if (words[0] === HELP.name) runHelp(parseGiven(argv, HELP), world)
    else runTopic(words, argv, world)
    return 0
  } catch (error) {
    printError(toPlain(toEngineError(error), command), world, isJson)
    return 1
  }
}

async function runCommand(command: Command, given: Given, world: World): Promise<number> {
  if (given.isSet('help')) print(given, world, { help: showCommandHelp(command) }, showHelp)
  else if (given.isSet('version')) printVersion(given, world)
  else if (command.kind === 'ask') await runAsk(command, given, world)
  else if (command.kind === 'alone') return runAlone(command, given, world)
  else await runUntilSignal(command, given, world)
  return 0
}

async function runAlone(command: AloneCommand, given: Given, world: World): Promise<number> {
  const result = await command.act(given, world)
  print(given, world, result, (value) => command.show(value))
  await printQrCode(given, world, command.linkOf?.(result))
  return command.isBad(result) ? 1 : 0
}

/** `fumikura`, `fumikura --help`, `fumikura --version` and `fumikura help [COMMAND]`. */
function runHelp(given: Given, world: World): void {
  if (given.isSet('version')) return printVersion(given, world)
  print(given, world, { help: findHelp(given.args) }, showHelp)
}

/** @throws INVALID */
function findHelp(words: string[]): string {
  if (words.length === 0) return showOverview()
  const command = findCommand(words)
  if (command !== null) return showCommandHelp(command)
  if (words.length > 1 || listTopic(words[0]!).length === 0) throw unknownCommand(words)
  return showTopicHelp(words[0]!)
}

/**
 * Handles the first word of two-word commands with `--help`; any other use is an error.
 * @throws INVALID
 */
function runTopic(words: string[], argv: string[], world: World): void {
  const [topic] = words as [string]
  if (listTopic(topic).length === 0) throw unknownCommand([topic])
  const given = parseGiven(argv, topicHead(topic))
  if (given.isSet('version')) return printVersion(given, world)
  if (!given.isSet('help')) throw unknownCommand(words.slice(0, 2))
  print(given, world, { help: showTopicHelp(topic) }, showHelp)
}

const showHelp = ({ help }: { help: string }): string => help

function printVersion(given: Given, world: World): void {
  print(given, world, { version: world.version }, ({ version }) => version)
}

function unknownCommand(words: string[]): EngineError {
  const topic = listTopic(words[0]!).length > 0 ? `${words[0]} ` : ''
  const isHalf = topic !== '' && words.length === 1
  const what = isHalf ? `A word is missing after ${words[0]}` : `There is no command ${words.join(' ')}`
  return new EngineError('INVALID', `${what}. fumikura ${topic}--help lists the commands.`)
}

async function runAsk(command: AskCommand, given: Given, world: World): Promise<void> {
  const connection = await world.connect({
    ...given.homeOptions(),
    network: command.network === 'always' || (command.network === 'to-wait' && given.isSet('wait')),
    unlocks: command.unlocks,
    findPassphrase: (mayAsk) => findPassphrase(given, world, mayAsk),
  })
  try {
    const { api, isUp } = connection
    const { result, input } = await command.ask({ given, api, isUp, world })
    const value = given.isSet('json') ? command.json(result) : result
    print(given, world, value, () => command.show(result, input))
    await printQrCode(given, world, command.linkOf?.(result))
  } finally {
    await connection.close()
  }
}

async function runUntilSignal(command: RunCommand, given: Given, world: World): Promise<void> {
  // Register before the start, so that a signal during the start also ends it in order.
  const signal = world.untilSignal()
  const running = await command.start(given, world)
  try {
    print(given, world, running.ready, (ready) => command.show(ready, running.report))
    await printQrCode(given, world, command.linkOf?.(running.ready))
    await signal
    if (!given.isSet('json')) await sayFarewell(running, world)
  } finally {
    await running.close()
  }
}

/** A person ended it, so it must not end late because of this. */
async function sayFarewell(running: Running, world: World): Promise<void> {
  const text = (await running.farewell?.().catch(() => null)) ?? null
  if (text !== null) world.stderr.write(`${text}\n`)
}

function print<T>(given: Given, world: World, result: T, show: (result: T) => string): void {
  world.stdout.write(`${given.isSet('json') ? JSON.stringify(result) : show(result)}\n`)
}

async function printQrCode(given: Given, world: World, link: string | undefined): Promise<void> {
  if (link === undefined || given.isSet('json')) return
  if (world.stdout.isTTY !== true && !given.isSet('qr')) return
  const drawn = await drawQrCode(link, world)
  if (drawn !== null) world.stdout.write(`\n${drawn}\n`)
}

function printError({ code, message, details, cause }: EngineError, world: World, isJson: boolean): void {
  // A bug in this program. A report of it needs the stack trace.
  if (code === 'INTERNAL' && cause instanceof Error) world.stderr.write(`${cause.stack ?? ''}\n`)
  if (!isJson) return void world.stderr.write(`fumikura: ${cleanLine(message)} (${code})\n`)
  const more = Object.keys(details).length === 0 ? {} : { details }
  world.stdout.write(`${JSON.stringify({ error: { code, message, ...more } })}\n`)
}

function toEngineError(error: unknown): EngineError {
  if (isEngineError(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  return new EngineError('INTERNAL', message, { cause: error })
}
