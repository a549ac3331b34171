// Connects a browser to the engine. It exchanges the code of a link for a session once, then opens
// WebSockets with the session.
// A session is stored per origin and ends with the engine's run, because the next run has another
// port, so another origin.
import {
  ChannelEnd,
  EngineError,
  GREETING_PROTOCOL,
  type Channel,
  type SessionId,
} from '../../core/contract/index.ts'
import { Refused, type Dial } from './connection.ts'
import { createPageFiles, type PageFiles } from './page-files.ts'
import { greetDoor, passFor, type KeptSession } from './web-greeting.ts'

const SESSION_KEY = 'fumikura.session'
const OPEN_TIMEOUT_MS = 5000

export interface WebDoor {
  dial: Dial
  /** Returns the id of this browser's session at the door; null if it has none. */
  session: () => SessionId | null
  files: PageFiles
  /**
   * False if the engine was connected and is not any longer, so another program may now answer on
   * its port.
   */
  isSafe: () => boolean
  /** Another tab of this origin got a session. */
  onLetIn(listener: () => void): () => void
}

/** Removes the code from the address bar at once, before anything can fail or be bookmarked. */
export function takeCode(page: Pick<Window, 'location' | 'history'>): string | null {
  const code = /^#code=([0-9a-f]{1,256})$/.exec(page.location.hash)?.[1] ?? null
  if (code !== null) page.history.replaceState(null, '', page.location.pathname + page.location.search)
  return code
}

export function createWebDoor(page: Window, host = page.location.host): WebDoor {
  let code = takeCode(page)
  /** The latest socket whose other end has proven to be the engine; null before the first. */
  let proven: WebSocket | null = null

  function isSafe(): boolean {
    return proven === null || proven.readyState === WebSocket.OPEN
  }

  function findKept(): KeptSession | null {
    return parseKept(page.localStorage.getItem(SESSION_KEY))
  }

  async function exchange(): Promise<void> {
    if (code === null) return
    const response = await fetch('/session', { method: 'POST', body: code, cache: 'no-store' })
    // A used code does not invalidate a session that still works.
    if (response.ok) page.localStorage.setItem(SESSION_KEY, await response.text())
    code = null
  }

  async function greet(kept: KeptSession): Promise<Channel> {
    const socket = await openSocket(page.location.host)
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS)
    try {
      await greetDoor(socket, kept, host)
    } catch (error) {
      socket.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
    proven = socket
    return createSocketChannel(socket)
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
      passFor(method, target) {
        const kept = findKept()
        return kept === null ? '' : passFor(method, target, kept, host)
      },
      refuseUnlessSafe() {
        if (proven?.readyState !== WebSocket.OPEN)
          throw new EngineError('UNREACHABLE', 'The engine is not connected.')
      },
    }),
    isSafe,
    onLetIn(listener) {
      const onStorage = (event: StorageEvent): void => {
        if (event.key === SESSION_KEY && event.newValue !== null) listener()
      }
      page.addEventListener('storage', onStorage)
      return () => page.removeEventListener('storage', onStorage)
    },
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
  return {
    send(frame) {
      if (!end.isClosed) socket.send(frame)
    },
    onFrame: (listener) => end.onFrame(listener),
    onClose: (listener) => end.onClose(listener),
    close(reason) {
      if (end.end(reason)) socket.close(1000)
    },
  }
}
