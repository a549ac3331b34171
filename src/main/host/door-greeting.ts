// The door's side of the handshake on a new WebSocket. The door first proves that it has the
// session's secret, then the page must. A page of an earlier run has its key instead.
// Nobody sends the secret itself, so another account that takes over the port cannot learn it.
import { createHmac, randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import {
  greetingText,
  type DoorHello,
  type Greeting,
  type PageHello,
  type SessionId,
} from '../../core/contract/index.ts'
import type { Sessions, Way } from './sessions.ts'

const PATIENCE_MS = 5_000
const NONCE = /^[0-9a-f]{64}$/
const SESSION = /^[0-9a-f]{16}$/

export interface GreetOptions {
  sessions: Sessions
  /** The port that the page dialled. */
  port: number
  now: () => number
}

export interface Greeted {
  session: SessionId
  /** How the page returns to the next run; null if it named no key. */
  way: Way | null
  /** True if the page was loaded in an earlier run. */
  hasReturned: boolean
}

/** Returns who the page is, or null after a failed handshake; the socket is closed then. */
export async function greetPage(
  socket: WebSocket,
  { sessions, port, now }: GreetOptions,
): Promise<Greeted | null> {
  const frames = new FirstFrames(socket)
  try {
    const hello = parseHello(await frames.next())
    if (hello === null) return refuse(socket)
    const { session, nonce: pageNonce } = hello
    const doorNonce = randomBytes(32).toString('hex')
    const greeting: Greeting = { host: `127.0.0.1:${port}`, session, pageNonce, doorNonce }
    const text = greetingText('door', greeting)
    const proof = sessions.sign(session, text, now())
    if (proof === null) return refuse(socket)
    const returnProof = createHmac('sha256', Buffer.from(sessions.returnSecret(session), 'hex'))
      .update(text)
      .digest('hex')
    socket.send(JSON.stringify({ nonce: doorNonce, proof, returnProof } satisfies DoorHello))
    return checkAnswer(await frames.next(), greeting, port, sessions, now()) ?? refuse(socket)
  } catch {
    socket.terminate()
    return null
  } finally {
    frames.stop()
  }
}

function checkAnswer(
  text: string,
  greeting: Greeting,
  port: number,
  sessions: Sessions,
  now: number,
): Greeted | null {
  const { proof, signature, key } = parseObject(text)
  const session = greeting.session as SessionId
  const expected = greetingText('page', greeting)
  const way = typeof key === 'string' ? { port, key } : null
  if (typeof proof === 'string' && NONCE.test(proof))
    return sessions.isProven(session, expected, proof, now) ? { session, way, hasReturned: false } : null
  if (typeof signature !== 'string' || way === null) return null
  return sessions.hasReturned(session, way, expected, signature, now)
    ? { session, way, hasReturned: true }
    : null
}

function refuse(socket: WebSocket): null {
  socket.send(JSON.stringify({ refused: true }))
  socket.close()
  // Do not wait for a page that does not answer the close.
  setTimeout(() => socket.terminate(), PATIENCE_MS).unref()
  return null
}

function parseHello(text: string): PageHello | null {
  const { session, nonce } = parseObject(text)
  const isHello =
    typeof session === 'string' && SESSION.test(session) && typeof nonce === 'string' && NONCE.test(nonce)
  return isHello ? { session, nonce } : null
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const MAX_HELLO_CHARS = 1024

/**
 * The frames before the contract's frames, one at a time. Rejects if the socket ends, sends
 * something invalid, or is too slow.
 */
class FirstFrames {
  readonly #socket: WebSocket
  readonly #timer: NodeJS.Timeout
  #waiting: { resolve: (text: string) => void; reject: (error: Error) => void } | null = null
  #isOver = false

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.#timer = setTimeout(this.#onEnd, PATIENCE_MS)
    socket.on('message', this.#onMessage)
    socket.on('close', this.#onEnd)
    socket.on('error', this.#onEnd)
  }

  next(): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) reject(new Error('The page did not complete the handshake.'))
      else this.#waiting = { resolve, reject }
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#socket.off('message', this.#onMessage)
    this.#socket.off('close', this.#onEnd)
    this.#socket.off('error', this.#onEnd)
  }

  readonly #onMessage = (bytes: Buffer, isBinary: boolean): void => {
    // A page sends one frame and waits for the answer, so a second one is an error.
    if (isBinary || bytes.byteLength > MAX_HELLO_CHARS || this.#waiting === null) return this.#onEnd()
    const { resolve } = this.#waiting
    this.#waiting = null
    resolve(bytes.toString('utf8'))
  }

  readonly #onEnd = (): void => {
    this.#isOver = true
    this.#waiting?.reject(new Error('The page did not complete the handshake.'))
    this.#waiting = null
  }
}
