// The engine's process as main sees it: the results of a crash, a refusal and a silence. The test
// controls the time.
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
  findOptions = async () => ({ home: '/home/alice', rendererDir: '/app/renderer' })
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

test('the process is forked once, with a name and the home to open', async () => {
  await Promise.all([engine.start(), engine.start()])
  await engine.start()
  expect(fake.processes).toHaveLength(1)
  expect(fake.process).toMatchObject({
    modulePath: '/app/engine-host.js',
    options: { serviceName: 'Fumikura engine', stdio: ['ignore', 'pipe', 'pipe'] },
    got: [{ message: { kind: 'open', options: { home: '/home/alice', rendererDir: '/app/renderer' } } }],
  })
})

test('reports of the process on the home are passed on; a port is accepted only while the home is open', async () => {
  await engine.start()
  expect(engine.connect(port, handing)).toBe(false)
  fake.process.say({ kind: 'opened', keyring: null, files: { port: 1, secret: 's' } })
  fake.process.say({ kind: 'home', keyring: 'host' })
  expect([opened, homes, engine.connect(port, handing)]).toEqual([1, [null, 'host'], true])
  expect(fake.process.got.at(-1)).toEqual({ message: { kind: 'port' }, ports: [port, handing] })
})

test('an unknown message changes nothing', async () => {
  await engine.start()
  for (const message of [null, 'opened', 7, {}, { kind: 7 }, { kind: 'toString' }, []])
    fake.process.emit('message', message)
  expect([opened, homes, refusals]).toEqual([0, [], []])
})

test('a request for the demo world is answered by its number, also if it fails', async () => {
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

describe('a crash', () => {
  beforeEach(() => engine.start())

  const startsAfter = async (ms: number): Promise<boolean> => {
    const before = fake.processes.length
    await vi.advanceTimersByTimeAsync(Math.max(0, ms - 1))
    const isTooSoon = ms > 0 && fake.processes.length > before
    await vi.advanceTimersByTimeAsync(1)
    return !isTooSoon && fake.processes.length === before + 1
  }

  test('is reported with the last output, and the engine is restarted', async () => {
    fake.process.say({ kind: 'opened', keyring: 'host', files: { port: 1, secret: 's' } })
    fake.process.stderr.write('out of memory')
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(134)
    expect(deaths).toEqual([{ code: 134, output: 'out of memory', restarts: 1, gaveUp: false }])
    expect(engine.connect(port, handing)).toBe(false)
    expect(await startsAfter(0)).toBe(true)
  })

  test('is followed by longer and longer pauses, and by none after the fifth crash', async () => {
    for (const pauseMs of [0, 1000, 5000, 15_000]) {
      fake.process.die(1)
      expect(await startsAfter(pauseMs)).toBe(true)
    }
    fake.process.die(1)
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(fake.processes).toHaveLength(5)
    expect(deaths.map(({ gaveUp }) => gaveUp)).toEqual([false, false, false, false, true])
  })

  test('a crash after a steady hour counts as the first crash again', async () => {
    for (let died = 0; died < 3; died++) {
      fake.process.die(1)
      await vi.advanceTimersByTimeAsync(15_000)
    }
    await vi.advanceTimersByTimeAsync(3_600_000)
    fake.process.die(1)
    expect(await startsAfter(0)).toBe(true)
  })

  test('a crash after the last restart leaves a manual start possible', async () => {
    for (let died = 0; died < 5; died++) {
      fake.process.die(1)
      await vi.advanceTimersByTimeAsync(15_000)
    }
    await engine.start()
    expect(fake.processes).toHaveLength(6)
  })

  test('the report of a crash keeps only the end of the output', async () => {
    fake.process.stdout.write(`${'x'.repeat(20_000)}the end`)
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(1)
    expect(deaths[0]!.output).toHaveLength(8192)
    expect(deaths[0]!.output).toMatch(/the end$/)
  })

  test('a crash of a replaced process is not reported', async () => {
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

  test('is reported once the process has ended, so that an immediate retry starts a new one', async () => {
    expect(refusals).toEqual([])
    fake.process.die(1)
    expect(refusals).toEqual([{ code: 'HOME_LOCKED', message: 'another engine has this home open' }])
    await engine.start()
    expect(fake.processes).toHaveLength(2)
  })

  test('a refusal is no crash, so the engine is not restarted', async () => {
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

test('a failure to find the options is reported with its code, and no error is unhandled', async () => {
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

describe('a request to the engine', () => {
  const storageKey = new Uint8Array(32).fill(7)

  test('a request before there is a process is refused', async () => {
    expect(await codeOf(engine.askKey())).toBe('UNREACHABLE')
  })

  test('is answered by its own answer, and requests wait for each other', async () => {
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

  test('fails if the process crashes, and so does the one queued behind it', async () => {
    await engine.start()
    const asked = [codeOf(engine.askKey()), codeOf(engine.becomeKeyHost())]
    await vi.advanceTimersByTimeAsync(0)
    fake.process.die(1)
    expect(await Promise.all(asked)).toEqual(['UNREACHABLE', 'UNREACHABLE'])
  })

  test('an answer without a request changes nothing', async () => {
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

  test('lets the engine close its home, and is no crash', async () => {
    await engine.start()
    expect(await isDone(engine.stop())).toBe(true)
    expect([fake.process.kinds.at(-1), fake.process.wasKilled, deaths]).toEqual(['close', false, []])
  })

  test('kills the process if it takes too long', async () => {
    await engine.start()
    fake.process.endsOn.close = false
    const stopped = engine.stop()
    await vi.advanceTimersByTimeAsync(7999)
    expect([fake.process.wasKilled, await isDone(stopped)]).toEqual([false, false])
    await vi.advanceTimersByTimeAsync(1)
    expect([fake.process.wasKilled, await isDone(stopped)]).toEqual([true, true])
  })

  test('does not wait indefinitely for a process that cannot be killed', async () => {
    await engine.start()
    fake.process.endsOn = { close: false, kill: false }
    const stopped = engine.stop()
    await vi.advanceTimersByTimeAsync(9999)
    expect(await isDone(stopped)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isDone(stopped)).toBe(true)
  })

  test('stopping before the start, between two starts, or while the options are read starts nothing', async () => {
    let give: (options: HostOptions) => void = () => undefined
    findOptions = () => new Promise((resolve) => (give = resolve))
    const starting = engine.start()
    expect(await isDone(engine.stop())).toBe(true)
    give({ home: '/home/alice', rendererDir: '/app/renderer' })
    await starting
    await engine.start()
    expect(fake.processes).toEqual([])
  })

  test('stopping between a crash and the restart cancels the restart', async () => {
    await engine.start()
    fake.process.die(1)
    await engine.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(fake.processes).toHaveLength(1)
  })
})
