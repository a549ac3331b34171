// The connection that reconnects, against an engine that ends and restarts.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryChannels, type Channel, type EngineEvent } from '../../../src/core/contract/index.ts'
import { Refused } from '../../../src/renderer/bridge/connection.ts'
import { connect, type Connection, type Dial, type LinkState } from '../../../src/renderer/bridge/index.ts'

/** The far end of each channel that was dialled; it answers every call with its name. */
class FakeDoor {
  readonly ends: Channel[] = []
  readonly subscriptions: { end: Channel; id: number }[] = []
  #refusal: Error | null = null

  readonly dial: Dial = async () => {
    if (this.#refusal !== null) throw this.#refusal
    const [near, far] = createMemoryChannels()
    far.onFrame((text) =>
      this.#answer(far, JSON.parse(text) as { id: number; call?: string; subscribe?: string }),
    )
    this.ends.push(far)
    return near
  }

  refuse(error: Error | null): void {
    this.#refusal = error
  }

  tell(event: object): void {
    for (const { end, id } of this.subscriptions) end.send(JSON.stringify({ id, event }))
  }

  /** Closes the latest channel, like a stopped engine. */
  drop(): void {
    this.ends.at(-1)!.close('the engine is closing')
  }

  #answer(end: Channel, { id, call, subscribe }: { id: number; call?: string; subscribe?: string }): void {
    if (subscribe !== undefined) this.subscriptions.push({ end, id })
    else if (call !== 'letters.read') end.send(JSON.stringify({ id, value: call }))
  }
}

let door: FakeDoor
let connection: Connection
let states: LinkState[]

function open(): void {
  states = []
  connection = connect(door.dial)
  connection.onState((state) => states.push(state))
}

beforeEach(() => {
  vi.useFakeTimers()
  door = new FakeDoor()
})

afterEach(() => {
  connection.close()
  vi.useRealTimers()
})

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

describe('a door that continues', () => {
  let isWhole: boolean[]

  async function lose(during: () => unknown): Promise<void> {
    isWhole = []
    const received: number[] = []
    connection = connect(async () =>
      Object.assign(await door.dial(), CONTINUES, { received: (event: number) => received.push(event) }),
    )
    connection.onState((state) => state === 'online' && isWhole.push(connection.isWhole))
    await settle()
    door.subscriptions[0]!.end.send(JSON.stringify({ id: door.subscriptions[0]!.id, event: {}, number: 7 }))
    await settle()
    expect(received).toEqual([7])
    door.refuse(new Error('down'))
    const result = Promise.resolve(during()).catch(() => undefined)
    door.drop()
    await settle(100)
    await result
    door.refuse(null)
    await settle(5000)
  }
  const CONTINUES = { continues: true }

  it('nothing is read again if no event and no call was missed', async () => {
    await lose(() => undefined)
    expect(isWhole).toEqual([true, true])
  })

  it('a call whose answer was lost has missed something', async () => {
    await lose(() => connection.api.letters.read({ ref: 'r' }))
    expect(isWhole).toEqual([true, false])
  })
})

describe('a call', () => {
  it('a call before the first connection waits for the connection', async () => {
    door.refuse(new Error('not up yet'))
    open()
    const call = connection.api.home.status()
    await settle(400)
    door.refuse(null)
    await settle(1000)
    expect(await call).toBe('home.status')
  })

  it('a call while the connection is lost is refused at once', async () => {
    open()
    await settle()
    door.refuse(new Error('down'))
    door.drop()
    await settle()
    await expect(connection.api.home.status()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('a call that is under way when the connection breaks fails, and is not repeated', async () => {
    open()
    await settle()
    const read = connection.api.letters.read({ ref: 'r' }).catch((error: unknown) => error)
    await settle()
    door.drop()
    await settle(1000)
    expect(await read).toMatchObject({ code: 'UNREACHABLE' })
    expect(await connection.api.home.status()).toBe('home.status')
  })
})

describe('a connection', () => {
  it('a connection that breaks is lost, and returns with a new client and the same subscriptions', async () => {
    open()
    const events: EngineEvent[] = []
    connection.onEvent((event) => events.push(event))
    await settle()
    door.drop()
    await settle(1000)
    door.tell({ type: 'network-changed' })
    await settle()
    expect(states).toEqual(['online', 'lost', 'online'])
    expect(events).toEqual([{ type: 'network-changed' }])
  })

  it('retries with growing pauses, and never gives up', async () => {
    const dial = vi.fn<Dial>(() => Promise.reject(new Error('down')))
    connection = connect(dial)
    await settle(250 + 500 + 1000 + 2000)
    expect(dial).toHaveBeenCalledTimes(5)
    await settle(60_000)
    expect(dial).toHaveBeenCalledTimes(5 + 15)
  })

  it('a refused connection reports the refusal, and retries only on request', async () => {
    const dial = vi.fn<Dial>(() => Promise.reject(new Refused('no session')))
    connection = connect(dial)
    await settle(60_000)
    expect([connection.state, dial.mock.calls.length]).toEqual(['refused', 1])
    dial.mockImplementation(door.dial)
    connection.retry()
    await settle()
    expect(connection.state).toBe('online')
  })

  it('a connection that was closed stays closed', async () => {
    open()
    await settle()
    connection.close()
    await settle(60_000)
    connection.retry()
    await settle(60_000)
    expect(door.ends).toHaveLength(1)
  })
})
