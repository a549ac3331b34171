// The decision of `npm start` between desktop and browser, for everything that it can find.
import { describe, expect, it } from 'vitest'
import { decideDoor, type Situation } from '../../bin/app-door.js'

const nowMs = Date.UTC(2026, 10, 24)
const HOUR_MS = 3_600_000

function decide(situation: Partial<Situation>) {
  return decideDoor({
    words: [],
    platform: 'linux',
    env: { DISPLAY: ':0' },
    isRoot: false,
    hasRuntime: false,
    failedAtMs: null,
    nowMs,
    ...situation,
  })
}

const desktop = { door: 'desktop', fetchFirst: false }
const fetching = { door: 'desktop', fetchFirst: true }
const browser = { door: 'browser', why: expect.any(String) as string, words: [] }
const quietBrowser = { ...browser, why: null }

describe('npm start', () => {
  it('opens the desktop if there is a display and a runtime', () => {
    for (const platform of ['darwin', 'win32'] as const)
      expect(decide({ platform, env: {}, hasRuntime: true, isRoot: true })).toEqual(desktop)
    expect(decide({ hasRuntime: true })).toEqual(desktop)
    expect(decide({ env: { WAYLAND_DISPLAY: 'wayland-0' }, hasRuntime: true })).toEqual(desktop)
  })

  it('fetches a missing runtime', () => {
    expect(decide({})).toEqual(fetching)
    expect(decide({ platform: 'win32', env: {} })).toEqual(fetching)
  })

  it('opens the browser without a display, and for root on Linux, where the sandbox cannot work', () => {
    expect(decide({ env: {}, hasRuntime: true })).toEqual(browser)
    expect(decide({ env: { DISPLAY: '' }, hasRuntime: true })).toEqual(browser)
    expect(decide({ isRoot: true, hasRuntime: true })).toEqual(browser)
  })

  it('does not repeat a download that failed within a day, unless the person asks for it', () => {
    expect(decide({ failedAtMs: nowMs - 23 * HOUR_MS })).toEqual(browser)
    expect(decide({ failedAtMs: nowMs - 25 * HOUR_MS })).toEqual(fetching)
    // The clock was set back.
    expect(decide({ failedAtMs: nowMs + HOUR_MS })).toEqual(fetching)
    expect(decide({ failedAtMs: nowMs, words: ['--desktop'] })).toEqual(fetching)
    // A runtime from another source needs no download.
    expect(decide({ failedAtMs: nowMs, hasRuntime: true })).toEqual(desktop)
  })

  it('downloads nothing if the environment forbids it', () => {
    const env = { DISPLAY: ':0', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }
    expect(decide({ env })).toEqual(browser)
    expect(decide({ env, hasRuntime: true })).toEqual(desktop)
    expect(decide({ env, words: ['--desktop'] })).toEqual(fetching)
  })

  it('opens the browser without a notice for `--browser`, and for options that only `up` understands', () => {
    expect(decide({ words: ['--browser'], hasRuntime: true })).toEqual(quietBrowser)
    expect(decide({ words: ['--browser', '--port', '1'], hasRuntime: true })).toEqual({
      ...quietBrowser,
      words: ['--port', '1'],
    })
    expect(decide({ words: ['--home', 'x'], hasRuntime: true })).toEqual({
      ...quietBrowser,
      words: ['--home', 'x'],
    })
  })
})
