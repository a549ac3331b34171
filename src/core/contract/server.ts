// The engine's end of a door: receives frames, checks every input against its schema, calls the
// handlers, answers.
// Whatever a client sends, the worst result for it is a refusal or a closed channel.
import type { Call, HandlersOf, Nouns } from './calls.ts'
import { MAX_FRAME_BYTES, type Channel } from './channel.ts'
import { isOversized } from './client.ts'
import { doorNouns, type DoorHandlers } from './contract.ts'
import { EngineError } from './errors.ts'
import type { EventSource } from './events.ts'
import {
  encodeFrame,
  encodeInSlices,
  encodeRefusal,
  parseFrame,
  type ParsedFrame,
  type ServerFrame,
} from './frames.ts'
import type { z } from './schema.ts'

/** The most calls and subscriptions that one channel can have open at once, if nothing else is said. */
const MAX_UNDER_WAY = 256

/** Where a door logs bugs and disconnected clients. The engine's log satisfies this interface. */
export interface DoorLog {
  warn(event: string, facts: Record<string, unknown>): void
  error(event: string, facts: Record<string, unknown>): void
}

type AnyHandler = (input: unknown, context: { signal: AbortSignal }) => Promise<unknown>

/** Serves the engine's contract on a channel until it closes, as `serveNouns` does. */
export function serveContract(
  channel: Channel,
  handlers: DoorHandlers,
  log: DoorLog,
  maxUnderWay = MAX_UNDER_WAY,
): void {
  serveNouns(channel, doorNouns, handlers, log, maxUnderWay)
}

/** The handlers for `N`. A host may leave out nouns that it does not have. */
export type ServedBy<N extends Nouns, Event> = Partial<HandlersOf<N>> & { events: EventSource<Event> }

/**
 * Serves `nouns` on a channel until it closes. Calls start in the order of their frames and may
 * finish in any order; the one above `maxUnderWay` is refused with `QUOTA`. An event that happened before an answer is sent before that answer. When the
 * channel closes, running calls are aborted and subscriptions end.
 */
export function serveNouns<N extends Nouns, Event>(
  channel: Channel,
  nouns: N,
  handlers: ServedBy<N, Event>,
  log: DoorLog,
  maxUnderWay = MAX_UNDER_WAY,
): void {
  const underWay = new Map<number, () => void>()

  async function answer(id: number, frame: ServerFrame): Promise<void> {
    const text = await encodeInSlices(frame, nextTurn, MAX_FRAME_BYTES)
    if (text !== null && !isOversized(text)) channel.send(text)
    else refuse(id, new EngineError('TOO_LARGE', 'The answer is larger than a door takes.'))
  }

  function refuse(id: number, error: EngineError): void {
    channel.send(encodeRefusal(id, error))
  }

  async function run(id: number, name: string, input: unknown): Promise<void> {
    const controller = new AbortController()
    underWay.set(id, () => controller.abort(new EngineError('CANCELLED', 'Cancelled by the caller.')))
    try {
      await answer(id, { id, value: await invoke(nouns, handlers, name, input, controller.signal) })
    } catch (error) {
      refuse(id, toRefusal(error, name, controller.signal, log))
    } finally {
      underWay.delete(id)
    }
  }

  function subscribe(id: number): void {
    const unsubscribe = handlers.events.subscribe((event, number) =>
      channel.send(encodeFrame({ id, event, number })),
    )
    underWay.set(id, () => {
      underWay.delete(id)
      unsubscribe()
    })
  }

  /** Returns false if the frame is not a valid request. */
  function accept(frame: ParsedFrame): boolean {
    const { id, call } = frame
    if (frame.cancel === true) {
      underWay.get(id)?.()
      return true
    }
    if (underWay.has(id)) return false
    if (underWay.size >= maxUnderWay) refuse(id, new EngineError('QUOTA', 'Too many calls at once.'))
    else if (typeof call === 'string') void run(id, call, frame.input)
    else if (frame.subscribe === 'events') subscribe(id)
    else return false
    return true
  }

  channel.onFrame((text) => {
    const frame = parseFrame(text)
    if (frame !== null && accept(frame)) return
    log.warn('door-malformed-frame', { chars: text.length })
    channel.close('malformed frame')
  })

  channel.onClose(() => {
    for (const stop of [...underWay.values()]) stop()
  })
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function invoke(
  nouns: Nouns,
  handlers: object,
  name: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const [noun = '', method = ''] = name.split('.', 2)
  const declared = findCall(nouns, noun, method)
  const implemented = (handlers as Record<string, Record<string, AnyHandler> | undefined>)[noun]?.[method]
  if (declared === null || implemented === undefined) {
    throw new EngineError('INVALID', `This engine knows no call ${name.slice(0, 64)}.`)
  }
  return implemented(checkInput(name, declared, input), { signal })
}

function findCall(nouns: Nouns, noun: string, method: string): Call | null {
  if (!Object.hasOwn(nouns, noun)) return null
  const calls = nouns[noun]!
  return Object.hasOwn(calls, method) ? calls[method]! : null
}

/**
 * Returns the checked input.
 * @throws INVALID, TOO_LARGE if a size limit is exceeded; `details.issues` names the fields
 */
export function checkInput(name: string, declared: Call, input: unknown): unknown {
  const result = declared.input.safeParse(input ?? {})
  if (result.success) return result.data
  const issues = result.error.issues.map(describeIssue)
  const isTooLarge = result.error.issues.some(
    (issue) => issue.code === 'custom' && issue.params?.refusal === 'TOO_LARGE',
  )
  const first = issues[0]!
  const place = first.path === '' ? name : `${name} ${String(first.path)}`
  throw new EngineError(isTooLarge ? 'TOO_LARGE' : 'INVALID', `${place}: ${String(first.message)}`, {
    details: { issues },
  })
}

/**
 * Describes an issue with its facts, so that a client can word its own message. `message` is the
 * validator's text.
 */
function describeIssue(issue: z.core.$ZodIssue): Record<string, unknown> {
  const { path, message, code } = issue
  const told = { path: path.join('.'), message, code }
  if (code === 'too_small') return { ...told, minimum: Number(issue.minimum) }
  if (code === 'too_big') return { ...told, maximum: Number(issue.maximum) }
  if (code === 'invalid_value') return { ...told, values: issue.values.map(String) }
  if (code === 'custom' && issue.params?.refusal === 'TOO_LARGE') return { ...told, code: 'too_large' }
  return told
}

function toRefusal(error: unknown, name: string, signal: AbortSignal, log: DoorLog): EngineError {
  if (error instanceof EngineError) return error
  if (signal.aborted) return new EngineError('CANCELLED', 'Cancelled by the caller.')
  // This is a bug. Its text may contain private data, so it goes to the log and not to the client.
  log.error('call-failed', {
    call: name.slice(0, 64),
    error: error instanceof Error ? error.stack : String(error),
  })
  return new EngineError('INTERNAL', 'The engine met an error of its own; its log says more.')
}
