// The sessions of browsers that may use the web door, and the one-time codes that start them. Held
// in memory only, so each session ends with the run.
// Another account that takes the port later can do nothing with a session that a browser still
// stores.
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
  /** The number of connected pages. */
  openPages: number
  label: string
}

interface HeldCode {
  expiresAt: number
  /** Called once, when the code was used, has expired, or was dropped for a newer one. */
  onSpent: () => void
}

export interface OpenedSession {
  session: SessionId
  /** Hex; sent once, and stored only by the browser. */
  secret: string
}

export class Sessions {
  readonly #sessions = new Map<string, HeldSession>()
  /** Keyed by the hash of the code, so that a lookup takes the same time for every wrong code. */
  readonly #codes = new Map<string, HeldCode>()
  readonly #revokeListeners = new Set<(session: SessionId) => void>()

  /** Draws a code that starts one session until `expiresAt`. */
  drawCode(expiresAt: number, onSpent: () => void = () => undefined): string {
    const code = randomBytes(SECRET_BYTES).toString('hex')
    this.#codes.set(hashCode(code), { expiresAt, onSpent })
    for (const oldest of [...this.#codes.keys()].slice(0, -MAX_CODES)) this.#spend(oldest)
    return code
  }

  /** Starts a session. Null for a code that was never drawn, was used, or has expired. */
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

  has(session: string): boolean {
    return this.#sessions.has(session)
  }

  /** Returns the door's proof for `text`; null if there is no such session. */
  sign(session: string, text: string): string | null {
    const held = this.#sessions.get(session)
    return held === undefined ? null : hmac(held.secret, text).toString('hex')
  }

  /** True if `proof` was made of `text` with this session's secret. */
  isProven(session: string, text: string, proof: string, now: number): boolean {
    const held = this.#sessions.get(session)
    if (held === undefined) return false
    const right = hmac(held.secret, text)
    const given = Buffer.from(proof, 'hex')
    if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return false
    held.lastSeenAt = now
    return true
  }

  /**
   * Counts a connected page of this session until the returned function is called with the end
   * time.
   */
  openPage(session: string): (now: number) => void {
    const held = this.#sessions.get(session)
    if (held === undefined) return () => undefined
    held.openPages++
    return (now) => {
      held.openPages--
      held.lastSeenAt = now
    }
  }

  /** Lists the sessions, the most recently seen first. */
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

  /** Above the limit, revokes the sessions that were not seen for longest. */
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
