// A connection to the engine that reconnects automatically, each time with a new client and a new
// subscription.
// All steps of a message use it. Its users see only `api`, events and the link state.
import {
  createApi,
  createClient,
  EngineError,
  type Api,
  type Channel,
  type Client,
  type EngineEvent,
  type Invoke,
} from '../../core/contract/index.ts'

/**
 * `connecting`: not yet connected. `lost`: was connected, retries. `refused`: not let in, does not
 * retry.
 */
export type LinkState = 'connecting' | 'online' | 'lost' | 'refused'

/** A channel whose events have numbers, so that a later one can go on after them. */
export interface DialledChannel extends Channel {
  /** True if the subscription of this channel sends every event since the channel before. */
  readonly continues?: boolean
  /** Called with the number of each event that this page has had. */
  received?(event: number): void
}

/**
 * Opens one channel.
 * @throws Refused if a retry would change nothing; after any other error it is retried
 */
export type Dial = () => Promise<DialledChannel>

export class Refused extends Error {}

/** Wraps every call: a phone remembers what its home has answered. */
export type Around = (ask: Invoke, link: CalledLink) => Invoke

export interface CalledLink {
  isOnline(): boolean
  /** Call it with each answer that did not come from the engine: then all is read again. */
  miss(): void
  /** Calls the listener at each connection. */
  onOnline(listener: () => void): void
  /** Tells the page what waits as if the engine had done it. */
  tell(event: EngineEvent): void
}

export interface Connection {
  /**
   * Calls use the current client. Before the first connection they wait for it. While the
   * connection is lost they reject with `UNREACHABLE` at once, so that no user believes that the
   * call succeeded. Use `onEvent` instead of `events`.
   */
  readonly api: Omit<Api, 'events'>
  readonly state: LinkState
  /** True if nothing was missed before the latest connection: no event, and no call. */
  readonly isWhole: boolean
  onState(listener: (state: LinkState) => void): () => void
  /**
   * Events of the current client. Events during a loss are mostly not repeated, so read again after
   * the reconnection unless `isWhole`.
   */
  onEvent(listener: (event: EngineEvent) => void): () => void
  /**
   * Retries at once, when the network is back, the page is visible again, or another tab got a
   * session.
   */
  retry(): void
  close(): void
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000

/** With `around`, what cannot be answered while no first connection is there rejects after one attempt. */
export function connect(dial: Dial, around: Around | null = null): Connection {
  let state: LinkState = 'connecting'
  let client: Client | null = null
  let pauseMs = FIRST_PAUSE_MS
  let timer: ReturnType<typeof setTimeout> | undefined
  let isDialling = false
  let isClosed = false
  let isWhole = false
  let isFirst = true
  /** True if a call was refused since the latest connection, or not answered by the engine. */
  let hasMissed = false
  const stateListeners = new Set<(state: LinkState) => void>()
  const eventListeners = new Set<(event: EngineEvent) => void>()
  const waiting = new Set<() => void>()

  function become(next: LinkState): void {
    if (next === state) return
    state = next
    if (next !== 'connecting') for (const resume of [...waiting]) resume()
    for (const listener of [...stateListeners]) listener(next)
  }

  async function attempt(): Promise<void> {
    if (isDialling || isClosed || client !== null) return
    clearTimeout(timer)
    isDialling = true
    try {
      begin(await dial())
    } catch (error) {
      if (error instanceof Refused) become('refused')
      else tryLater()
      if (around !== null && state === 'connecting') become('lost')
    } finally {
      isDialling = false
    }
  }

  function begin(channel: DialledChannel): void {
    if (isClosed) return channel.close('the page is gone')
    const begun = createClient(channel)
    client = begun
    pauseMs = FIRST_PAUSE_MS
    // Before the first connection no event was there to miss.
    isWhole = (isFirst || channel.continues === true) && !hasMissed
    isFirst = hasMissed = false
    // Subscribe before any read, so that no event between the two is lost.
    begun.api.events.subscribe((event, number) => {
      if (number !== undefined) channel.received?.(number)
      tell(event)
    })
    begun.onClose(() => {
      client = null
      if (isClosed) return
      become('lost')
      void attempt()
    })
    become('online')
  }

  function tell(event: EngineEvent): void {
    for (const listener of [...eventListeners]) listener(event)
  }

  function tryLater(): void {
    timer = setTimeout(() => void attempt(), pauseMs)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }

  /** Resolves when the connection knows whether there is a client. */
  function settled(): Promise<void> {
    if (state !== 'connecting') return Promise.resolve()
    return new Promise((resolve) => {
      const resume = (): void => {
        waiting.delete(resume)
        resolve()
      }
      waiting.add(resume)
    })
  }

  const invoke: Invoke = async (...call) => {
    await settled()
    const current = client
    if (current === null) {
      hasMissed = true
      throw new EngineError('UNREACHABLE', 'The engine is not connected.')
    }
    return current.invoke(...call).catch((error: unknown) => {
      // Its answer was lost with the channel.
      if (client !== current) hasMissed = true
      throw error
    })
  }

  void attempt()
  const link: CalledLink = {
    isOnline: () => state === 'online',
    miss: () => (hasMissed = true),
    onOnline: (listener) => void listen(stateListeners, (next) => next === 'online' && listener()),
    tell,
  }

  return {
    api: createApi(around?.(invoke, link) ?? invoke) as Connection['api'],
    get state() {
      return state
    },
    get isWhole() {
      return isWhole
    },
    onState: (listener) => listen(stateListeners, listener),
    onEvent: (listener) => listen(eventListeners, listener),
    retry() {
      pauseMs = FIRST_PAUSE_MS
      void attempt()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      client?.close()
    },
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
