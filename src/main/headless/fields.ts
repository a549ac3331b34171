// The fields of a command. Each says its place on the command line, its line in --help, and how the
// typed text becomes a value. Usage, options and simple checks follow from the fields.
// The engine checks its input again; plain-refusal.ts makes a sentence of its refusal.
import { resolve } from 'node:path'
import { EngineError } from '../../core/contract/index.ts'
import type { CommandHead, OptionSpec, WordsSpec, World } from './command.ts'
import { GLOBAL_OPTIONS, type Given } from './given.ts'
import { DEFAULT_WAIT, parseDurationMs, parseTime, parseWaitMs } from './times.ts'
import { TypedWords } from './typed-words.ts'

type Place =
  | { in: 'argument'; hint: string; min: number; max: number }
  | { in: 'option' | 'global'; spec: OptionSpec }
  | { in: 'words'; spec: WordsSpec; isLate?: boolean }

/** `label` is what a refusal calls the field: `--box`, or `GROUP`. */
type Parse<From, Value> = (from: From, label: string, world: World) => Value

interface FieldSpec<Value> {
  place: Place
  /** Gets what was typed: no text, one, or several. A flag that is set has one. */
  parse: Parse<readonly string[], Value>
  /** The name of the option or the words, if the field has another. */
  option?: string
  isNeeded?: boolean
}

type Missing<Value> = undefined extends Value ? undefined : never

export class Field<Value> {
  readonly spec: FieldSpec<Value>

  constructor(spec: FieldSpec<Value>) {
    this.spec = spec
  }

  as(option: string): Field<Value> {
    return new Field({ ...this.spec, option })
  }

  /** Makes another value of one that was given. */
  to<Other>(change: Parse<Exclude<Value, undefined>, Other>): Field<Other | Missing<Value>> {
    return this.#then((value, label, world) =>
      value === undefined
        ? (undefined as Missing<Value>)
        : change(value as Exclude<Value, undefined>, label, world),
    )
  }

  or<Other>(other: Other): Field<Exclude<Value, undefined> | Other> {
    return this.#then((value) => (value === undefined ? other : (value as Exclude<Value, undefined>)))
  }

  /** Refuses with INVALID if it is missing. */
  needed(): Field<Exclude<Value, undefined>> {
    const field = this.#then((value, label) => {
      if (value === undefined) throw new EngineError('INVALID', `${label} is missing.`)
      return value as Exclude<Value, undefined>
    })
    return new Field({ ...field.spec, isNeeded: true })
  }

  #then<Other>(change: Parse<Value, Other>): Field<Other> {
    const { parse } = this.spec
    return new Field({
      ...this.spec,
      parse: (texts, label, world) => change(parse(texts, label, world), label, world),
    })
  }
}

export type Fields = Record<string, Field<unknown>>
export type ValuesOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer Value> ? Value : never }

const first = ([text]: readonly string[]): string | undefined => text
const needFirst = ([text = '']: readonly string[]): string => text
const all = (texts: readonly string[]): string[] => [...texts]

export const argument = (hint: string): Field<string> =>
  new Field({ place: { in: 'argument', hint, min: 1, max: 1 }, parse: needFirst })

export const optionalArgument = (hint: string): Field<string | undefined> =>
  new Field({ place: { in: 'argument', hint: `[${hint}]`, min: 0, max: 1 }, parse: first })

/** All arguments that are left. */
export const rest = (hint: string, min: number, max: number): Field<string[]> =>
  new Field({ place: { in: 'argument', hint: `${hint}…`, min, max }, parse: all })

export const text = (hint: string, about: string): Field<string | undefined> =>
  new Field({ place: { in: 'option', spec: { kind: 'text', hint, about } }, parse: first })

/** A repeatable option; empty if it was not given. */
export const many = (hint: string, about: string): Field<string[]> =>
  new Field({ place: { in: 'option', spec: { kind: 'many', hint, about } }, parse: all })

export const flag = (about: string): Field<boolean> =>
  new Field({ place: { in: 'option', spec: { kind: 'flag', about } }, parse: (texts) => texts.length > 0 })

/** For commands whose result is a link that another device can scan. */
export const QR = flag('draw the link as a QR code, also if the output is no terminal')

/** A flag that stands for a value; undefined if it was not given. */
export const flagFor = <const Value>(value: Value, about: string): Field<Value | undefined> =>
  flag(about).to((isSet) => (isSet ? value : undefined))

export const number = (max: number, hint: string, about: string): Field<number | undefined> =>
  text(hint, about).to(wholeNumber(max))

export const choice = <const T extends string>(known: readonly T[], hint: string, about: string) =>
  text(hint, about).to(oneOf(known))

export const time = (hint: string, about: string): Field<string | undefined> =>
  text(hint, about).to((typed, _, world) => parseTime(typed, world.now()))

export const duration = (hint: string, about: string): Field<number | undefined> =>
  text(hint, about).to((typed) => parseDurationMs(typed))

/** Words that the command always needs. */
export const words = (takes: WordsSpec['takes'], about: string): Field<string> =>
  new Field({ place: { in: 'words', spec: { takes, about } }, parse: needFirst })

/** Words that the command asks for later, if it needs them; an option announces them. */
export const lateWords = (takes: WordsSpec['takes'], about: string): Field<() => Promise<string>> =>
  new Field({
    place: { in: 'words', spec: { takes, about, isOption: true }, isLate: true },
    parse: () => () => Promise.resolve(''),
  })

/** A secret that the command asks for when it needs it. */
export const secret = (about: string): Field<() => Promise<string>> =>
  new Field({
    place: { in: 'words', spec: { takes: 'secret', about }, isLate: true },
    parse: () => () => Promise.resolve(''),
  })

/** Words that an option announces. */
export const optionalWords = (takes: WordsSpec['takes'], about: string): Field<string | undefined> =>
  new Field({ place: { in: 'words', spec: { takes, about, isOption: true } }, parse: first })

const globalOption = (option: string): Field<string | undefined> =>
  new Field({ place: { in: 'global', spec: GLOBAL_OPTIONS[option]! }, parse: first, option })

/** How long to wait for others; undefined leaves it to the engine. */
export const waitIfGiven = (): Field<number | undefined> => globalOption('wait').to(parseWaitMs)

export const wait = (): Field<number> => waitIfGiven().or(parseWaitMs(DEFAULT_WAIT))

/** @throws INVALID */
export function oneOf<T extends string>(known: readonly T[], refusal?: string): Parse<string, T> {
  return (typed, label) => {
    const found = known.find((one) => one === typed)
    if (found !== undefined) return found
    throw new EngineError('INVALID', refusal ?? `${label} is one of ${known.join(', ')}.`)
  }
}

export const eachOf = <T extends string>(known: readonly T[]): Parse<string[], T[]> => {
  const read = oneOf(known)
  return (typed, label, world) => typed.map((one) => read(one, label, world))
}

export const unlessEmpty = (list: string[]): string[] | undefined => (list.length === 0 ? undefined : list)

/** An absolute path, because the engine may have another working directory. */
export const toPath = (typed: string): string => resolve(typed)

/** From 0 to `max`. @throws INVALID */
export function wholeNumber(max: number): Parse<string, number> {
  return (typed, label) => {
    const value = /^\d{1,15}$/.test(typed) ? Number(typed) : NaN
    if (!(value <= max)) throw new EngineError('INVALID', `${label} must be a whole number up to ${max}.`)
    return value
  }
}

type FieldsHead = Required<Pick<CommandHead, 'args' | 'options' | 'words' | 'labels'>>

/** What parsing and --help need of the fields. */
export function headOf(fields: Fields): Omit<CommandHead, 'name' | 'summary'> {
  const head: FieldsHead = { args: { min: 0, max: 0 }, options: {}, words: {}, labels: {} }
  const usage = Object.entries(fields).map(([name, field]) => addField(head, name, field))
  const lastWords = Object.values(fields).findLastIndex(({ spec }) => spec.place.in === 'words')
  if (lastWords >= 0) usage.splice(lastWords + 1, 0, '[-]')
  const words = lastWords >= 0 ? head.words : undefined
  return { ...head, words, usage: usage.filter((part) => part !== '').join(' ') }
}

/** Returns its part of the usage. */
function addField(head: FieldsHead, name: string, { spec }: Field<unknown>): string {
  const { place, option = optionOf(name), isNeeded } = spec
  if (place.in === 'argument') {
    head.args.min += place.min
    head.args.max += place.max
    return place.hint
  }
  head.labels[name] = place.in === 'words' ? `The ${option}` : `--${option}`
  if (place.in === 'global') return ''
  if (place.in === 'words') {
    head.words[option] = place.spec
    return place.spec.isOption === true ? `[--${option}]` : ''
  }
  const { kind, hint } = (head.options[option] = place.spec)
  const written = `--${option}${hint === undefined ? '' : ` ${hint}`}${kind === 'many' ? '…' : ''}`
  return isNeeded === true ? written : `[${written}]`
}

const optionOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Words come last, so that nobody types them in vain. @throws INVALID, CANCELLED */
export async function readFields<F extends Fields>(
  fields: F,
  head: CommandHead,
  given: Given,
  world: World,
): Promise<ValuesOf<F>> {
  const typed = new TypedWords(head, given, world)
  const args = [...given.args]
  const values: Record<string, unknown> = {}
  for (const [name, { spec }] of Object.entries(fields)) {
    const { place, option = optionOf(name), parse } = spec
    if (place.in === 'argument') values[name] = parse(args.splice(0, place.max), place.hint, world)
    else if (place.in !== 'words') values[name] = parse(given.texts(option), `--${option}`, world)
  }
  for (const [name, { spec }] of Object.entries(fields)) {
    const { place, option = optionOf(name), parse } = spec
    if (place.in !== 'words') continue
    if (place.isLate === true) values[name] = () => typed.get(option)
    else values[name] = parse(await typed.find(option), option, world)
  }
  return values as ValuesOf<F>
}
