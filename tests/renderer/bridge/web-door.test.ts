// From a link to a session. The code leaves the address bar, the secret stays in this browser, and
// a server without a proof gets neither.
import { createHmac, createPublicKey, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest'
import { filePassText, greetingText, type FileId } from '../../../src/core/contract/index.ts'
import { Refused } from '../../../src/renderer/bridge/connection.ts'
import { createWebDoor, drawSealing, moveOnceSaved } from '../../../src/renderer/bridge/index.ts'

const KEY = 'fumikura.session'
const CODE = 'ab'.repeat(32)
const [SECRET, DOOR_NONCE, RETURN_SECRET] = ['cd'.repeat(32), 'ef'.repeat(32), '12'.repeat(32)]
const SESSION = { session: '0123456789abcdef', secret: SECRET }

/** The other end of the socket. */
type Answering =
  | 'engine'
  | 'next run of the engine'
  | 'engine without this session'
  | 'engine of another port'
  | 'another program'
  | 'silence'

let posted: string[]
let postAnswer: number | Error
let sockets: FakeSocket[]
let answering: Answering

const sign = (text: string, secret = SECRET): string =>
  createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex')

/** The link that the next run gives to a page that returns. */
let nextLink: string

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

  #answer({ session, nonce, proof, signature }: Record<string, string>): void {
    const say = (told: object): void =>
      void this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(told) }))
    if (answering === 'engine without this session') return say({ refused: true })
    if (signature !== undefined) return say({ welcome: true, returnSecret: RETURN_SECRET, link: nextLink })
    if (proof !== undefined) return say({ welcome: true, returnSecret: RETURN_SECRET, link: null })
    const host = answering === 'engine of another port' ? '127.0.0.1:1' : location.host
    const greeting = { host, session: session!, pageNonce: nonce!, doorNonce: DOOR_NONCE }
    const [text, none] = [greetingText('door', greeting), '0'.repeat(64)]
    const knowsSecret = !['another program', 'next run of the engine'].includes(answering)
    const knowsReturn = ['engine', 'next run of the engine'].includes(answering)
    say({
      nonce: DOOR_NONCE,
      proof: knowsSecret ? sign(text) : none,
      returnProof: knowsReturn ? sign(text, RETURN_SECRET) : none,
    })
  }
}

let listening: MockInstance<typeof window.addEventListener>

beforeEach(() => {
  listening = vi.spyOn(window, 'addEventListener')
  localStorage.clear()
  location.hash = ''
  posted = []
  sockets = []
  postAnswer = 200
  answering = 'engine'
  nextLink = `http://127.0.0.1:4001/#code=${CODE}`
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', async (url: string, { method, body }: { method: string; body: string }) => {
    posted.push(`${method} ${url} ${body}`)
    if (postAnswer instanceof Error) throw postAnswer
    return new Response(JSON.stringify(SESSION), { status: postAnswer })
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  // A door lasts as long as its page, so a door of another test would take the link.
  for (const [type, listener] of listening.mock.calls) window.removeEventListener(type, listener)
  listening.mockRestore()
})

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
    expect(sockets[1]).toMatchObject({ url: `ws://${location.host}/engine`, protocols: ['fumikura.3'] })
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
    expect(answer).toEqual({
      proof: sign(greetingText('page', { ...greeting, doorNonce: DOOR_NONCE })),
      key: expect.stringMatching(/^[0-9a-f]{182}$/) as string,
    })
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

describe('a page whose engine has restarted', () => {
  async function openPage() {
    keep()
    const door = createWebDoor(window)
    const moved: string[] = []
    door.onMoved((link) => moved.push(link))
    await door.dial()
    return { door, moved, socket: sockets[0]! }
  }

  it('returns by its key, without a secret, and loads nothing from the old address', async () => {
    const { door, moved, socket } = await openPage()
    const { key } = socket.said[1]!
    socket.close()
    answering = 'next run of the engine'
    await door.dial()
    const [hello, answer] = sockets[1]!.said as [Record<string, string>, Record<string, string>]
    expect([Object.keys(hello), Object.keys(answer), answer.key]).toEqual([
      ['session', 'nonce'],
      ['signature', 'key'],
      key,
    ])
    const greeting = { host: location.host, session: SESSION.session, pageNonce: hello.nonce! }
    const text = greetingText('page', { ...greeting, doorNonce: DOOR_NONCE })
    const spki = createPublicKey({ key: Buffer.from(key!, 'hex'), format: 'der', type: 'spki' })
    const by = { key: spki, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', Buffer.from(text), by, Buffer.from(answer.signature!, 'hex'))).toBe(true)
    expect([moved, posted, door.isSafe()]).toEqual([[nextLink], [], false])
    expect(JSON.stringify(sockets.map(({ said }) => said))).not.toContain(RETURN_SECRET)
    expect(JSON.stringify([localStorage, sessionStorage].map((kept) => Object.entries(kept)))).not.toContain(
      RETURN_SECRET,
    )
  })

  it('stays at a chosen port, with the new secret', async () => {
    const { door, moved, socket } = await openPage()
    socket.close()
    answering = 'next run of the engine'
    nextLink = `http://${location.host}/#code=${CODE}`
    await door.dial()
    expect([moved, posted, door.isSafe()]).toEqual([[], [`POST /session ${CODE}`], true])
  })

  it('a page that was loaded after the restart has no key, and does not return', async () => {
    keep()
    answering = 'next run of the engine'
    await expect(createWebDoor(window).dial()).rejects.toBeInstanceOf(Refused)
    expect(sockets[0]!.said).toHaveLength(1)
  })

  it('refuses a program that wrote a session of its own into the storage', async () => {
    const { door, socket } = await openPage()
    socket.close()
    localStorage.setItem(KEY, JSON.stringify({ ...SESSION, secret: '00'.repeat(32) }))
    answering = 'another program'
    await expect(door.dial()).rejects.toBeInstanceOf(Refused)
    const onLetIn = vi.fn()
    door.onLetIn(onLetIn)
    window.dispatchEvent(new StorageEvent('storage', { key: KEY, newValue: '{}' }))
    expect([sockets[1]!.said.length, onLetIn.mock.calls]).toEqual([1, []])
  })
})

describe('a page that moves', () => {
  const NEXT = `http://127.0.0.1:4001/#code=${CODE}`
  let gone: string[]
  let isOnline: boolean
  beforeEach(() => {
    vi.useFakeTimers()
    ;[gone, isOnline] = [[], true]
    document.body.innerHTML = '<input>'
    const door = { onMoved: (listener: (link: string) => void) => listener(NEXT) }
    moveOnceSaved(window, { door, isOnline: () => isOnline, go: (address) => gone.push(address) })
  })
  afterEach(() => vi.useRealTimers())

  it('goes once to the same place at the new address, which takes the code out again', async () => {
    location.hash = '#/letter/a%20b'
    await vi.advanceTimersByTimeAsync(5000)
    expect(gone).toEqual([`${NEXT}&at=${encodeURIComponent('#/letter/a%20b')}`])
    location.hash = new URL(gone[0]!).hash
    createWebDoor(window)
    expect(location.hash).toBe('#/letter/a%20b')
  })

  it('waits while something is unsaved or typed, and while the engine is away', async () => {
    const field = document.querySelector('input')!
    const stop = new AbortController()
    addEventListener('beforeunload', (event) => event.preventDefault(), { signal: stop.signal })
    await vi.advanceTimersByTimeAsync(5000)
    stop.abort()
    field.value = 'half a name'
    field.focus()
    await vi.advanceTimersByTimeAsync(5000)
    field.value = ''
    isOnline = false
    await vi.advanceTimersByTimeAsync(5000)
    expect(gone).toEqual([])
    isOnline = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(gone).toHaveLength(1)
  })

  it.each(['javascript:alert(1)', '%E0%A4%A', 'https://evil.example'])(
    'a link that names %j as the place leads to the front',
    (at) => {
      location.hash = `#code=${CODE}&at=${at}`
      createWebDoor(window)
      expect(location.hash).toBe('')
    },
  )
})

describe('a link pasted into an open tab', () => {
  function paste(): void {
    const oldURL = `${location.origin}/#/inbox`
    history.replaceState(null, '', `#code=${CODE}`)
    window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL }))
  }

  it('signs a refused page in, and leaves the place in the address', async () => {
    const door = createWebDoor(window)
    await expect(door.dial()).rejects.toBeInstanceOf(Refused)
    const onLetIn = vi.fn()
    door.onLetIn(onLetIn)
    paste()
    expect([location.hash, onLetIn.mock.calls.length]).toEqual(['#/inbox', 1])
    await door.dial()
    expect([posted, door.session()]).toEqual([[`POST /session ${CODE}`], SESSION.session])
  })

  it('stays unused in a page that is connected', async () => {
    keep()
    const door = createWebDoor(window)
    await door.dial()
    const onLetIn = vi.fn()
    door.onLetIn(onLetIn)
    paste()
    expect([location.hash, posted, onLetIn.mock.calls]).toEqual(['#/inbox', [], []])
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
