// The browsers that may use the web door: sessions and the codes that begin them. Held in memory alone, so that every
// session ends with the run: nobody who takes the port later can use what a browser still keeps for it.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { EngineError, type Session, type SessionId } from '../../core/contract/index.ts'

const SECRET_BYTES = 32
const MAX_SESSIONS = 64
const MAX_CODES = 64
const MAX_LABEL_CHARS = 120

interface HeldSession {
  secret: Buffer
  createdAt: number
  lastSeenAt: number
  /** How many of its pages are connected. */
  openPages: number
  label: string
}

interface HeldCode {
  expiresAt: number
  /** Called once: the code was used, or has expired, or gave way to a newer one. */
  onSpent: () => void
}

export interface OpenedSession {
  session: SessionId
  /** Hex; sent once, and kept by the browser alone. */
  secret: string
}

export class Sessions {
  readonly #sessions = new Map<string, HeldSession>()
  /** By the hash of the code: a lookup then takes the same time for every wrong code. */
  readonly #codes = new Map<string, HeldCode>()
  readonly #revokeListeners = new Set<(session: SessionId) => void>()

  /** A code that begins one session until `expiresAt`. */
  drawCode(expiresAt: number, onSpent: () => void = () => undefined): string {
    const code = randomBytes(SECRET_BYTES).toString('hex')
    this.#codes.set(hashCode(code), { expiresAt, onSpent })
    for (const oldest of [...this.#codes.keys()].slice(0, -MAX_CODES)) this.#spend(oldest)
    return code
  }

  /** Null for a code that was never drawn, was used, or has expired. */
  begin(code: string, label: string, now: number): OpenedSession | null {
    const held = this.#spend(hashCode(code))
    if (held === null || now >= held.expiresAt) return null
    const [session, secret] = [randomBytes(8).toString('hex'), randomBytes(SECRET_BYTES)]
    this.#sessions.set(session, {
      secret,
      createdAt: now,
      lastSeenAt: now,
      openPages: 0,
      label: label.slice(0, MAX_LABEL_CHARS),
    })
    this.#forgetUnused(now)
    return { session: session as SessionId, secret: secret.toString('hex') }
  }

  /** The door's own proof; null if there is no such session. */
  sign(session: string, text: string): string | null {
    const held = this.#sessions.get(session)
    return held === undefined ? null : hmac(held.secret, text).toString('hex')
  }

  /** Whether `proof` was made of `text` with the secret of this session. */
  isProven(session: string, text: string, proof: string, now: number): boolean {
    const held = this.#sessions.get(session)
    if (held === undefined) return false
    const right = hmac(held.secret, text)
    const given = Buffer.from(proof, 'hex')
    if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return false
    held.lastSeenAt = now
    return true
  }

  /** A page of this session is connected, until the returned function is called with the time of its end. */
  openPage(session: string): (now: number) => void {
    const held = this.#sessions.get(session)
    if (held === undefined) return () => undefined
    held.openPages++
    return (now) => {
      held.openPages--
      held.lastSeenAt = now
    }
  }

  /** Most recently seen first. */
  list(now = Date.now()): Session[] {
    return [...this.#sessions]
      .map(([session, { createdAt, lastSeenAt, openPages, label }]) => ({
        session: session as SessionId,
        createdAt: new Date(createdAt).toISOString(),
        lastSeenAt: new Date(openPages > 0 ? now : lastSeenAt).toISOString(),
        isOpen: openPages > 0,
        label,
      }))
      .toSorted((one, other) => Date.parse(other.lastSeenAt) - Date.parse(one.lastSeenAt))
  }

  /** @throws NOT_FOUND */
  revoke(session: string): void {
    if (!this.#sessions.delete(session)) throw new EngineError('NOT_FOUND', 'There is no such session.')
    for (const listener of this.#revokeListeners) listener(session as SessionId)
  }

  onRevoked(listener: (session: SessionId) => void): () => void {
    this.#revokeListeners.add(listener)
    return () => this.#revokeListeners.delete(listener)
  }

  /** Ends every session and every code. */
  close(): void {
    for (const code of [...this.#codes.keys()]) this.#spend(code)
    for (const session of [...this.#sessions.keys()]) this.revoke(session)
  }

  #spend(hash: string): HeldCode | null {
    const held = this.#codes.get(hash)
    if (held === undefined) return null
    this.#codes.delete(hash)
    held.onSpent()
    return held
  }

  /** Beyond the limit the one not seen for longest goes. */
  #forgetUnused(now: number): void {
    for (const { session } of this.list(now).slice(MAX_SESSIONS)) this.revoke(session)
  }
}

function hmac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
