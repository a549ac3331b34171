// The guarantees of every door, whatever its transport.
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  EngineError,
  MAX_FRAME_BYTES,
  type Client,
  type DoctorReport,
  type EngineEvent,
  type LetterSummary,
  type PersonId,
  type RefText,
} from '../../src/core/contract/index.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'
import { TRANSPORTS, type OpenedTransport, type Transport } from './transports.ts'
import { until } from '../support/until.ts'

const ref = (text: string): RefText => text as RefText
const changed = (text: string): EngineEvent => ({ type: 'letter-changed', ref: ref(text) })
const refused = (code: string): unknown => expect.objectContaining({ code })

/** Returns a call that the contract does not have. */
function guess(api: Client['api'], method: string): Promise<unknown> {
  return (api.letters as unknown as Record<string, () => Promise<unknown>>)[method]!()
}

describe.each(TRANSPORTS)('a door by $name', (transport: Transport) => {
  let door: OpenedTransport | null = null

  async function open(engine: FakeEngine): Promise<OpenedTransport> {
    door = await transport.open(engine)
    return door
  }

  async function connect(engine: FakeEngine): Promise<Client> {
    const client = await (await open(engine)).connect()
    onTestFinished(() => client.close())
    return client
  }

  afterEach(async () => {
    await door?.close()
    door = null
  })

  it('carries a call to the engine and its answer back', async () => {
    const engine = createFakeEngine({
      invites: { accept: async () => ({ person: 'bob' as PersonId, name: 'ボブ', state: 'paired' }) },
    })
    const { api } = await connect(engine)
    const input = { link: 'fumikura://invite/x' }
    expect(await api.invites.accept(input)).toEqual({ person: 'bob', name: 'ボブ', state: 'paired' })
    expect(engine.calls).toEqual([['invites.accept', { ...input, waitMs: 10_000 }]])
  })

  it('starts calls in the order of their arrival, and lets them end in any order', async () => {
    const ends: string[] = []
    let release = (): void => undefined
    const othersEnded = new Promise<void>((resolve) => (release = resolve))
    const engine = createFakeEngine({
      letters: {
        async history({ ref: asked }) {
          if (asked === 'slow') await othersEnded
          return []
        },
      },
    })
    const { api } = await connect(engine)
    const names = ['slow', ...Array.from({ length: 50 }, (_, at) => `quick ${at}`)]
    const end = (name: string): void => {
      if (ends.push(name) === names.length - 1) release()
    }
    await Promise.all(names.map((name) => api.letters.history({ ref: name }).then(() => end(name))))
    expect(engine.calls.map(([, input]) => (input as { ref: string }).ref)).toEqual(names)
    expect(ends.at(-1)).toBe('slow')
  })

  it('carries an error with its code, message and details', async () => {
    const refusal = new EngineError('AUTHOR_AWAY', 'alice is away', {
      details: { waitedMs: 10_000, 理由: ['a'] },
    })
    const { api } = await connect(createFakeEngine({ letters: { read: () => Promise.reject(refusal) } }))
    const error: unknown = await api.letters.read({ ref: 'abcdef' }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ code: 'AUTHOR_AWAY', message: 'alice is away', details: refusal.details })
  })

  it('reports a bug as INTERNAL, and writes its message to the log only', async () => {
    const engine = createFakeEngine({ people: { whoami: () => Promise.reject(new Error('secret inside')) } })
    const { api } = await connect(engine)
    const error: unknown = await api.people.whoami().catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'INTERNAL',
      message: expect.not.stringContaining('secret') as string,
    })
    expect(engine.logged).toEqual(['call-failed'])
  })

  it('keeps bytes as bytes', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
    const report = { deep: [{ bytes, none: new Uint8Array() }], $: 'not a tag' } as unknown as DoctorReport
    const { api } = await connect(createFakeEngine({ doctor: { report: async () => report } }))
    expect(await api.doctor.report()).toEqual(report)
  })

  it.each([
    ['a missing field', (api: Client['api']) => api.letters.read({} as { ref: string }), 'INVALID'],
    ['an unknown field', (api: Client['api']) => api.people.whoami({ x: 1 } as never), 'INVALID'],
    ['an unknown call', (api: Client['api']) => guess(api, 'burn'), 'INVALID'],
    ['an inherited name', (api: Client['api']) => guess(api, 'constructor'), 'INVALID'],
    [
      'a text over its cap',
      (api: Client['api']) => api.letters.ask({ ref: 'abc', text: 'é'.repeat(129) }),
      'TOO_LARGE',
    ],
  ])('refuses %s before the engine sees it', async (_name, call, code) => {
    const engine = createFakeEngine()
    const { api } = await connect(engine)
    await expect(call(api)).rejects.toEqual(refused(code))
    expect(engine.calls).toEqual([])
  })

  it('ends an aborted call at once, and aborts it at the engine', async () => {
    const heard = vi.fn()
    const engine = createFakeEngine({
      letters: {
        read: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              heard()
              reject(new EngineError('CANCELLED', 'given up'))
            })
          }),
      },
      drafts: { list: async () => [] },
    })
    const { api } = await connect(engine)
    const controller = new AbortController()
    const reading = api.letters.read({ ref: 'abcdef' }, { signal: controller.signal })
    await until(() => expect(engine.calls).toHaveLength(1))
    controller.abort()
    await expect(reading).rejects.toEqual(refused('CANCELLED'))
    await until(() => expect(heard).toHaveBeenCalledOnce())
    // The late answer has no receiver and does no harm.
    expect(await api.drafts.list()).toEqual([])
  })

  it('does not start a call whose signal was aborted before', async () => {
    const engine = createFakeEngine({ drafts: { list: async () => [] } })
    const { api } = await connect(engine)
    await expect(api.people.whoami({}, { signal: AbortSignal.abort() })).rejects.toEqual(refused('CANCELLED'))
    await api.drafts.list()
    expect(engine.calls.map(([name]) => name)).toEqual(['drafts.list'])
  })

  it.each(['the client', 'the engine'])('rejects pending and later calls when %s closes', async (who) => {
    const aborted = vi.fn()
    const engine = createFakeEngine({
      letters: {
        read: (_, { signal }) => new Promise(() => signal.addEventListener('abort', aborted)),
      },
    })
    const client = await connect(engine)
    const onClose = vi.fn()
    client.onClose(onClose)
    const waiting = Promise.allSettled(['one', 'two'].map((name) => client.api.letters.read({ ref: name })))
    await until(() => expect(engine.calls).toHaveLength(2))
    if (who === 'the client') client.close()
    else {
      await door!.close()
      door = null
    }
    const results = await waiting
    expect(
      results.map((result) => (result.status === 'rejected' ? (result.reason as unknown) : null)),
    ).toEqual([refused('UNREACHABLE'), refused('UNREACHABLE')])
    await expect(client.api.drafts.list()).rejects.toEqual(refused('UNREACHABLE'))
    await until(() => expect(aborted).toHaveBeenCalledTimes(2))
    expect(onClose).toHaveBeenCalledExactlyOnceWith(refused('UNREACHABLE'))
  })

  it('delivers events in order, those of a later call before its answer', async () => {
    const engine = createFakeEngine({
      letters: {
        async history() {
          engine.emit(changed('within'))
          return []
        },
      },
    })
    const { api } = await connect(engine)
    const story: string[] = []
    api.events.subscribe((event) => story.push((event as { ref: string }).ref))
    await api.letters.history({ ref: 'abc' }).then(() => story.push('answer'))
    for (let at = 0; at < 100; at++) engine.emit(changed(String(at)))
    await until(() => expect(story).toHaveLength(102))
    expect(story).toEqual(['within', 'answer', ...Array.from({ length: 100 }, (_, at) => String(at))])
  })

  it('stops a subscription on request, at the client at once and at the engine soon', async () => {
    const engine = createFakeEngine()
    const { api } = await connect(engine)
    const heard = vi.fn()
    const onEnd = vi.fn()
    const stop = api.events.subscribe(heard, { onEnd })
    await until(() => expect(engine.countListeners()).toBe(1))
    engine.emit(changed('lost'))
    stop()
    await until(() => expect(engine.countListeners()).toBe(0))
    expect([heard.mock.calls.length, onEnd.mock.calls.length]).toEqual([0, 0])
  })

  it('ends subscriptions with the connection, and rejects later subscribers', async () => {
    const engine = createFakeEngine()
    const client = await connect(engine)
    const onEnd = vi.fn()
    client.api.events.subscribe(() => undefined, { onEnd })
    await until(() => expect(engine.countListeners()).toBe(1))
    client.close()
    await until(() => expect(engine.countListeners()).toBe(0))
    client.api.events.subscribe(() => undefined, { onEnd })
    await until(() => expect(onEnd.mock.calls).toEqual([[refused('UNREACHABLE')], [refused('UNREACHABLE')]]))
  })

  it('carries sixteen megabytes both ways', async () => {
    const text = '文庫x'.repeat((16 * 1024 * 1024) / 7)
    const engine = createFakeEngine({
      letters: {
        send: async ({ text: sent }) => ({ ref: ref(sent.slice(-3)), state: 'notified' }),
        list: async () => [{ subject: text } as LetterSummary],
      },
    })
    const { api } = await connect(engine)
    expect(await api.letters.send({ to: ['bob'], subject: '', text })).toEqual({
      ref: '文庫x',
      state: 'notified',
    })
    expect((await api.letters.list())[0]!.subject === text).toBe(true)
  })

  it('refuses a frame over its limit in either direction, and continues', async () => {
    const huge = 'x'.repeat(MAX_FRAME_BYTES)
    const engine = createFakeEngine({
      letters: { list: async () => [{ subject: huge } as LetterSummary] },
      drafts: { list: async () => [] },
    })
    const { api } = await connect(engine)
    await expect(api.letters.send({ to: ['bob'], subject: '', text: huge })).rejects.toEqual(
      refused('TOO_LARGE'),
    )
    await expect(api.letters.list()).rejects.toEqual(refused('TOO_LARGE'))
    expect(await api.drafts.list()).toEqual([])
  })

  it('disconnects only the client that announces a frame over the limit', async () => {
    const engine = createFakeEngine({ drafts: { list: async () => [] } })
    const { api } = await connect(engine)
    await door!.announceOversized()
    expect(await api.drafts.list()).toEqual([])
  })

  it.each([
    'not JSON',
    '[]',
    'null',
    '{}',
    '{"id":0,"call":"people.whoami"}',
    '{"id":1.5,"call":"people.whoami"}',
    '{"id":1,"call":7}',
    '{"id":1,"subscribe":"everything"}',
    '{"id":1,"call":"people.whoami","input":{"$":7}}',
    '{"id":1,"call":"people.whoami","input":{"$":"no base64!"}}',
    '['.repeat(100_000),
  ])('disconnects only the client that sends %.60s', async (garbage) => {
    const engine = createFakeEngine({ drafts: { list: async () => [] } })
    const { api } = await connect(engine)
    const raw = await door!.connectRaw()
    const closed = new Promise((resolve) => raw.onClose(resolve))
    raw.send(garbage)
    await closed
    expect(await api.drafts.list()).toEqual([])
    expect([engine.calls.length, engine.logged]).toEqual([1, ['door-malformed-frame']])
  })

  it('disconnects a client that reuses the id of a pending call', async () => {
    const engine = createFakeEngine({ letters: { read: () => new Promise(() => undefined) } })
    await open(engine)
    const raw = await door!.connectRaw()
    const closed = new Promise((resolve) => raw.onClose(resolve))
    raw.send('{"id":1,"call":"letters.read","input":{"ref":"abcdef"}}')
    raw.send('{"id":1,"subscribe":"events"}')
    await closed
    expect(engine.countListeners()).toBe(0)
  })

  it('takes 256 calls at once and refuses the next with QUOTA', async () => {
    const finish: (() => void)[] = []
    const engine = createFakeEngine({
      letters: { history: () => new Promise((resolve) => finish.push(() => resolve([]))) },
    })
    const { api } = await connect(engine)
    const calls = Array.from({ length: 256 }, () => api.letters.history({ ref: 'abc' }))
    await expect(api.letters.history({ ref: 'abc' })).rejects.toEqual(refused('QUOTA'))
    finish.forEach((end) => end())
    expect(await Promise.all(calls)).toHaveLength(256)
    const next = api.letters.history({ ref: 'abc' })
    await until(() => expect(finish).toHaveLength(257))
    finish.at(-1)!()
    expect(await next).toEqual([])
  })
})
