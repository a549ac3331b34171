// The client's end of a door: calls and subscriptions over one channel.
// Every call settles by its answer, by the caller's signal, or when the channel closes.
import type { CallOptions } from './calls.ts'
import type { Channel } from './channel.ts'
import { MAX_FRAME_BYTES } from './channel.ts'
import type { Methods } from './contract.ts'
import { EngineError } from './errors.ts'
import type { EngineEvent } from './events.ts'
import { decodeError, encodeFrame, parseFrame, type ClientFrame } from './frames.ts'

export interface SubscribeOptions {
  /**
   * Called if the subscription ends without an unsubscribe. Subscribe again on a new client, and
   * reload the displayed data.
   */
  onEnd?: (error: EngineError) => void
}

export interface Events<Event = EngineEvent> {
  /**
   * Calls the listener for each event in order, including events of later calls, until the caller
   * calls the returned function. Only a door for phones numbers its events.
   */
  subscribe(listener: (event: Event, number?: number) => void, options?: SubscribeOptions): () => void
}

/** `api.letters.send({ … })`, `api.events.subscribe(…)`. */
export type Api = Methods & { events: Events }

export type Invoke = (call: string, input: unknown, options?: CallOptions) => Promise<unknown>

/**
 * A client of the engine's contract by default. The desktop shell uses its own contract over the
 * same frames.
 */
export interface Client<Calls = Methods, Event = EngineEvent> {
  api: Calls & { events: Events<Event> }
  /** The same call by its name, `letters.send`. */
  invoke: Invoke
  /**
   * Calls the listener once with the reason, also if the client is already closed. A closed client
   * stays closed, so create a new one.
   */
  onClose(listener: (error: EngineError) => void): void
  close(): void
}

interface Pending {
  finish(frame: Record<string, unknown>): void
  fail(error: EngineError): void
}

/**
 * Guarantees, each with a test in tests/contract:
 * - Calls reach the engine in the order in which they were made.
 * - A call on a closed client rejects with `UNREACHABLE`. So does each pending call when it closes.
 * - An aborted call rejects with `CANCELLED` at once.
 * - A frame above the size limit is refused here with `TOO_LARGE` and affects no other call.
 */
export function createClient<Calls = Methods, Event = EngineEvent>(channel: Channel): Client<Calls, Event> {
  const pending = new Map<number, Pending>()
  let ended: EngineError | null = null
  let lastId = 0

  function send(frame: ClientFrame): void {
    const text = encodeFrame(frame)
    if (isOversized(text, channel.maxFrameBytes))
      throw new EngineError('TOO_LARGE', 'The call is larger than a door takes.')
    channel.send(text)
  }

  function invoke(call: string, input: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (ended !== null) throw ended
      if (signal?.aborted) throw cancelled()
      const id = ++lastId
      send({ id, call, input })
      const forget = (): void => {
        pending.delete(id)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        forget()
        send({ id, cancel: true })
        reject(cancelled())
      }
      signal?.addEventListener('abort', onAbort)
      pending.set(id, {
        finish(frame) {
          forget()
          if ('error' in frame) reject(decodeError(frame.error))
          else resolve(frame.value)
        },
        fail(error) {
          forget()
          reject(error)
        },
      })
    })
  }

  function subscribe(
    listener: (event: Event, number?: number) => void,
    { onEnd }: SubscribeOptions = {},
  ): () => void {
    if (ended !== null) {
      const error = ended
      queueMicrotask(() => onEnd?.(error))
      return () => undefined
    }
    const id = ++lastId
    const fail = (error: EngineError): void => {
      if (pending.delete(id)) onEnd?.(error)
    }
    pending.set(id, {
      finish: (frame) =>
        'error' in frame
          ? fail(decodeError(frame.error))
          : listener(frame.event as Event, frame.number as number | undefined),
      fail,
    })
    send({ id, subscribe: 'events' })
    return () => {
      if (pending.delete(id)) send({ id, cancel: true })
    }
  }

  channel.onFrame((text) => {
    const frame = parseFrame(text)
    if (frame === null) return channel.close('malformed frame')
    // An answer without a pending call belongs to a call that was cancelled meanwhile.
    pending.get(frame.id)?.finish(frame)
  })

  channel.onClose((reason) => {
    ended = new EngineError('UNREACHABLE', `The connection to the engine ended: ${reason}.`)
    for (const waiting of [...pending.values()]) waiting.fail(ended)
  })

  return {
    api: createApi(invoke, { events: { subscribe } }) as Calls & { events: Events<Event> },
    invoke,
    onClose: (listener) => channel.onClose(() => listener(ended!)),
    close: () => channel.close('closed by the client'),
  }
}

/** Makes `api.noun.call(input, options)` of one function; `own` are nouns that are no calls. */
export function createApi(invoke: Invoke, own: Record<string, object> = {}): object {
  const nouns = new Map(Object.entries(own))
  const methods = (noun: string): object =>
    propertiesBy(
      (name) => (input: unknown, options?: CallOptions) => invoke(`${noun}.${name}`, input, options),
    )
  return propertiesBy((noun) => {
    let found = nouns.get(noun)
    if (found === undefined) nouns.set(noun, (found = methods(noun)))
    return found
  })
}

/**
 * Returns an object that makes each property from its name. It has no `then`, so an accidental
 * `await` returns it unchanged.
 */
function propertiesBy(make: (name: string) => unknown): object {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) },
  )
}

export function isOversized(text: string, maxBytes = MAX_FRAME_BYTES): boolean {
  if (text.length * 3 <= maxBytes) return false
  return text.length > maxBytes || new TextEncoder().encode(text).byteLength > maxBytes
}

const cancelled = (): EngineError => new EngineError('CANCELLED', 'Cancelled by the caller.')
