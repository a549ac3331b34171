// Writes down the acts of a phone that stay without it, with the call that takes each back. A person
// who has lost a phone sees what a thief did with it.
import type { CallContext, DoorHandlers } from '../../../../core/contract/index.ts'
import type { KeptAct, Look, Told } from './act-rule.ts'
import { ACT_RULES } from './act-rules.ts'

type AnyHandler = (input: unknown, context: CallContext) => Promise<unknown>
type AnyHandlers = Record<string, Record<string, AnyHandler>>
type AnyDone = (output: unknown) => Told | null | Promise<Told | null>
type AnyRule = (input: unknown, look: Look) => AnyDone | Promise<AnyDone>

interface Keeping {
  call: string
  rule: AnyRule
  look: Look
  keep: (act: KeptAct) => Promise<void>
}

/** An act is kept also if nothing can be said about it. */
const UNDESCRIBED: Told = { about: '', undo: null }

/** Returns the handlers of one phone, whose acts are kept. */
export function keepActs(handlers: DoorHandlers, keep: Keeping['keep']): DoorHandlers {
  const all = handlers as unknown as AnyHandlers
  const look = createLook(all)
  const kept = Object.entries(ACT_RULES as Record<string, Record<string, AnyRule | null>>).map(
    ([noun, rules]) => {
      const calls = Object.entries(rules).flatMap(([method, rule]) =>
        rule === null
          ? []
          : [
              [
                method,
                keeping(all[noun]![method]!, { call: `${noun}.${method}`, rule, look, keep }),
              ] as const,
            ],
      )
      return [noun, { ...all[noun], ...Object.fromEntries(calls) }] as const
    },
  )
  return { ...handlers, ...Object.fromEntries(kept) }
}

function keeping(handler: AnyHandler, { call, rule, look, keep }: Keeping): AnyHandler {
  return async (input, context) => {
    const done = await attempt(
      () => rule(input, look),
      () => UNDESCRIBED,
    )
    const output = await handler(input, context).catch(async (error: unknown) => {
      // A phone that gave up its call may have done it.
      if (context.signal.aborted) await keep({ call, ...UNDESCRIBED })
      throw error
    })
    const told = await attempt(() => done(output), UNDESCRIBED)
    if (told !== null) await keep({ call, ...told })
    return output
  }
}

async function attempt<T>(act: () => T | Promise<T>, otherwise: T): Promise<T> {
  try {
    return await act()
  } catch {
    return otherwise
  }
}

/** Looks as the home itself, so that a phone that leaves cannot keep an act from being described. */
function createLook(handlers: AnyHandlers): Look {
  const { signal } = new AbortController()
  const calls = (noun: string): Record<string, (input: unknown) => Promise<unknown>> =>
    Object.fromEntries(
      Object.entries(handlers[noun]!).map(([method, handler]) => [
        method,
        (input: unknown) => handler(input, { signal }),
      ]),
    )
  return Object.fromEntries(
    Object.keys(handlers)
      .filter((noun) => noun !== 'events')
      .map((noun) => [noun, calls(noun)]),
  ) as unknown as Look
}
