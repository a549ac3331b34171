// The door's side of the handshake on a new WebSocket. The door first proves that it has the
// session's secret, then the page must.
// Nobody sends the secret itself, so another account that takes over the port cannot learn it.
import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import {
  greetingText,
  type DoorHello,
  type Greeting,
  type PageHello,
  type SessionId,
} from '../../core/contract/index.ts'
import type { Sessions } from './sessions.ts'

const PATIENCE_MS = 5_000
const NONCE = /^[0-9a-f]{64}$/
const SESSION = /^[0-9a-f]{16}$/

export interface GreetOptions {
  sessions: Sessions
  host: string
  now: () => number
}

/** Returns the session of the page, or null after a failed handshake; the socket is closed then. */
export async function greetPage(
  socket: WebSocket,
  { sessions, host, now }: GreetOptions,
): Promise<SessionId | null> {
  const frames = new FirstFrames(socket)
  try {
    const hello = parseHello(await frames.next())
    const greeting = hello && {
      ...{ host, session: hello.session, pageNonce: hello.nonce },
      doorNonce: randomBytes(32).toString('hex'),
    }
    const proof = greeting && sessions.sign(greeting.session, greetingText('door', greeting))
    if (greeting === null || proof === null) return refuse(socket)
    socket.send(JSON.stringify({ nonce: greeting.doorNonce, proof } satisfies DoorHello))
    if (!isProven(await frames.next(), greeting, sessions, now())) return refuse(socket)
    return greeting.session as SessionId
  } catch {
    socket.terminate()
    return null
  } finally {
    frames.stop()
  }
}

function isProven(text: string, greeting: Greeting, sessions: Sessions, now: number): boolean {
  const { proof } = parseObject(text)
  return (
    typeof proof === 'string' &&
    NONCE.test(proof) &&
    sessions.isProven(greeting.session, greetingText('page', greeting), proof, now)
  )
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
