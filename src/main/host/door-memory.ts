// The web door's state between runs: the ports that it used, where it serves no page again, the
// sessions of pages that may return, and the appearance settings of its page.
// To a browser a port is an origin. Another account may have served a page there since, so each run
// takes a new port.
import { open, readFile, rename } from 'node:fs/promises'
import type { KeptSession, Way } from './sessions.ts'

/** A system hands out about 28,000 ports. */
const MAX_PORTS = 1000

/** Persisted: do not change. */
interface MemoryFile {
  format: 1
  /** The latest port is last. */
  ports: number[]
  /** The page's own JSON; the door does not read it. */
  settings: string | null
  sessions: KeptSession[]
}

export class DoorMemory {
  readonly #path: string
  #file: MemoryFile
  #saved: Promise<void> = Promise.resolve()

  private constructor(path: string, file: MemoryFile) {
    this.#path = path
    this.#file = file
  }

  /** Opens the file; an unreadable file counts as missing. */
  static async open(path: string): Promise<DoorMemory> {
    return new DoorMemory(path, parseFile(await readFile(path, 'utf8').catch(() => '')))
  }

  get settings(): string | null {
    return this.#file.settings
  }

  async keepSettings(settings: string): Promise<void> {
    this.#file.settings = settings
    await this.#save()
  }

  get sessions(): readonly KeptSession[] {
    return this.#file.sessions
  }

  async keepSessions(sessions: KeptSession[]): Promise<void> {
    this.#file.sessions = sessions
    await this.#save()
  }

  /** The port of the latest run; undefined before the first. */
  get latestPort(): number | undefined {
    return this.#file.ports.at(-1)
  }

  hadPort(port: number): boolean {
    return this.#file.ports.includes(port)
  }

  async keepPort(port: number): Promise<void> {
    this.#file.ports = [...this.#file.ports.filter((had) => had !== port), port].slice(-MAX_PORTS)
    await this.#save()
  }

  /** Writes are serialized, and each replaces the whole file. */
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

function parseFile(text: string): MemoryFile {
  try {
    const { format, ports, settings, sessions } = JSON.parse(text) as Partial<MemoryFile>
    const isSettings = settings === null || typeof settings === 'string'
    const areSessions = Array.isArray(sessions) && sessions.every(isKeptSession)
    if (format === 1 && Array.isArray(ports) && ports.every(isPort) && isSettings && areSessions)
      return { format, ports, settings, sessions }
  } catch {
    // Invalid JSON counts as a missing file.
  }
  return { format: 1, ports: [], settings: null, sessions: [] }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}

function isKeptSession(value: unknown): value is KeptSession {
  const { session, createdAt, lastSeenAt, label, ways } = (value ?? {}) as Partial<KeptSession>
  return (
    typeof session === 'string' &&
    typeof label === 'string' &&
    Number.isSafeInteger(createdAt) &&
    Number.isSafeInteger(lastSeenAt) &&
    Array.isArray(ways) &&
    ways.every(isWay)
  )
}

function isWay(value: unknown): value is Way {
  const { port, key } = (value ?? {}) as Partial<Way>
  return isPort(port) && typeof key === 'string'
}
