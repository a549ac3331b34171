// The sessions of browsers that may use the web door, and the one-time codes that start them.
// A session's secret is drawn anew in each run, because another account may read what a browser
// stores for a port. Open pages return to the next run by keys that they hold in memory only.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { EngineError, type Session, type SessionId } from '../../core/contract/index.ts'
import { isReturnKey, isSignedBy } from './return-key.ts'

const SECRET_BYTES = 32
const MAX_SESSIONS = 64
const MAX_CODES = 64
const MAX_LABEL_CHARS = 120
/** Open pages of one session. */
const MAX_WAYS = 16
/** A session that no page used for so long is over. */
const UNUSED_LIFE_MS = 30 * 24 * 60 * 60 * 1000

/** How one open page returns to a later run. Nothing in it is secret. */
export interface Way {
  /** The port that the page was loaded from or returned to. */
  port: number
  /** The page's public key: ECDSA on P-256, SPKI in hex. */
  key: string
}

/** A session between runs. It admits nobody without the private key of one of its pages. */
export interface KeptSession {
  session: string
  /** ms since the epoch. */
  createdAt: number
  lastSeenAt: number
  label: string
  ways: Way[]
}

interface HeldSession extends Omit<KeptSession, 'session'> {
  secret: Buffer
  /** The number of connected pages. */
  openPages: number
}

interface HeldCode {
  expiresAt: number
  /** Called once, when the code was used, has expired, or was dropped for a newer one. */
  onSpent: () => void
  /** The session that the code continues; null for a new one. */
  continues: string | null
}

export interface OpenedSession {
  session: SessionId
  /** Hex; sent once, and stored only by the browser. */
  secret: string
}

export interface SessionsOptions {
  kept?: readonly KeptSession[]
  /** Proves a later run of this home to a page that returns. */
  homeKey?: Buffer
  /** Called after each change of what is kept. */
  onKeep?: () => Promise<void>
}

export class Sessions {
  readonly #sessions = new Map<string, HeldSession>()
  /** Keyed by the hash of the code, so that a lookup takes the same time for every wrong code. */
  readonly #codes = new Map<string, HeldCode>()
  readonly #revokeListeners = new Set<(session: SessionId) => void>()
  readonly #homeKey: Buffer
  readonly #onKeep: () => Promise<void>
  #isClosed = false

  constructor({ kept = [], homeKey = randomBytes(SECRET_BYTES), onKeep }: SessionsOptions = {}) {
    this.#homeKey = homeKey
    this.#onKeep = onKeep ?? (() => Promise.resolve())
    // Without an open page nobody can return.
    for (const { session, ...rest } of kept.filter(({ ways }) => ways.length > 0))
      this.#sessions.set(session, { ...rest, secret: randomBytes(SECRET_BYTES), openPages: 0 })
  }

  /** Draws a code that starts one session, or continues the one given, until `expiresAt`. */
  drawCode(
    expiresAt: number,
    onSpent: () => void = () => undefined,
    continues: string | null = null,
  ): string {
    const code = randomBytes(SECRET_BYTES).toString('hex')
    this.#codes.set(hashCode(code), { expiresAt, onSpent, continues })
    for (const oldest of [...this.#codes.keys()].slice(0, -MAX_CODES)) this.#spend(oldest)
    return code
  }

  /**
   * Starts or continues a session. Null for a code that was never drawn, was used, or has expired,
   * and if the session to continue is over.
   */
  begin(code: string, label: string, now: number): OpenedSession | null {
    const held = this.#spend(hashCode(code))
    if (held === null || now >= held.expiresAt) return null
    if (held.continues !== null) return this.#continue(held.continues, now)
    const [session, secret] = [randomBytes(8).toString('hex'), randomBytes(SECRET_BYTES)]
    this.#sessions.set(session, {
      ...{ secret, createdAt: now, lastSeenAt: now, openPages: 0, ways: [] },
      label: label.slice(0, MAX_LABEL_CHARS),
    })
    this.#forgetUnused(now)
    return { session: session as SessionId, secret: secret.toString('hex') }
  }

  #continue(session: string, now: number): OpenedSession | null {
    const held = this.#find(session, now)
    if (held === null) return null
    held.lastSeenAt = now
    return { session: session as SessionId, secret: held.secret.toString('hex') }
  }

  has(session: string, now: number): boolean {
    return this.#find(session, now) !== null
  }

  /** Returns the door's proof for `text`; null if there is no such session. */
  sign(session: string, text: string, now: number): string | null {
    const held = this.#find(session, now)
    return held === null ? null : hmac(held.secret, text).toString('hex')
  }

  /** True if `proof` was made of `text` with this session's secret. */
  isProven(session: string, text: string, proof: string, now: number): boolean {
    const held = this.#find(session, now)
    if (held === null) return false
    const right = hmac(held.secret, text)
    const given = Buffer.from(proof, 'hex')
    if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return false
    held.lastSeenAt = now
    return true
  }

  /**
   * Hex: with it a page recognises a later run of this home. It follows from the home's key, so
   * nothing of it is kept.
   */
  returnSecret(session: string): string {
    return hmac(this.#homeKey, `fumikura/return/1 ${session}`).toString('hex')
  }

  /** True if an open page of this session, by this way, has signed `text`. */
  hasReturned(session: string, way: Way, text: string, signature: string, now: number): boolean {
    const held = this.#find(session, now)
    const isKnown = held?.ways.some(({ port, key }) => port === way.port && key === way.key)
    if (held === null || !isKnown || !isSignedBy(way.key, text, signature)) return false
    held.lastSeenAt = now
    return true
  }

  /**
   * Counts a connected page of this session until `close` is called. A page that left does not
   * return; one whose connection broke may.
   */
  async openPage(
    session: string,
    way: Way | null,
  ): Promise<{ close: (now: number, hasLeft: boolean) => void }> {
    const held = this.#sessions.get(session)
    if (held === undefined) return { close: () => undefined }
    held.openPages++
    if (way !== null && isReturnKey(way.key))
      held.ways = [...held.ways.filter(({ key }) => key !== way.key), way].slice(-MAX_WAYS)
    await this.keep()
    return {
      close: (now, hasLeft) => {
        held.openPages--
        held.lastSeenAt = now
        if (hasLeft && !this.#isClosed) held.ways = held.ways.filter(({ key }) => key !== way?.key)
        void this.keep()
      },
    }
  }

  /** The ports of pages that may return, those of the most recently seen sessions first. */
  listPorts(now: number): number[] {
    return this.list(now).flatMap(({ session }) => this.#sessions.get(session)!.ways.map(({ port }) => port))
  }

  /** What outlives the run. */
  listKept(now: number): KeptSession[] {
    return [...this.#sessions].map(([session, { createdAt, lastSeenAt, openPages, label, ways }]) => ({
      ...{ session, createdAt, lastSeenAt: openPages > 0 ? now : lastSeenAt, label, ways },
    }))
  }

  /** Lists the sessions, the most recently seen first. */
  list(now = Date.now()): Session[] {
    return [...this.#sessions.keys()]
      .filter((session) => this.has(session, now))
      .map((session) => [session, this.#sessions.get(session)!] as const)
      .map(([session, { createdAt, lastSeenAt, openPages, label }]) => ({
        session: session as SessionId,
        createdAt: new Date(createdAt).toISOString(),
        lastSeenAt: new Date(openPages > 0 ? now : lastSeenAt).toISOString(),
        isOpen: openPages > 0,
        label,
      }))
      .toSorted((one, other) => Date.parse(other.lastSeenAt) - Date.parse(one.lastSeenAt))
  }

  /** Resolves when the session is gone from the disk. @throws NOT_FOUND */
  async revoke(session: string): Promise<void> {
    if (!this.#sessions.delete(session)) throw new EngineError('NOT_FOUND', 'There is no such session.')
    for (const listener of this.#revokeListeners) listener(session as SessionId)
    await this.keep()
  }

  onRevoked(listener: (session: SessionId) => void): () => void {
    this.#revokeListeners.add(listener)
    return () => this.#revokeListeners.delete(listener)
  }

  /** Ends every code, and the run's secrets. The sessions of pages that are open stay on disk. */
  async close(): Promise<void> {
    const kept = this.keep()
    this.#isClosed = true
    for (const code of [...this.#codes.keys()]) this.#spend(code)
    this.#sessions.clear()
    await kept
  }

  #find(session: string, now: number): HeldSession | null {
    const held = this.#sessions.get(session)
    if (held === undefined) return null
    if (held.openPages > 0 || now - held.lastSeenAt < UNUSED_LIFE_MS) return held
    void this.revoke(session)
    return null
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
    for (const { session } of this.list(now).slice(MAX_SESSIONS)) void this.revoke(session)
  }

  /** A full disk must not keep a page out. */
  async keep(): Promise<void> {
    if (!this.#isClosed) await this.#onKeep().catch(() => undefined)
  }
}

function hmac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
