// An engine behind the real contract, with answers that a test chooses.
import { doorNouns } from '../../src/core/contract/contract.ts'
import type { DoorLog } from '../../src/core/contract/server.ts'
import { EngineError, type DoorHandlers, type EngineEvent } from '../../src/core/contract/index.ts'

type Answers = { [Noun in Exclude<keyof DoorHandlers, 'events'>]?: Partial<NonNullable<DoorHandlers[Noun]>> }

export interface FakeEngine {
  handlers: DoorHandlers
  emit(event: EngineEvent): void
  /** How many listen now. */
  countListeners(): number
  /** Every call that passed its schema: name and checked input. */
  calls: [name: string, input: unknown][]
  /** What the door had to log. */
  logged: string[]
  log: DoorLog
}

/** A handler that the test does not give refuses with `NO_PERSON`, as in an empty home. */
export function createFakeEngine(answers: Answers = {}): FakeEngine {
  const listeners = new Set<(event: EngineEvent) => void>()
  const calls: FakeEngine['calls'] = []
  const logged: string[] = []

  function createNoun(noun: keyof typeof doorNouns): unknown {
    const given = (answers[noun] ?? {}) as Record<
      string,
      ((input: unknown, context: unknown) => unknown) | undefined
    >
    const handlers = Object.keys(doorNouns[noun]).map((method) => {
      const handler = async (input: unknown, context: unknown): Promise<unknown> => {
        calls.push([`${noun}.${method}`, input])
        const answer = given[method]
        if (answer === undefined) throw new EngineError('NO_PERSON', 'There is nobody in this home.')
        return answer(input, context)
      }
      return [method, handler]
    })
    return Object.fromEntries(handlers)
  }

  const events = {
    subscribe(listener: (event: EngineEvent) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const nouns = Object.fromEntries(
    (Object.keys(doorNouns) as (keyof typeof doorNouns)[]).map((noun) => [noun, createNoun(noun)]),
  )
  return {
    handlers: { ...nouns, events } as unknown as DoorHandlers,
    emit: (event) => listeners.forEach((listener) => listener(event)),
    countListeners: () => listeners.size,
    calls,
    logged,
    log: { warn: (event) => logged.push(event), error: (event) => logged.push(event) },
  }
}
