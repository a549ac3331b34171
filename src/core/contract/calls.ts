// How a call is declared: a schema checks its input at run time, a type describes its output.
// The engine's handlers and the client's methods are both typed from these declarations.
import type { z } from 'zod'

/** One call of the contract. `Output` exists for the compiler only. */
export interface Call<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input
  readonly output?: Output
}

/**
 * `call<Output>()(inputSchema)`. It has two steps so that TypeScript infers the input type while
 * the caller names the output type.
 */
export function call<Output>() {
  return <Input extends z.ZodType>(input: Input): Call<Input, Output> => ({ input })
}

export type Noun = Record<string, Call>
export type Nouns = Record<string, Noun>

/** What a handler gets in addition to its input. */
export interface CallContext {
  /** Aborted when the caller cancels, when its connection ends, or when the door closes. */
  signal: AbortSignal
  /**
   * A door that limits what is sent. The engine calls it with what it really sends, before it does, so
   * that nothing can change between. It throws to refuse.
   */
  checkLetter?: (letter: CheckedLetter) => void | Promise<void>
}

export interface CheckedLetter {
  /** True if everyone is among its readers. */
  isForAll: boolean
  /**
   * True if it answers a letter that is here, is no new version of another, and goes only to the author
   * and the readers of that letter.
   */
  isAnswer: () => Promise<boolean>
}

type Returned<C extends Call> = C extends Call<z.ZodType, infer Output> ? Output : never

/**
 * What the engine implements. A handler gets checked input, and returns the promised output or
 * throws an EngineError.
 */
export type HandlersOf<N extends Nouns> = {
  [K in keyof N]: {
    [C in keyof N[K]]: (input: z.output<N[K][C]['input']>, context: CallContext) => Promise<Returned<N[K][C]>>
  }
}

export interface CallOptions {
  /**
   * Cancels the call. The promise rejects with `CANCELLED` at once, and the engine gets a cancel
   * frame.
   */
  signal?: AbortSignal
}

/** If no field of the input is required, the caller can omit the input. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the question is whether an empty object will do
type Method<Input, Output> = {} extends Input
  ? (input?: Input, options?: CallOptions) => Promise<Output>
  : (input: Input, options?: CallOptions) => Promise<Output>

/** The methods that a client calls. */
export type MethodsOf<N extends Nouns> = {
  [K in keyof N]: { [C in keyof N[K]]: Method<z.input<N[K][C]['input']>, Returned<N[K][C]>> }
}
