// From the printed address to a session: the token leaves the address bar, the secret stays in this browser.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FileId } from '../../../src/core/contract/index.ts'
import { createWebDoor, Refused } from '../../../src/renderer/bridge/index.ts'

const KEY = 'fumikura.session'
const ID_KEY = 'fumikura.session-id'
const TOKEN = 'ab'.repeat(32)

interface Asked {
  method: string
  bearer: string
}

let asked: Asked[]
/** What the engine would answer to the token and to the secret. */
let answers: { POST: number | Error; GET: number | Error }
let sockets: { url: string; protocols: string[] }[]
let doesSocketOpen: boolean

class FakeSocket extends EventTarget {
  constructor(url: string, protocols: string[]) {
    super()
    sockets.push({ url, protocols })
    queueMicrotask(() => this.dispatchEvent(new Event(doesSocketOpen ? 'open' : 'close')))
  }

  send(): void {}

  close(): void {
    this.dispatchEvent(new Event('close'))
  }
}

beforeEach(() => {
  localStorage.clear()
  location.hash = ''
  asked = []
  sockets = []
  answers = { POST: 200, GET: 200 }
  doesSocketOpen = true
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal(
    'fetch',
    async (
      _: string,
      { method, headers }: { method: 'GET' | 'POST'; headers: { authorization: string } },
    ) => {
      asked.push({ method, bearer: headers.authorization })
      const answer = answers[method]
      if (answer instanceof Error) throw answer
      return new Response(
        JSON.stringify({ session: 's', secret: 'new-secret', filePass: `pass-${asked.length}` }),
        { status: answer },
      )
    },
  )
})

afterEach(() => vi.unstubAllGlobals())

describe('the token', () => {
  it('leaves the address bar before anything is asked, and is exchanged once', async () => {
    location.hash = `#token=${TOKEN}`
    const { dial } = createWebDoor(window)
    expect([location.hash, asked]).toEqual(['', []])
    await dial()
    await dial()
    expect(asked).toEqual([
      { method: 'POST', bearer: `Bearer ${TOKEN}` },
      { method: 'GET', bearer: 'Bearer new-secret' },
    ])
    expect(localStorage.getItem(KEY)).toBe('new-secret')
    expect(sockets[1]).toEqual({
      url: `ws://${location.host}/engine`,
      protocols: ['fumikura.1', 'session.new-secret'],
    })
  })

  it('is kept for the next try when the engine could not be asked', async () => {
    location.hash = `#token=${TOKEN}`
    const { dial } = createWebDoor(window)
    answers.POST = new TypeError('Failed to fetch')
    await expect(dial()).rejects.toThrow('Failed to fetch')
    answers.POST = 200
    await dial()
    expect(localStorage.getItem(KEY)).toBe('new-secret')
  })

  it('of an older run harms no session that still holds', async () => {
    localStorage.setItem(KEY, 'kept-secret')
    location.hash = `#token=${TOKEN}`
    answers.POST = 401
    await createWebDoor(window).dial()
    expect(sockets[0]?.protocols[1]).toBe('session.kept-secret')
  })

  it('begins a session whose name is kept beside its secret', async () => {
    location.hash = `#token=${TOKEN}`
    const door = createWebDoor(window)
    expect(door.session()).toBeNull()
    await door.dial()
    expect([door.session(), localStorage.getItem(ID_KEY)]).toEqual(['s', 's'])
  })

  it('is not needed to learn the name of a session that began before names were kept', async () => {
    localStorage.setItem(KEY, 'kept-secret')
    const door = createWebDoor(window)
    await door.dial()
    expect(door.session()).toBe('s')
    expect(asked).toEqual([{ method: 'GET', bearer: 'Bearer kept-secret' }])
  })

  it('or the session is asked for a pass to files at each dial: an engine that was started anew has new ones', async () => {
    location.hash = `#token=${TOKEN}`
    const door = createWebDoor(window)
    await door.dial()
    expect(door.files.address('abc' as FileId)).toBe('/file/abc?pass=pass-1')
    await door.dial()
    expect(door.files.address('abc' as FileId)).toBe('/file/abc?pass=pass-2')
  })

  it('is not mistaken for a place, nor a place for it', () => {
    location.hash = '#/inbox'
    createWebDoor(window)
    expect(location.hash).toBe('#/inbox')
  })
})

describe('without being let in', () => {
  it('there is nothing to try again', async () => {
    await expect(createWebDoor(window).dial()).rejects.toBeInstanceOf(Refused)
  })

  it('a session that is over is told apart from an engine that is down', async () => {
    localStorage.setItem(KEY, 'kept-secret')
    doesSocketOpen = false
    const { dial } = createWebDoor(window)
    answers.GET = 401
    await expect(dial()).rejects.toBeInstanceOf(Refused)
    answers.GET = new TypeError('Failed to fetch')
    await expect(dial()).rejects.toThrow('Failed to fetch')
    answers.GET = 200
    await expect(dial()).rejects.not.toBeInstanceOf(Refused)
  })

  it('another tab that is let in is heard of', () => {
    const onLetIn = vi.fn()
    const stop = createWebDoor(window).onLetIn(onLetIn)
    const told = (key: string, newValue: string | null) =>
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }))
    told('fumikura.settings', '{}')
    told(KEY, null)
    expect(onLetIn).not.toHaveBeenCalled()
    told(KEY, 'new-secret')
    stop()
    told(KEY, 'newer-secret')
    expect(onLetIn).toHaveBeenCalledOnce()
  })
})
