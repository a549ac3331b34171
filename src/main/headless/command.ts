// What a command is: a row in the table from which parsing, running, printing and --help follow.
import type { Readable, Writable } from 'node:stream'
import type { Api, ErrorCode } from '../../core/contract/index.ts'
import type { Given } from './given.ts'

/** The terminal, the clock and the engine as a command meets them; a test brings its own. */
export interface World {
  env: Record<string, string | undefined>
  stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  stdout: Writable & { isTTY?: boolean }
  stderr: Writable & { isTTY?: boolean }
  version: string
  now(): number
  /** False in the background of a terminal: whoever reads from it there is stopped, and what is typed goes to the shell. */
  isForeground(): boolean
  /** Starts the browser with a file; false where there is none to be seen. */
  openBrowser(file: string): boolean
  /** The engine that is up in this home, or one opened for the length of the command. */
  connect(options: ConnectOptions): Promise<Connection>
  startUp(options: UpOptions): Promise<Running>
  startDht(port: number | undefined): Promise<Running>
  /** Resolves at the first signal that asks us to end. */
  untilSignal(): Promise<void>
}

export interface HomeOptions {
  /** Undefined: the platform's data folder. */
  home: string | undefined
  bootstrap: { host: string; port: number }[] | undefined
  lan: 'auto' | 'on' | 'off'
  /** Called when the home turns out to be locked; null when there is none to be had. */
  findPassphrase: FindPassphrase
}

/** `mayAsk`: whether a person at the terminal is asked where none lies ready in a file or the environment. */
export type FindPassphrase = (mayAsk: boolean) => Promise<string | null>

export interface ConnectOptions extends HomeOptions {
  /** Whether an engine opened for this command goes on the network. */
  network: boolean
  /** False: a locked home stays locked. */
  unlocks: boolean
}

export interface UpOptions extends HomeOptions {
  port: number | undefined
  mayOpenBrowser: boolean
}

export interface Connection {
  api: Api
  /** It is the engine of another process, which goes on after this command. */
  isUp: boolean
  close(): Promise<void>
}

export type Ready = Record<string, string | number | null>

export interface Told {
  /** Why the home could not be opened. */
  problem: ErrorCode | null
  /** Whether the browser was started. */
  isOpened: boolean
}

/** Something that runs until a signal. */
export interface Running {
  /** The one JSON value printed when ready. */
  ready: Ready
  /** What only a person is told. */
  told?: Told
  close(): Promise<void>
}

export interface OptionSpec {
  kind: 'flag' | 'text' | 'many'
  /** What stands for the value in --help. */
  hint?: string
  about: string
}

/** What parsing and --help need to know of a command. */
export interface CommandHead {
  /** One word, or two of which the first is a topic that several share. */
  name: string
  /** What follows the name, as --help shows it. */
  usage: string
  summary: string
  /** How many positional arguments it takes. */
  args?: { min: number; max: number }
  options?: Record<string, OptionSpec>
}

export interface AskCommand extends CommandHead {
  kind: 'ask'
  /** `always`: an engine opened for this command goes on the network. */
  network: 'never' | 'always'
  /** False: it has its own answer for a locked home. */
  unlocks: boolean
  ask(asked: Asked): Promise<unknown>
  show(result: unknown, asked: Asked): string
}

export interface RunCommand extends CommandHead {
  kind: 'run'
  start(given: Given, world: World): Promise<Running>
  show: (ready: Ready, told?: Told) => string
}

/** Needs no home and no engine. */
export interface AloneCommand extends CommandHead {
  kind: 'alone'
  act(given: Given): Promise<unknown>
  show(result: unknown): string
  /** Whether the exit code says so. */
  isBad(result: unknown): boolean
}

export type Command = AskCommand | RunCommand | AloneCommand

/** What a command has to work with. */
export interface Asked {
  given: Given
  api: Api
  /** As in `Connection`. */
  isUp: boolean
  world: World
}

/** A command that asks the engine something: `ask` gives what --json prints, `show` what a person reads. */
export function asking<Result>(
  command: CommandHead & {
    network?: 'never' | 'always'
    unlocks?: boolean
    ask(asked: Asked): Promise<Result>
    show: (result: Result, asked: Asked) => string
  },
): AskCommand {
  const { show, network = 'never', unlocks = true } = command
  return { ...command, kind: 'ask', network, unlocks, show: (result, asked) => show(result as Result, asked) }
}

/** A command that does its work here: `act` gives what --json prints. */
export function actingAlone<Result>(
  command: CommandHead & {
    act(given: Given): Promise<Result>
    show: (result: Result) => string
    isBad: (result: Result) => boolean
  },
): AloneCommand {
  const { show, isBad } = command
  return {
    ...command,
    kind: 'alone',
    show: (one) => show(one as Result),
    isBad: (one) => isBad(one as Result),
  }
}
