// From a link to a session. The code leaves the address bar, the secret stays in this browser, and
// a server without a proof gets neither.
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { filePassText, greetingText, type FileId } from '../../../src/core/contract/index.ts'
import { createWebDoor, drawSealing, Refused } from '../../../src/renderer/bridge/index.ts'

const KEY = 'fumikura.session'
const CODE = 'ab'.repeat(32)
const [SECRET, DOOR_NONCE] = ['cd'.repeat(32), 'ef'.repeat(32)]
const SESSION = { session: '0123456789abcdef', secret: SECRET }

/** The other end of the socket. */
type Answering =
  'engine' | 'engine without this session' | 'engine of another port' | 'another program' | 'silence'

let posted: string[]
let postAnswer: number | Error
let sockets: FakeSocket[]
let answering: Answering

const sign = (text: string): string =>
  createHmac('sha256', Buffer.from(SECRET, 'hex')).update(text).digest('hex')

class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  readonly said: Record<string, string>[] = []
  readonly url: string
  readonly protocols: string[]
  readyState = 0

  constructor(url: string, protocols: string[]) {
    super()
    this.url = url
    this.protocols = protocols
    sockets.push(this)
    queueMicrotask(() => {
      if (answering === 'silence') return this.close()
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
    })
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Record<string, string>
    this.said.push(frame)
    queueMicrotask(() => this.#answer(frame))
  }

  close(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }

  #answer({ session, nonce, proof }: Record<string, string>): void {
    const say = (told: object): void =>
      void this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(told) }))
    if (answering === 'engine without this session') return say({ refused: true })
    if (proof !== undefined) return say({ welcome: true })
    const host = answering === 'engine of another port' ? '127.0.0.1:1' : location.host
    const greeting = { host, session: session!, pageNonce: nonce!, doorNonce: DOOR_NONCE }
    const right = sign(greetingText('door', greeting))
    say({ nonce: DOOR_NONCE, proof: answering === 'another program' ? '0'.repeat(64) : right })
  }
}

beforeEach(() => {
  localStorage.clear()
  location.hash = ''
  posted = []
  sockets = []
  postAnswer = 200
  answering = 'engine'
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', async (url: string, { method, body }: { method: string; body: string }) => {
    posted.push(`${method} ${url} ${body}`)
    if (postAnswer instanceof Error) throw postAnswer
    return new Response(JSON.stringify(SESSION), { status: postAnswer })
  })
})

afterEach(() => vi.unstubAllGlobals())

const keep = (): void => localStorage.setItem(KEY, JSON.stringify(SESSION))

describe('a link', () => {
  it('leaves the address bar before any request, and its code is exchanged once', async () => {
    location.hash = `#code=${CODE}`
    const door = createWebDoor(window)
    expect([location.hash, posted, door.session()]).toEqual(['', [], null])
    await door.dial()
    await door.dial()
    expect(posted).toEqual([`POST /session ${CODE}`])
    expect(door.session()).toBe(SESSION.session)
    expect(sockets[1]).toMatchObject({ url: `ws://${location.host}/engine`, protocols: ['fumikura.2'] })
  })

  it('is kept for the next try if the engine cannot be reached', async () => {
    location.hash = `#code=${CODE}`
    const { dial } = createWebDoor(window)
    postAnswer = new TypeError('Failed to fetch')
    await expect(dial()).rejects.toThrow('Failed to fetch')
    postAnswer = 200
    await dial()
    expect(localStorage.getItem(KEY)).toBe(JSON.stringify(SESSION))
  })

  it('a link that was used already does not end a valid session', async () => {
    keep()
    location.hash = `#code=${CODE}`
    postAnswer = 401
    await createWebDoor(window).dial()
    expect(sockets[0]!.said[0]).toMatchObject({ session: SESSION.session })
  })

  it('is not taken for a route, and a route is not taken for a link', () => {
    location.hash = '#/inbox'
    createWebDoor(window)
    expect(location.hash).toBe('#/inbox')
  })
})

describe('the greeting', () => {
  it('sends the proof for this greeting only, and never the secret', async () => {
    keep()
    await createWebDoor(window).dial()
    const [hello, answer] = sockets[0]!.said as [Record<string, string>, Record<string, string>]
    expect(hello).toEqual({
      session: SESSION.session,
      nonce: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
    const greeting = { host: location.host, session: SESSION.session, pageNonce: hello.nonce! }
    expect(answer).toEqual({ proof: sign(greetingText('page', { ...greeting, doorNonce: DOOR_NONCE })) })
    expect(JSON.stringify(sockets[0]!.said)).not.toContain(SECRET)
  })

  it.each(['another program', 'engine of another port', 'engine without this session'] as const)(
    'ends before the page sends more, if the other end is %s',
    async (who) => {
      keep()
      answering = who
      const { dial, files } = createWebDoor(window)
      await expect(dial()).rejects.toBeInstanceOf(Refused)
      expect([sockets[0]!.said.length, sockets[0]!.readyState]).toEqual([1, 3])
      const sent = files.send(new File(['film'], 'film'), { sealing: drawSealing() })
      await expect(sent).rejects.toMatchObject({ code: 'UNREACHABLE' })
      expect(posted).toEqual([])
    },
  )

  it('is tried again if there is no answer', async () => {
    keep()
    answering = 'silence'
    const { dial } = createWebDoor(window)
    await expect(dial()).rejects.not.toBeInstanceOf(Refused)
    answering = 'engine'
    await dial()
  })
})

describe('an address of a file', () => {
  it('carries a pass for that file only', () => {
    keep()
    const { files } = createWebDoor(window)
    const pass = (target: string): string => sign(filePassText('GET', location.host, target))
    const session = `session=${SESSION.session}`
    expect(files.address('abc' as FileId)).toBe(`/file/abc?${session}&pass=${pass('/file/abc')}`)
    expect(files.exportAddress()).toBe(`/file/export.zip?${session}&pass=${pass('/file/export.zip')}`)
  })
})

describe('without access', () => {
  it('a page without access retries nothing and makes no request', async () => {
    await expect(createWebDoor(window).dial()).rejects.toBeInstanceOf(Refused)
    expect([posted, sockets]).toEqual([[], []])
  })

  it.each(['not JSON', '{}', '{"session":"x","secret":"y"}'])(
    'a stored value of %j counts as empty',
    async (text) => {
      localStorage.setItem(KEY, text)
      await expect(createWebDoor(window).dial()).rejects.toBeInstanceOf(Refused)
    },
  )

  it('a page without access notices that another tab got access', () => {
    const onLetIn = vi.fn()
    const stop = createWebDoor(window).onLetIn(onLetIn)
    const told = (key: string, newValue: string | null) =>
      window.dispatchEvent(new StorageEvent('storage', { key, newValue }))
    told('fumikura.settings', '{}')
    told(KEY, null)
    expect(onLetIn).not.toHaveBeenCalled()
    told(KEY, '{}')
    stop()
    told(KEY, '{}')
    expect(onLetIn).toHaveBeenCalledOnce()
  })
})
