// How the calls of a noun are written: as functions of the open home.
import type { CallContext, EngineEvent, Handlers } from '../contract/index.ts'
import type { HomeState } from '../home-state.ts'
import type { OpenHome } from '../open-home.ts'

type Nouns = Omit<Handlers, 'events' | 'home'>

/** What a call gets besides the home and its input. */
export interface Served extends CallContext {
  publish: (event: EngineEvent) => void
  state: HomeState
}

/** The calls of a noun, or some of them. */
export type Serving<N extends keyof Nouns, C extends keyof Nouns[N] = keyof Nouns[N]> = {
  [K in C]: Nouns[N][K] extends (input: infer Input, context: CallContext) => Promise<infer Output>
    ? (home: OpenHome, input: Input, served: Served) => Output | Promise<Output>
    : never
}

type Serve = (home: OpenHome, input: unknown, served: Served) => unknown

/** Makes handlers of calls. They refuse while the home is not open. */
export function serve<N extends keyof Nouns>(
  state: HomeState,
  nouns: { [K in N]: Serving<K> },
): Pick<Handlers, N> {
  const publish = (event: EngineEvent): void => state.events.publish(event)
  const handle =
    (call: Serve) =>
    async (input: unknown, context: CallContext): Promise<unknown> =>
      call(state.home, input, { ...context, publish, state })
  const mapped = Object.entries<Record<string, Serve>>(nouns).map(([noun, calls]) => [
    noun,
    Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, handle(call)])),
  ])
  return Object.fromEntries(mapped) as Pick<Handlers, N>
}
