// The log of crashes: readable after any crash, never large, and never the cause of one.
import { EventEmitter } from 'node:events'
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { CrashLog, watchForCrashes } from '../../src/main/shell/crash-log.ts'
import type { ElectronParts } from '../../src/main/shell/electron-parts.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeFolder = useTempFolders()
let path: string
let log: CrashLog
let nowMs: number

beforeEach(async () => {
  path = join(await makeFolder(), 'desktop/crashes.jsonl')
  nowMs = Date.UTC(2026, 0, 1)
  log = new CrashLog(path, () => nowMs)
})

test('entries are read back, latest first, also by the next start', () => {
  log.write('engine', 'ended (134)', 'out of memory\nat line 3')
  nowMs += 1000
  log.write('page', 'crashed (5)', '')
  expect(new CrashLog(path, Date.now).read()).toEqual([
    { at: '2026-01-01T00:00:01.000Z', process: 'page', reason: 'crashed (5)', text: '' },
    {
      at: '2026-01-01T00:00:00.000Z',
      process: 'engine',
      reason: 'ended (134)',
      text: 'out of memory\nat line 3',
    },
  ])
})

test('only the owner can read the log', async () => {
  log.write('page', 'crashed', '')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('the log has no entries and no file before the first crash', async () => {
  expect(log.read()).toEqual([])
  await expect(stat(path)).rejects.toThrow()
})

test.each([
  '{"at":"2026',
  'null',
  '[]',
  '7',
  '{"at":1,"process":"x","reason":"x","text":"x"}',
  '{"at":"x"}',
  '\0\0\0',
  ' ',
])('a line with the content %j is skipped, and its neighbours are read', async (line) => {
  log.write('page', 'before', '')
  await appendFile(path, `${line}\n`)
  log.write('page', 'after', '')
  expect(log.read().map(({ reason }) => reason)).toEqual(['after', 'before'])
})

test('a line that the crash truncated costs the next line at most', async () => {
  log.write('page', 'before', '')
  await appendFile(path, '{"at":"2026-01-01T00:00:00.000Z","process":"ma')
  log.write('page', 'lost', '')
  log.write('page', 'after', '')
  expect(log.read().map(({ reason }) => reason)).toEqual(['after', 'before'])
})

test('the log does not grow, because only the latest fifty of thousands of crashes stay', async () => {
  for (let crash = 0; crash < 2000; crash++) log.write('engine', `crash ${crash}`, 'x'.repeat(4000))
  expect((await stat(path)).size).toBeLessThan(600 * 1024)
  expect(log.read()).toHaveLength(50)
  expect(log.read()[0]!.reason).toBe('crash 1999')
})

test('one crash with very long output cannot fill the log, because only the end of the output is kept', async () => {
  log.write('main', 'x'.repeat(1 << 20), `${'x'.repeat(1 << 20)}the end`)
  expect((await readFile(path, 'utf8')).length).toBeLessThan(10_000)
  expect(log.read()[0]!.text).toMatch(/the end$/)
})

describe('a disk that cannot be written', () => {
  test('a disk that cannot be written has no further effect, because write() does not throw and leaves nothing', async () => {
    await mkdir(path, { recursive: true })
    expect(() => log.write('engine', 'ended', '')).not.toThrow()
    expect(log.read()).toEqual([])
  })

  test.runIf(process.platform === 'linux')('has no further effect if it is full', () => {
    const full = new CrashLog('/dev/full', () => nowMs)
    expect(() => full.write('engine', 'ended', '')).not.toThrow()
  })
})

describe('watching', () => {
  const app = new EventEmitter()
  const node = new EventEmitter()
  const reasons = (): string[] =>
    log
      .read()
      .map((entry) => `${entry.process}: ${entry.reason}`)
      .toReversed()

  beforeEach(() => {
    app.removeAllListeners()
    node.removeAllListeners()
    watchForCrashes(app as unknown as ElectronParts['app'], node as unknown as NodeJS.Process, log)
  })

  test('pages and Electron’s own processes that crash are recorded, orderly ends are not', () => {
    app.emit('render-process-gone', {}, {}, { reason: 'crashed', exitCode: 5 })
    app.emit('render-process-gone', {}, {}, { reason: 'clean-exit', exitCode: 0 })
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'oom', exitCode: 9 })
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', name: 'Network Service', reason: 'crashed', exitCode: 1 },
    )
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'clean-exit', exitCode: 0 })
    expect(reasons()).toEqual(['page: crashed (5)', 'GPU: oom (9)', 'Network Service: crashed (1)'])
  })

  test('the engine’s end is left to its parent, which has its output', () => {
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', name: 'Fumikura engine', reason: 'crashed', exitCode: 1 },
    )
    expect(reasons()).toEqual([])
  })

  test('an ended demo world is no crash; one that crashed is', () => {
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', name: 'Fumikura demo', reason: 'killed', exitCode: 15 },
    )
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', name: 'Fumikura demo', reason: 'crashed', exitCode: 1 },
    )
    expect(reasons()).toEqual(['Fumikura demo: crashed (1)'])
  })

  test('an uncaught error in main is recorded with its stack', () => {
    node.emit('uncaughtExceptionMonitor', new TypeError('x is undefined'))
    expect(log.read()).toMatchObject([
      {
        process: 'main',
        reason: 'x is undefined',
        text: expect.stringContaining('crash-log.test') as string,
      },
    ])
  })
})
