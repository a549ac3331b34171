// How a call of a phone becomes an act that its owner finds after a loss: what it was about, and the
// call that takes it back.
import type { CallContext, HandlersOf } from '../../../../core/contract/calls.ts'
import type { doorNouns } from '../../../../core/contract/contract.ts'
import type { Addressee, LetterSummary } from '../../../../core/contract/index.ts'
import type { FAR_RIGHTS, FarRight } from '../rights-table.ts'

export interface KeptAct {
  call: string
  /** What it was about, in a few words. */
  about: string
  undo: ActUndo | null
}

/** A call as the engine takes it: with all its defaults. */
export interface ActUndo {
  call: string
  input: Record<string, unknown>
}

export type Told = Omit<KeptAct, 'call'>

/** Null if this time nothing stays. */
type Done<Output> = (output: Output) => Told | null | Promise<Told | null>
/** It is called before the act, so that it can look how things are. */
type ActRule<Input, Output> = (input: Input, look: Look) => Done<Output> | Promise<Done<Output>>

type Rights = typeof FAR_RIGHTS
type Handling = HandlersOf<typeof doorNouns>
type CallsOf<N extends keyof Rights, R extends FarRight> = {
  [C in keyof Rights[N] & keyof Handling[N]]: Rights[N][C] extends R ? C : never
}[keyof Rights[N] & keyof Handling[N]]
type NounsWith<R extends FarRight> = {
  [N in keyof Rights]: [CallsOf<N, R>] extends [never] ? never : N
}[keyof Rights]

/** `null`: nothing of it stays without the phone. A call that a phone may make must say one or the other. */
export type ActRules = {
  readonly [N in NounsWith<'answer' | 'use' | 'lock'>]: {
    readonly [C in CallsOf<N, 'answer' | 'use' | 'lock'>]: RuleOf<Handling[N][C]> | null
  }
}
type RuleOf<Handler> = Handler extends (input: infer Input, context: CallContext) => Promise<infer Output>
  ? ActRule<Input, Output>
  : never

/** The calls that only read. */
export type Look = {
  readonly [N in NounsWith<'see'>]: {
    readonly [C in CallsOf<N, 'see'>]: Handling[N][C] extends (
      input: infer Input,
      context: CallContext,
    ) => infer Output
      ? (input: Input) => Output
      : never
  }
}

export function undoBy<N extends keyof Handling, C extends keyof Handling[N] & string>(
  noun: N,
  method: C,
  input: Handling[N][C] extends (input: infer Input, context: CallContext) => unknown ? Input : never,
): ActUndo {
  return { call: `${noun}.${method}`, input: input as Record<string, unknown> }
}

export const noUndo = (about: string): Told => ({ about, undo: null })

/** An id that stays when the name changes. */
export const idOf = (one: Addressee): string => one.person ?? one.group

export const namesOf = (people: readonly { name: string }[]): string =>
  people.map(({ name }) => name).join(', ')

/** Of an own letter its readers, of others its author; and its subject, or its first words. */
export function describeLetter({ tally, to, from, subject, excerpt }: LetterSummary): string {
  const words = subject === '' || subject === null ? excerpt : subject
  return [tally === null ? from.name : namesOf(to), words].filter(Boolean).join(': ')
}
