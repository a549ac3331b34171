// The browsers that may use the web door of a home, and the port they know it by.
// Kept in clear beside the ledger; it holds hashes, so that reading the file opens nothing.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { EngineError, type Session, type SessionId } from '../../core/contract/index.ts'

const SECRET_BYTES = 32
const MAX_SESSIONS = 64
const MAX_LABEL_CHARS = 120
/** How stale `lastSeenAt` may be on disk. */
const SEEN_STEP_MS = 60 * 60 * 1000

/** Persisted: do not change. */
interface StoredSession {
  id: string
  /** SHA-256 of the secret, hex. The secret is 32 random bytes, so that a fast hash is enough. */
  hash: string
  createdAt: number
  lastSeenAt: number
  label: string
}

/** Persisted: do not change. */
interface SessionFile {
  format: 1
  port: number | null
  sessions: StoredSession[]
}

export interface OpenedSession {
  session: SessionId
  /** Hex; sent once, and kept by the browser alone. */
  secret: string
}

export class SessionBook {
  readonly #path: string
  #file: SessionFile
  #saved: Promise<void> = Promise.resolve()
  readonly #revokeListeners = new Set<(session: SessionId) => void>()

  private constructor(path: string, file: SessionFile) {
    this.#path = path
    this.#file = file
  }

  /** A lost or unreadable file costs every browser its session and nothing else. */
  static async open(path: string): Promise<SessionBook> {
    return new SessionBook(path, parseFile(await readFile(path, 'utf8').catch(() => '')))
  }

  get port(): number | null {
    return this.#file.port
  }

  async rememberPort(port: number): Promise<void> {
    if (port === this.#file.port) return
    this.#file.port = port
    await this.#save()
  }

  async begin(label: string, now: number): Promise<OpenedSession> {
    const secret = randomBytes(SECRET_BYTES).toString('hex')
    const id = randomBytes(8).toString('hex')
    const session = {
      id,
      hash: hashSecret(secret),
      createdAt: now,
      lastSeenAt: now,
      label: label.slice(0, MAX_LABEL_CHARS),
    }
    const kept = this.#file.sessions
      .toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
      .slice(0, MAX_SESSIONS - 1)
    this.#file.sessions = [session, ...kept]
    await this.#save()
    return { session: id as SessionId, secret }
  }

  /** The session of this secret, or null. */
  async find(secret: string, now: number): Promise<SessionId | null> {
    const hash = Buffer.from(hashSecret(secret), 'hex')
    const found = this.#file.sessions.find((session) =>
      timingSafeEqual(Buffer.from(session.hash, 'hex'), hash),
    )
    if (found === undefined) return null
    if (now - found.lastSeenAt > SEEN_STEP_MS) {
      found.lastSeenAt = now
      await this.#save()
    }
    return found.id as SessionId
  }

  /** Most recently seen first. */
  list(): Session[] {
    const sorted = this.#file.sessions.toSorted((a, b) => b.lastSeenAt - a.lastSeenAt)
    return sorted.map(({ id, createdAt, lastSeenAt, label }) => ({
      session: id as SessionId,
      createdAt: new Date(createdAt).toISOString(),
      lastSeenAt: new Date(lastSeenAt).toISOString(),
      label,
    }))
  }

  /** @throws NOT_FOUND */
  async revoke(id: string): Promise<void> {
    const kept = this.#file.sessions.filter((session) => session.id !== id)
    if (kept.length === this.#file.sessions.length)
      throw new EngineError('NOT_FOUND', 'There is no such session.')
    this.#file.sessions = kept
    for (const listener of this.#revokeListeners) listener(id as SessionId)
    await this.#save()
  }

  /** Told at once, before the file is written. */
  onRevoked(listener: (session: SessionId) => void): () => void {
    this.#revokeListeners.add(listener)
    return () => this.#revokeListeners.delete(listener)
  }

  /** One write after the other, each whole or not at all. */
  #save(): Promise<void> {
    const saved = this.#saved.then(() => writeWhole(this.#path, JSON.stringify(this.#file)))
    this.#saved = saved.catch(() => undefined)
    return saved
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

function parseFile(text: string): SessionFile {
  try {
    const { format, port, sessions } = JSON.parse(text) as Partial<SessionFile>
    if (format === 1 && Array.isArray(sessions) && sessions.every(isStoredSession)) {
      return { format, port: isPort(port) ? port : null, sessions }
    }
  } catch {
    // Not JSON: as good as lost.
  }
  return { format: 1, port: null, sessions: [] }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}

function isStoredSession(value: unknown): value is StoredSession {
  const { id, hash, createdAt, lastSeenAt, label } = value as Partial<StoredSession>
  return (
    typeof id === 'string' &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    Number.isSafeInteger(createdAt) &&
    Number.isSafeInteger(lastSeenAt) &&
    typeof label === 'string'
  )
}
