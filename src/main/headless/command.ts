// A command: a row in the table from which parsing, running, printing and --help follow.
import type { Readable, Writable } from 'node:stream'
import type { Api, ErrorCode, Methods } from '../../core/contract/index.ts'
import { headOf, readFields, type Field, type Fields, type ValuesOf } from './fields.ts'
import type { WebOptions } from '../front/index.ts'
import type { Given } from './given.ts'

/** Where a private DHT listens. Default: any port of 127.0.0.1. */
export interface DhtPlace {
  host?: string
  port?: number
}

/** The terminal, the clock and the engine as a command uses them; a test brings its own. */
export interface World {
  env: Record<string, string | undefined>
  stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean }
  version: string
  /** The built page. */
  rendererDir: string
  now(): number
  /**
   * False for a background job, because the system stops a job that reads from the terminal, and
   * the shell gets the typed text.
   */
  isForeground(): boolean
  /** Starts the browser with a file; false without a display. */
  openBrowser(file: string): boolean
  /**
   * Connects to the engine that runs in this home, or opens one for the duration of the command.
   */
  connect(options: ConnectOptions): Promise<Connection>
  startUp(options: UpOptions): Promise<Running>
  startDht(place: DhtPlace): Promise<Running>
  /** Resolves at the first signal to end. */
  untilSignal(): Promise<void>
}

export interface HomeOptions {
  /** Undefined for the platform's data folder. */
  home: string | undefined
  bootstrap: { host: string; port: number }[] | undefined
  lan: 'auto' | 'on' | 'off'
  /** Called if the home is locked; resolves with null if no passphrase is available. */
  findPassphrase: FindPassphrase
}

/**
 * `mayAsk` is true if a person at the terminal may be asked when no file or environment variable
 * has a passphrase.
 */
export type FindPassphrase = (mayAsk: boolean) => Promise<string | null>

export interface ConnectOptions extends HomeOptions {
  /** True if an engine opened for this command joins the network. */
  network: boolean
  /** False if a locked home stays locked. */
  unlocks: boolean
}

export interface UpOptions extends HomeOptions {
  port: number | undefined
  /** Where this home serves its phones itself. Null: nowhere. */
  web: WebOptions | null
  mayOpenBrowser: boolean
}

export interface Connection {
  api: Api
  /** True if the engine belongs to another process, which keeps running after this command. */
  isUp: boolean
  close(): Promise<void>
}

export type Ready = Record<string, string | number | null>

export interface StartReport {
  /** Why the home could not be opened; null if it could. */
  problem: ErrorCode | null
  /** True if the browser was started. */
  isOpened: boolean
}

/** A service that runs until a signal. */
export interface Running {
  /** The one JSON value that is printed when it is ready. */
  ready: Ready
  /** Only for a person; --json does not print it. */
  report?: StartReport
  /** What a person should know before it ends. Null for nothing. */
  farewell?(): Promise<string | null>
  close(): Promise<void>
}

export interface OptionSpec {
  kind: 'flag' | 'text' | 'many'
  /** The placeholder for the value in --help. */
  hint?: string
  about: string
}

/**
 * What must not be an argument, because every account of the machine can read arguments: a link
 * that grants access, or what a person writes.
 * `line`: one line. `rest`: all of stdin that is left, or one line at a terminal. `lines`: the same,
 * but at a terminal until Ctrl-D. `secret`: one line, which the terminal does not show.
 */
export interface WordsSpec {
  takes: 'line' | 'rest' | 'lines' | 'secret'
  about: string
  /** True if the command asks for them only with `--NAME`; otherwise it asks whenever it needs them. */
  isOption?: boolean
}

/** What parsing and --help need of a command. */
export interface CommandHead {
  /** One word, or two; then the first is a topic of several commands. */
  name: string
  /** What follows the name in --help. */
  usage: string
  summary: string
  /** The number of positional arguments. */
  args?: { min: number; max: number }
  options?: Record<string, OptionSpec>
  /** In the order in which stdin has them. */
  words?: Record<string, WordsSpec>
  /** What a refusal calls a field with an option or with words: `--with`, `The text`. */
  labels?: Record<string, string>
  /** What --json prints, as a type. */
  prints?: string
}

/** A command whose result has a link that another device can scan. It has `QR`. */
export interface Scannable<Result> {
  linkOf?: (result: Result) => string
}

export interface AskCommand extends CommandHead, Scannable<unknown> {
  kind: 'ask'
  /**
   * Whether an engine opened for this command joins the network. `to-wait`: if `--wait` is given.
   */
  network: 'never' | 'always' | 'to-wait'
  /** False if the command handles a locked home itself. */
  unlocks: boolean
  /** Returns the result, and what its fields were. */
  ask(asked: Omit<Asked, 'input'>): Promise<{ result: unknown; input: unknown }>
  /** The value that --json prints. */
  json(result: unknown): unknown
  show(result: unknown, input: unknown): string
}

export interface RunCommand extends CommandHead, Scannable<Ready> {
  kind: 'run'
  start(given: Given, world: World): Promise<Running>
  show: (ready: Ready, report?: StartReport) => string
}

/** A command that needs no home and no engine. */
export interface AloneCommand extends CommandHead, Scannable<unknown> {
  kind: 'alone'
  act(given: Given, world: World): Promise<unknown>
  show(result: unknown): string
  /** True if the exit code must report a failure. */
  isBad(result: unknown): boolean
}

export type Command = AskCommand | RunCommand | AloneCommand

/** What a command works with. */
export interface Asked<Input = unknown> {
  input: Input
  given: Given
  api: Api
  /** As in `Connection`. */
  isUp: boolean
  world: World
}

/** How a command is written down. Its fields come before the functions that use them. */
interface Written<F extends Fields> {
  name: string
  summary: string
  fields?: F
  /** Only if the fields cannot say it. */
  usage?: string
  prints?: string
}

/** A command that waits for others joins the network. */
interface Asking<F extends Fields, Result, Input = ValuesOf<F>> extends Written<F>, Scannable<Result> {
  network?: AskCommand['network']
  unlocks?: boolean
  json?: (result: Result) => unknown
  show: (result: Result, input: Input) => string
}

/**
 * A command that calls the engine. --json prints the result of `ask`, or what `json` makes of it;
 * `show` formats it for a person.
 */
export function asking<Result, F extends Fields = Fields>(
  command: Asking<F, Result> & { ask(asked: Asked<ValuesOf<F>>): Promise<Result> },
): AskCommand {
  const { fields = {} as F, json, linkOf, show } = command
  const head = writeHead(command)
  const waits = Object.values(fields).some(({ spec }) => spec.place.in === 'global')
  return {
    ...head,
    kind: 'ask',
    network: command.network ?? (waits ? 'always' : 'never'),
    unlocks: command.unlocks ?? true,
    linkOf: linkOf && ((result) => linkOf(result as Result)),
    async ask(asked) {
      const input = await readFields(fields, head, asked.given, asked.world)
      return { result: await command.ask({ ...asked, input }), input }
    },
    json: (result) => (json === undefined ? result : json(result as Result)),
    show: (result, input) => show(result as Result, input as ValuesOf<F>),
  }
}

type CallName = { [N in keyof Methods]: `${N}.${keyof Methods[N] & string}` }[keyof Methods]
type MethodOf<Call extends CallName> = Call extends `${infer N extends keyof Methods}.${infer C}`
  ? Extract<Methods[N][C & keyof Methods[N]], (input: never) => Promise<unknown>>
  : never
type InputOf<Call extends CallName> = NonNullable<Parameters<MethodOf<Call>>[0]>
type FieldsOf<Call extends CallName> = { [K in keyof InputOf<Call>]: Field<InputOf<Call>[K]> }

/** A command that is one call of the contract, with its own fields as the input. */
export function calling<Call extends CallName>(
  call: Call,
  command: Asking<Fields, Awaited<ReturnType<MethodOf<Call>>>, InputOf<Call>> &
    (undefined extends Parameters<MethodOf<Call>>[0]
      ? { fields?: FieldsOf<Call> }
      : { fields: FieldsOf<Call> }),
): AskCommand {
  const [noun, name] = call.split('.') as [string, string]
  type Nouns = Record<
    string,
    Record<string, (input: unknown) => Promise<Awaited<ReturnType<MethodOf<Call>>>>>
  >
  return asking({ ...command, ask: ({ api, input }) => (api as unknown as Nouns)[noun]![name]!(input) })
}

/** A command without an engine whose `act` returns what --json prints. */
export function actingAlone<Result, F extends Fields = Fields>(
  command: Written<F> &
    Scannable<Result> & {
      act(given: Given, input: ValuesOf<F>): Promise<Result>
      show: (result: Result) => string
      isBad?: (result: Result) => boolean
    },
): AloneCommand {
  const { fields = {} as F, linkOf, show, isBad = () => false } = command
  const head = writeHead(command)
  return {
    ...head,
    kind: 'alone',
    linkOf: linkOf && ((result) => linkOf(result as Result)),
    act: async (given, world) => command.act(given, await readFields(fields, head, given, world)),
    show: (one) => show(one as Result),
    isBad: (one) => isBad(one as Result),
  }
}

/** A command that runs until a signal. */
export function running<F extends Fields>(
  command: Written<F> &
    Scannable<Ready> & {
      start: (input: ValuesOf<F>, given: Given, world: World) => Promise<Running>
      show: RunCommand['show']
    },
): RunCommand {
  const { fields = {} as F, start, linkOf, show } = command
  const head = writeHead(command)
  return {
    ...{ ...head, linkOf, show },
    kind: 'run',
    start: async (given, world) => start(await readFields(fields, head, given, world), given, world),
  }
}

function writeHead({ name, summary, fields = {}, usage, prints }: Written<Fields>): CommandHead {
  const derived = headOf(fields)
  return { ...derived, name, summary, usage: usage ?? derived.usage, prints }
}
