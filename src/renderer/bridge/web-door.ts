// Connects a browser to the engine. It exchanges the code of a link for a session once, then opens
// WebSockets with the session.
// What is stored per origin is valid for one run, because another program can take the port after
// it. An open page returns to the next run by a key in its memory, and moves to its address.
import {
  ChannelEnd,
  EngineError,
  GREETING_PROTOCOL,
  type Channel,
  type SessionId,
} from '../../core/contract/index.ts'
import { Refused, type Dial } from './connection.ts'
import { createPageFiles, postByFetch, type PageFiles } from './page-files.ts'
import { makeReturnKey } from './return-key.ts'
import { greetDoor, passFor, type HeldSession, type KeptSession } from './web-greeting.ts'

const SESSION_KEY = 'fumikura.session'
const OPEN_TIMEOUT_MS = 5000

export interface WebDoor {
  dial: Dial
  /** Returns the id of this browser's session at the door; null if it has none. */
  session: () => SessionId | null
  files: PageFiles
  /**
   * False if the engine was connected here and is not any longer. Another program may answer on this
   * port, or have left code that does.
   */
  isSafe: () => boolean
  /** This page got a link, or another tab of this origin got a session. */
  onLetIn(listener: () => void): () => void
  /** The engine runs at another address now; `link` opens it with this page's session, once. */
  onMoved(listener: (link: string) => void): void
}

/** A link's code; `at` is the place that a page had before it moved. */
const CODE = /^#code=([0-9a-f]{1,256})(?:&at=(.*))?$/

/** Removes the code from the address bar at once, before anything can fail or be bookmarked. */
export function removeCode(page: Pick<Window, 'location' | 'history'>, place = ''): string | null {
  const [, code, at] = CODE.exec(page.location.hash) ?? []
  if (code === undefined) return null
  const { pathname, search } = page.location
  page.history.replaceState(null, '', pathname + search + (at === undefined ? place : placeOf(at)))
  return code
}

function placeOf(at: string): string {
  try {
    const place = decodeURIComponent(at)
    return place.startsWith('#/') ? place : ''
  } catch {
    return ''
  }
}

/** Returns the address to which a page moves by `link`, with the place that it shows. */
export function movedTo(link: string, { hash }: Pick<Location, 'hash'>): string {
  return `${link}&at=${encodeURIComponent(hash)}`
}

export function createWebDoor(page: Window, host = page.location.host): WebDoor {
  let code = removeCode(page)
  /** The latest socket whose other end has proven to be the engine; null before the first. */
  let proven: WebSocket | null = null
  /**
   * The session that the engine has proven. From then on the storage is not read again, because
   * another program on this port could write there.
   */
  let held: HeldSession | null = null
  let hasMoved = false
  const key = makeReturnKey()
  const letIn = new Set<() => void>()
  const moved = new Set<(link: string) => void>()

  page.addEventListener('hashchange', ({ oldURL }) => {
    const given = removeCode(page, new URL(oldURL).hash)
    if (given === null || proven?.readyState === WebSocket.OPEN) return
    code = given
    for (const listener of letIn) listener()
  })

  const isHere = (): boolean => proven?.readyState === WebSocket.OPEN && !hasMoved

  function findKept(): HeldSession | null {
    if (held !== null) return held
    const kept = parseKept(page.localStorage.getItem(SESSION_KEY))
    return kept === null ? null : { ...kept, returnSecret: null }
  }

  async function exchange(): Promise<void> {
    if (code === null) return
    const response = await fetch('/session', { method: 'POST', body: code, cache: 'no-store' })
    code = null
    // A used code does not invalidate a session that still works.
    if (!response.ok) return
    page.localStorage.setItem(SESSION_KEY, await response.text())
    held = null
  }

  async function greet(kept: HeldSession): Promise<Channel> {
    const socket = await openSocket(page.location.host)
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS)
    try {
      const { returnSecret, link } = await greetDoor(socket, kept, host, await key)
      held = { ...kept, returnSecret }
      if (link !== null) await follow(link)
    } catch (error) {
      socket.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
    proven = socket
    return createSocketChannel(socket)
  }

  /** This page has returned: the engine is at another address, or at the same one by choice. */
  async function follow(link: string): Promise<void> {
    hasMoved = new URL(link).host !== host
    if (hasMoved) return moved.forEach((listener) => listener(link))
    const { returnSecret = null } = held ?? {}
    code = new URL(link).hash.replace('#code=', '')
    await exchange()
    const kept = findKept()
    held = kept && { ...kept, returnSecret }
  }

  function findPass(method: 'GET' | 'POST', target: string): string {
    const kept = findKept()
    return kept === null ? '' : passFor(method, target, kept, host)
  }

  function refuseUnlessSafe(): void {
    if (!isHere()) throw new EngineError('UNREACHABLE', 'The engine is not connected.')
  }

  return {
    async dial() {
      await exchange()
      const kept = findKept()
      if (kept === null) throw new Refused('no session')
      return greet(kept)
    },
    session: () => findKept()?.session ?? null,
    files: createPageFiles({
      hand: null,
      passFor: (target) => findPass('GET', target),
      post: postByFetch((target) => findPass('POST', target), refuseUnlessSafe),
    }),
    isSafe: () => proven === null || isHere(),
    onLetIn(listener) {
      const onStorage = (event: StorageEvent): void => {
        if (event.key === SESSION_KEY && event.newValue !== null && held === null) listener()
      }
      letIn.add(listener)
      page.addEventListener('storage', onStorage)
      return () => {
        letIn.delete(listener)
        page.removeEventListener('storage', onStorage)
      }
    },
    onMoved: (listener) => void moved.add(listener),
  }
}

function parseKept(text: string | null): KeptSession | null {
  try {
    const { session, secret } = JSON.parse(text ?? '{}') as Partial<KeptSession>
    const isKept = typeof session === 'string' && /^[0-9a-f]{64}$/.test(secret ?? '')
    return isKept ? { session, secret: secret! } : null
  } catch {
    return null
  }
}

function openSocket(host: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${host}/engine`, [GREETING_PROTOCOL])
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS)
    socket.addEventListener('close', () => {
      clearTimeout(timer)
      reject(new Error('The socket did not open.'))
    })
    socket.addEventListener('open', () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
}

function createSocketChannel(socket: WebSocket): Channel {
  const end = new ChannelEnd()
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') end.receive(data)
    else socket.close()
  })
  socket.addEventListener('close', () => end.end('the socket closed'))
  return end.channel(
    (frame) => socket.send(frame),
    (reason) => {
      if (end.end(reason)) socket.close(1000)
    },
  )
}
