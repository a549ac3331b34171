// How a call is declared: its input by a schema that is checked, its output by a type that is promised.
// From these declarations come the handlers the engine writes and the methods a client calls.
import type { z } from 'zod'

/** One call of the contract. `Output` exists for the compiler only. */
export interface Call<Input extends z.ZodType = z.ZodType, Output = unknown> {
  readonly input: Input
  readonly output?: Output
}

/** `call<Output>()(inputSchema)`; two steps, so that the input's type is inferred while the output's is named. */
export function call<Output>() {
  return <Input extends z.ZodType>(input: Input): Call<Input, Output> => ({ input })
}

export type Noun = Record<string, Call>
export type Nouns = Record<string, Noun>

/** What a handler gets beside its input. */
export interface CallContext {
  /** Aborted when the caller cancels, its connection ends, or the door closes. */
  signal: AbortSignal
}

type Returned<C extends Call> = C extends Call<z.ZodType, infer Output> ? Output : never

/** What the engine implements: checked input in, promised output out, EngineError when refused. */
export type HandlersOf<N extends Nouns> = {
  [K in keyof N]: {
    [C in keyof N[K]]: (input: z.output<N[K][C]['input']>, context: CallContext) => Promise<Returned<N[K][C]>>
  }
}

export interface CallOptions {
  /** Cancels the call: it rejects with `CANCELLED` at once, and the engine is told. */
  signal?: AbortSignal
}

/** An input that needs nothing may be left out. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the question is whether an empty object will do
type Method<Input, Output> = {} extends Input
  ? (input?: Input, options?: CallOptions) => Promise<Output>
  : (input: Input, options?: CallOptions) => Promise<Output>

/** What a client sees. */
export type MethodsOf<N extends Nouns> = {
  [K in keyof N]: { [C in keyof N[K]]: Method<z.input<N[K][C]['input']>, Returned<N[K][C]>> }
}
