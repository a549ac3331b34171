// Updates need consent for each step, and no step starts twice.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Updates, type Updater } from '../../src/main/shell/updates.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY_MS = 24 * 60 * 60 * 1000

class FakeUpdater implements Updater {
  autoDownload = true
  autoInstallOnAppQuit = true
  asked: string[] = []
  found: { isUpdateAvailable: boolean; updateInfo: { version: string } } | null = null
  failure: Error | null = null
  readonly download = { resolve: (): void => undefined, reject: (_error: Error): void => undefined }
  #onProgress: (progress: { percent: number }) => void = () => undefined

  async checkForUpdates() {
    this.asked.push('look')
    if (this.failure !== null) throw this.failure
    return this.found
  }

  downloadUpdate(): Promise<unknown> {
    this.asked.push('fetch')
    return new Promise((resolve, reject) => Object.assign(this.download, { resolve, reject }))
  }

  quitAndInstall(): void {
    this.asked.push('install')
  }

  on(_event: 'download-progress', listener: (progress: { percent: number }) => void): void {
    this.#onProgress = listener
  }

  progress(percent: number): void {
    this.#onProgress({ percent })
  }
}

let updater: FakeUpdater
let updates: Updates
let states: string[]

const make = (given: Updater | null): Updates =>
  new Updates(given, {
    now: () => NOW,
    onChange: () => void states.push(updates.status.state),
    onInstall: () => void updater.asked.push('about to install'),
  })

beforeEach(() => {
  vi.useFakeTimers()
  updater = new FakeUpdater()
  states = []
  updates = make(updater)
})

afterEach(() => {
  updates.close()
  vi.useRealTimers()
})

const find = async (): Promise<void> => {
  updater.found = { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }
  await updates.look()
}

test('without a request the updater neither looks for, nor fetches, nor installs an update', async () => {
  await vi.advanceTimersByTimeAsync(10 * DAY_MS)
  expect([updater.asked, updater.autoDownload, updater.autoInstallOnAppQuit]).toEqual([[], false, false])
  expect(updates.status).toEqual({ state: 'idle', lookedAt: null })
})

test('a build without an update address looks nowhere, and refuses the other steps', async () => {
  updates = make(null)
  updates.lookDaily(true)
  expect([updates.isAvailable, await updates.look()]).toEqual([false, { state: 'unavailable' }])
  expect(() => updates.fetch()).toThrow(expect.objectContaining({ code: 'INVALID' }))
  expect(() => updates.install()).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test('after a look that finds no update, the time of the look is reported', async () => {
  expect(await updates.look()).toEqual({ state: 'idle', lookedAt: '2026-01-01T00:00:00.000Z' })
  expect(states).toEqual(['looking', 'idle'])
})

test('from found to installed, each step needs a request of the person', async () => {
  await find()
  expect([updates.status, updater.asked]).toEqual([{ state: 'found', version: '2.0.0' }, ['look']])
  updates.fetch()
  updater.progress(41.7)
  expect(updates.status).toEqual({ state: 'fetching', version: '2.0.0', percent: 41 })
  updater.download.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect([updates.status, updater.asked]).toEqual([{ state: 'ready', version: '2.0.0' }, ['look', 'fetch']])
  updates.install()
  // A shell that hides its windows on close must know about the install before they are closed.
  expect(updater.asked).toEqual(['look', 'fetch', 'about to install', 'install'])
})

test('no step is possible before the one it depends on', async () => {
  expect(() => updates.fetch()).toThrow(expect.objectContaining({ code: 'INVALID' }))
  await find()
  expect(() => updates.install()).toThrow(expect.objectContaining({ code: 'INVALID' }))
  updates.fetch()
  expect(() => updates.fetch()).toThrow(expect.objectContaining({ code: 'INVALID' }))
  expect(() => updates.install()).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test('the updater does not look twice at once, nor while it fetches an update or has one ready', async () => {
  await Promise.all([updates.look(), updates.look(), updates.look()])
  expect(updater.asked).toEqual(['look'])
  await find()
  updates.fetch()
  await updates.look()
  updater.download.resolve()
  await vi.advanceTimersByTimeAsync(0)
  await updates.look()
  expect([updates.status.state, updater.asked]).toEqual(['ready', ['look', 'look', 'fetch']])
})

describe('a failure', () => {
  test('a failed look for an update is reported, and a new request looks again', async () => {
    updater.failure = new Error(`no network ${'x'.repeat(1000)}`)
    const failed = await updates.look()
    expect(failed).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/^no network x+$/) as string,
    })
    expect(failed.state === 'failed' && failed.message.length).toBe(500)
    updater.failure = null
    expect(await updates.look()).toMatchObject({ state: 'idle' })
  })

  test('a failed download, including an invalid signature, leaves nothing to install', async () => {
    await find()
    updates.fetch()
    updater.download.reject(new Error('not signed by the application owner'))
    await vi.advanceTimersByTimeAsync(0)
    expect(updates.status).toEqual({ state: 'failed', message: 'not signed by the application owner' })
    expect(() => updates.install()).toThrow(expect.objectContaining({ code: 'INVALID' }))
  })

  test('stays a failure if progress arrives after it', async () => {
    await find()
    updates.fetch()
    updater.download.reject(new Error('cut off'))
    await vi.advanceTimersByTimeAsync(0)
    updater.progress(99)
    expect(updates.status.state).toBe('failed')
  })
})

describe('with daily updates on', () => {
  test('the updater looks at once and then once a day, however often the setting is sent', async () => {
    for (let said = 0; said < 100; said++) updates.lookDaily(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(updater.asked).toEqual(['look'])
    await vi.advanceTimersByTimeAsync(3 * DAY_MS)
    expect(updater.asked).toHaveLength(4)
  })

  test('the daily look ends when the setting is off, and starts again when it is on', async () => {
    updates.lookDaily(true)
    updates.lookDaily(false)
    await vi.advanceTimersByTimeAsync(3 * DAY_MS)
    expect(updater.asked).toEqual(['look'])
    updates.lookDaily(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(updater.asked).toEqual(['look', 'look'])
  })
})
