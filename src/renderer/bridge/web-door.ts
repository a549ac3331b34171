// The way from a browser to the engine: the printed token once for a session's secret, then a WebSocket each time.
// The secret is kept per origin, its port included, so that several people's stores can be open in one browser.
import { ChannelEnd, type Channel, type SessionId } from '../../core/contract/index.ts'
import { Refused, type Dial } from './connection.ts'
import { createPageFiles, type PageFiles } from './page-files.ts'

/** Kept in people's browsers: do not change. */
const SECRET_KEY = 'fumikura.session'
const ID_KEY = 'fumikura.session-id'
const SOCKET_PROTOCOL = 'fumikura.1'
const OPEN_TIMEOUT_MS = 5000

export interface WebDoor {
  dial: Dial
  /** The session that this browser has at the door, by its id; null until it is known. */
  session: () => SessionId | null
  files: PageFiles
  /** Another tab of this origin was let in. */
  onLetIn(listener: () => void): () => void
}

/** What the door answers to a session's secret; to the token with the secret. */
interface OpenedSession {
  session: SessionId
  /** For the address of a file, where no header can be set. Good for this run of the engine. */
  filePass: string
}

/** Takes the token out of the address bar at once, before anything can fail or be bookmarked. */
export function takeToken(page: Pick<Window, 'location' | 'history'>): string | null {
  const token = /^#token=([\w.-]{1,256})$/.exec(page.location.hash)?.[1] ?? null
  if (token !== null) page.history.replaceState(null, '', page.location.pathname + page.location.search)
  return token
}

export function createWebDoor(page: Window): WebDoor {
  let token = takeToken(page)
  let filePass = ''

  /** Whether the token began a session. */
  async function exchange(): Promise<boolean> {
    if (token === null) return false
    const response = await ask('POST', token)
    // A token from an older run is no reason to forget a session that still holds.
    if (response.ok) {
      const opened = (await response.json()) as OpenedSession & { secret: string }
      page.localStorage.setItem(SECRET_KEY, opened.secret)
      remember(opened)
    }
    token = null
    return response.ok
  }

  function remember(opened: OpenedSession): void {
    page.localStorage.setItem(ID_KEY, opened.session)
    filePass = opened.filePass
  }

  /** The session's id, which was not always kept, and its pass, which an engine that was started anew gives anew. */
  async function learnSession(secret: string): Promise<void> {
    const response = await ask('GET', secret)
    if (response.ok) remember((await response.json()) as OpenedSession)
  }

  return {
    async dial() {
      const isKnown = await exchange()
      const secret = page.localStorage.getItem(SECRET_KEY)
      if (secret === null) throw new Refused('no session')
      try {
        const learning = isKnown ? null : learnSession(secret).catch(() => undefined)
        const channel = await openSocket(`ws://${page.location.host}/engine`, secret)
        await learning
        return channel
      } catch (error) {
        // A browser does not say why a socket did not open; HTTP does.
        const response = await ask('GET', secret)
        if (response.status === 401) throw new Refused('the session is over')
        throw error
      }
    },
    session: () => page.localStorage.getItem(ID_KEY) as SessionId | null,
    files: createPageFiles({
      hand: null,
      query: () => `?pass=${filePass}`,
      headers: () => ({ authorization: `Bearer ${page.localStorage.getItem(SECRET_KEY) ?? ''}` }),
    }),
    onLetIn(listener) {
      const onStorage = (event: StorageEvent): void => {
        if (event.key === SECRET_KEY && event.newValue !== null) listener()
      }
      page.addEventListener('storage', onStorage)
      return () => page.removeEventListener('storage', onStorage)
    },
  }
}

function ask(method: 'GET' | 'POST', bearer: string): Promise<Response> {
  return fetch('/session', { method, headers: { authorization: `Bearer ${bearer}` }, cache: 'no-store' })
}

function openSocket(url: string, secret: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, [SOCKET_PROTOCOL, `session.${secret}`])
    const timer = setTimeout(() => socket.close(), OPEN_TIMEOUT_MS)
    socket.addEventListener('close', () => {
      clearTimeout(timer)
      reject(new Error('The socket did not open.'))
    })
    socket.addEventListener('open', () => {
      clearTimeout(timer)
      resolve(createSocketChannel(socket))
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
