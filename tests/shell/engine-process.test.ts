// The engine's process as main sees it: what a death, a refusal and a silence lead to. Time is the test's.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { MessagePortMain } from 'electron'
import { EngineError, isEngineError } from '../../src/core/contract/index.ts'
import { EngineProcess, type EngineDeath, type EngineRefusal } from '../../src/main/shell/engine-process.ts'
import type { HostOptions, Keyring } from '../../src/main/engine-host/messages.ts'
import { FakeElectron } from './support/fake-electron.ts'

let fake: FakeElectron
let engine: EngineProcess
let deaths: EngineDeath[]
let refusals: EngineRefusal[]
let homes: (Keyring | null)[]
let opened: number
let findOptions: () => Promise<HostOptions>

beforeEach(() => {
  vi.useFakeTimers()
  fake = new FakeElectron('/tmp')
  fake.app.isReady = true
  ;[deaths, refusals, homes, opened] = [[], [], [], 0]
  findOptions = async () => ({ home: '/home/alice' })
  engine = new EngineProcess({
    utilityProcess: fake.parts.utilityProcess,
    modulePath: '/app/engine-host.js',
    findOptions: () => findOptions(),
    onDied: (death) => void deaths.push(death),
    onRefused: (refusal) => void refusals.push(refusal),
    onOpened: () => {
      opened++
    },
    openDemo: () => openDemo(),
    onHome: (keyring) => void homes.push(keyring),
  })
})

let openDemo = async (): Promise<{ url: string }> => ({ url: 'http://127.0.0.1:1/#token=x' })

afterEach(() => {
  vi.useRealTimers()
})

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (isEngineError(error) ? error.code : error),
  )
const [port, handing] = [{ of: 'page' }, { of: 'preload' }] as unknown as [MessagePortMain, MessagePortMain]

test('it is forked once, with a name, and told which home to open', async () => {
  await Promise.all([engine.start(), engine.start()])
  await engine.start()
  expect(fake.processes).toHaveLength(1)
  expect(fake.process).toMatchObject({
    modulePath: '/app/engine-host.js',
    options: { serviceName: 'Fumikura engine', stdio: ['ignore', 'pipe', 'pipe'] },
    got: [{ message: { kind: 'open', options: { home: '/home/alice' } } }],
  })
})

test('what it says of the home is passed on; a port is taken only while it is open', async () => {
  await engine.start()
  expect(engine.connect(port, handing)).toBe(false)
  fake.process.say({ kind: 'opened', keyring: null, files: { port: 1, secret: 's' } })
  fake.process.say({ kind: 'home', keyring: 'host' })
  expect([opened, homes, engine.connect(port, handing)]).toEqual([1, [null, 'host'], true])
  expect(fake.process.got.at(-1)).toEqual({ message: { kind: 'port' }, ports: [port, handing] })
})

test('a message that is none of ours changes nothing', async () => {
  await engine.start()
  for (const message of [null, 'opened', 7, {}, { kind: 7 }, { kind: 'toString' }, []])
    fake.process.emit('message', message)
  expect([opened, homes, refusals]).toEqual([0, [], []])
})

test('a wish for the demo world is answered by its number, also when it fails', async () => {
  await engine.start()
  fake.process.say({ kind: 'open-demo', id: 7 })
  await vi.advanceTimersByTimeAsync(0)
  openDemo = () => Promise.reject(new Error('no room'))
  fake.process.say({ kind: 'open-demo', id: 8 })
  await vi.advanceTimersByTimeAsync(0)
  expect(fake.process.got.slice(1).map(({ message }) => message)).toEqual([
    { kind: 'demo', id: 7, url: 'http://127.0.0.1:1/#token=x' },
    { kind: 'demo-failed', id: 8, message: 'no room' },
  ])
})

describe('a death', () => {
  beforeEach(() => engine.start())

  const startsAfter = async (ms: number): Promise<boolean> => {
    const before = fake.processes.length
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1))
    const isTooSoon = ms > 0 && fake.processes.length > before
    await vi.advanceTimersByTimeAsync(1)
    return !isTooSoon && fake.processes.length === before + 1
  }

  test('is told with what was printed last, and the engine is started again', async () => {
    fake.process.say({ kind: 'opened', keyring: 'host', files: { port: 1, secret: 's' } })
    fake.process.stderr.write('out of memory')
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(134)
    expect(deaths).toEqual([{ code: 134, output: 'out of memory', restarts: 1, gaveUp: false }])
    expect(engine.connect(port, handing)).toBe(false)
    expect(await startsAfter(0)).toBe(true)
  })

  test('after a death has longer and longer pauses, and at the fifth it gives up', async () => {
    for (const pauseMs of [0, 1000, 5000, 15_000]) {
      fake.process.die(1)
      expect(await startsAfter(pauseMs)).toBe(true)
    }
    fake.process.die(1)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(fake.processes).toHaveLength(5)
    expect(deaths.map(({ gaveUp }) => gaveUp)).toEqual([false, false, false, false, true])
  })

  test('after a steady hour begins with a clean record', async () => {
    for (let died = 0; died < 3; died++) {
      fake.process.die(1)
      await vi.advanceTimersByTimeAsync(15_000)
    }
    await vi.advanceTimersByTimeAsync(3_600_000)
    fake.process.die(1)
    expect(await startsAfter(0)).toBe(true)
  })

  test('after it gave up, a person can start it again', async () => {
    for (let died = 0; died < 5; died++) {
      fake.process.die(1)
      await vi.advanceTimersByTimeAsync(15_000)
    }
    await engine.start()
    expect(fake.processes).toHaveLength(6)
  })

  test('keeps of what was printed only the end', async () => {
    fake.process.stdout.write(`${'x'.repeat(20_000)}the end`)
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(1)
    expect(deaths[0]!.output).toHaveLength(8192)
    expect(deaths[0]!.output).toMatch(/the end$/)
  })

  test('of a process that was replaced already says nothing', async () => {
    const first = fake.process
    first.die(1)
    await vi.advanceTimersByTimeAsync(0)
    first.die(1)
    expect(deaths).toHaveLength(1)
  })
})

describe('a refusal', () => {
  beforeEach(async () => {
    await engine.start()
    fake.process.say({ kind: 'refused', code: 'HOME_LOCKED', message: 'another engine has this home open' })
  })

  test('is told once the process has ended, so that trying again at once starts a new one', async () => {
    expect(refusals).toEqual([])
    fake.process.die(1)
    expect(refusals).toEqual([{ code: 'HOME_LOCKED', message: 'another engine has this home open' }])
    await engine.start()
    expect(fake.processes).toHaveLength(2)
  })

  test('is no death: nothing is started by itself', async () => {
    fake.process.die(1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([deaths, fake.processes.length]).toEqual([[], 1])
  })

  test('is forgotten by the next start', async () => {
    fake.process.die(1)
    await engine.start()
    fake.process.say({ kind: 'opened', keyring: 'host', files: { port: 1, secret: 's' } })
    fake.process.die(9)
    expect([refusals.length, deaths.length]).toEqual([1, 1])
  })
})

test('options that cannot be found are a refusal, with their code, and no unhandled error', async () => {
  findOptions = async () => {
    throw new EngineError('NO_SPACE', 'full')
  }
  await engine.start()
  findOptions = async () => {
    throw new Error('odd')
  }
  await engine.start()
  expect(refusals).toEqual([
    { code: 'NO_SPACE', message: 'full' },
    { code: 'INTERNAL', message: 'odd' },
  ])
  expect(fake.processes).toEqual([])
})

describe('a question', () => {
  const storageKey = new Uint8Array(32).fill(7)

  test('before there is a process is refused', async () => {
    expect(await codeOf(engine.askKey())).toBe('UNREACHABLE')
  })

  test('is answered by the answer to it, and one waits for the other', async () => {
    await engine.start()
    const [key, kept] = [engine.askKey(), engine.becomeKeyHost()]
    await vi.advanceTimersByTimeAsync(0)
    expect(fake.process.kinds).toEqual(['open', 'ask-key'])
    fake.process.say({ kind: 'key', storageKey })
    expect(await key).toEqual(storageKey)
    await vi.advanceTimersByTimeAsync(0)
    fake.process.say({ kind: 'kept' })
    expect(await codeOf(kept)).toBe('resolved')
  })

  test('is refused with the code of the engine', async () => {
    await engine.start()
    const asked = engine.askKey()
    await vi.advanceTimersByTimeAsync(0)
    fake.process.say({ kind: 'failed', code: 'LOCKED', message: 'locked' })
    expect(await codeOf(asked)).toBe('LOCKED')
  })

  test('ends when the process dies, and so does the one behind it', async () => {
    await engine.start()
    const asked = [codeOf(engine.askKey()), codeOf(engine.becomeKeyHost())]
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(1)
    expect(await Promise.all(asked)).toEqual(['UNREACHABLE', 'UNREACHABLE'])
  })

  test('an answer that nobody asked for changes nothing', async () => {
    await engine.start()
    fake.process.say({ kind: 'kept' })
    const asked = engine.askKey()
    await vi.advanceTimersByTimeAsync(0)
    fake.process.say({ kind: 'key', storageKey })
    expect(await asked).toEqual(storageKey)
  })
})

describe('stopping', () => {
  const isDone = async (promise: Promise<void>): Promise<boolean> => {
    let done = false
    void promise.then(() => (done = true))
    await vi.advanceTimersByTimeAsync(0)
    return done
  }

  test('lets it close its home, and is no death', async () => {
    await engine.start()
    expect(await isDone(engine.stop())).toBe(true)
    expect([fake.process.kinds.at(-1), fake.process.wasKilled, deaths]).toEqual(['close', false, []])
  })

  test('kills it when it takes too long', async () => {
    await engine.start()
    fake.process.endsOn.close = false
    const stopped = engine.stop()
    await vi.advanceTimersByTimeAsync(7999)
    expect([fake.process.wasKilled, await isDone(stopped)]).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(1)
    expect([fake.process.wasKilled, await isDone(stopped)]).toEqual([true, true])
  })

  test('does not wait for ever for one that cannot even be killed', async () => {
    await engine.start()
    fake.process.endsOn = { close: false, kill: false }
    const stopped = engine.stop()
    await vi.advanceTimersByTimeAsync(9999)
    expect(await isDone(stopped)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isDone(stopped)).toBe(true)
  })

  test('before it was started, between two starts, or while its options are looked for starts nothing', async () => {
    let give: (options: HostOptions) => void = () => undefined
    findOptions = () => new Promise((resolve) => (give = resolve))
    const starting = engine.start()
    expect(await isDone(engine.stop())).toBe(true)
    give({ home: '/home/alice' })
    await starting
    await engine.start()
    expect(fake.processes).toEqual([])
  })

  test('between a death and the start after it ends that too', async () => {
    await engine.start()
    fake.process.die(1)
    await engine.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fake.processes).toHaveLength(1)
  })
})
