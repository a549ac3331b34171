// The client's end of a door: calls and subscriptions over one channel.
// Every promise ends: by its answer, by the caller's signal, or by the end of the channel.
import type { CallOptions } from './calls.ts'
import type { Channel } from './channel.ts'
import { MAX_FRAME_BYTES } from './channel.ts'
import type { Methods } from './contract.ts'
import { EngineError } from './errors.ts'
import type { EngineEvent } from './events.ts'
import { decodeError, encodeFrame, parseFrame, type ClientFrame } from './frames.ts'

export interface SubscribeOptions {
  /** The subscription ended without being asked to: subscribe anew on a new client, and read again what is shown. */
  onEnd?: (error: EngineError) => void
}

export interface Events<Event = EngineEvent> {
  /** Events in order of happening, those of later calls included, until the returned function is called. */
  subscribe(listener: (event: Event) => void, options?: SubscribeOptions): () => void
}

/** `api.letters.send({ … })`, `api.events.subscribe(…)`. */
export type Api = Methods & { events: Events }

/** Of the engine's contract unless told: the desktop speaks its own over the same frames. */
export interface Client<Calls = Methods, Event = EngineEvent> {
  api: Calls & { events: Events<Event> }
  /** Called once with the reason, also when it is closed already. A closed client stays closed: make a new one. */
  onClose(listener: (error: EngineError) => void): void
  close(): void
}

interface Pending {
  settle(frame: Record<string, unknown>): void
  fail(error: EngineError): void
}

/**
 * Guarantees, each with a test in tests/contract: calls reach the engine in the order made; a call on a closed client
 * rejects `UNREACHABLE`, and so does every call that was waiting when it closed; an aborted call rejects `CANCELLED`
 * at once; a frame too large to be taken is refused here as `TOO_LARGE` and harms nothing else.
 */
export function createClient<Calls = Methods, Event = EngineEvent>(channel: Channel): Client<Calls, Event> {
  const pending = new Map<number, Pending>()
  let ended: EngineError | null = null
  let lastId = 0

  function send(frame: ClientFrame): void {
    const text = encodeFrame(frame)
    if (isOversized(text)) throw new EngineError('TOO_LARGE', 'The call is larger than a door takes.')
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
        settle(frame) {
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

  function subscribe(listener: (event: Event) => void, { onEnd }: SubscribeOptions = {}): () => void {
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
      settle: (frame) => ('error' in frame ? fail(decodeError(frame.error)) : listener(frame.event as Event)),
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
    // An answer to nobody is one that was cancelled on its way.
    pending.get(frame.id)?.settle(frame)
  })

  channel.onClose((reason) => {
    ended = new EngineError('UNREACHABLE', `The connection to the engine ended: ${reason}.`)
    for (const waiting of [...pending.values()]) waiting.fail(ended)
  })

  return {
    api: createApi(invoke, subscribe) as Calls & { events: Events<Event> },
    onClose: (listener) => channel.onClose(() => listener(ended!)),
    close: () => channel.close('closed by the client'),
  }
}

function createApi(
  invoke: (call: string, input: unknown, options?: CallOptions) => Promise<unknown>,
  subscribe: unknown,
): object {
  const nouns = new Map<string, object>([['events', { subscribe }]])
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

/** An object whose every property is made from its name; not a thenable, so that it can be awaited by accident. */
function propertiesBy(make: (name: string) => unknown): object {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) },
  )
}

export function isOversized(text: string): boolean {
  if (text.length * 3 <= MAX_FRAME_BYTES) return false
  return text.length > MAX_FRAME_BYTES || new TextEncoder().encode(text).byteLength > MAX_FRAME_BYTES
}

const cancelled = (): EngineError => new EngineError('CANCELLED', 'Cancelled by the caller.')
