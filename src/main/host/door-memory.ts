// What the web door of a home remembers between runs: the ports it had, which it never takes again, and how its page looks.
// A port is an origin to a browser, and another account may have served a page there since; a new port is a clean origin.
import { open, readFile, rename } from 'node:fs/promises'

/** Of some 28,000 that a system hands out. */
const MAX_PORTS = 1000

/** Persisted: do not change. */
interface MemoryFile {
  format: 1
  /** The latest last. */
  ports: number[]
  /** The page's own JSON; this side does not read it. */
  settings: string | null
}

export class DoorMemory {
  readonly #path: string
  #file: MemoryFile
  #saved: Promise<void> = Promise.resolve()

  private constructor(path: string, file: MemoryFile) {
    this.#path = path
    this.#file = file
  }

  /** An unreadable file is as good as none. */
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

  hadPort(port: number): boolean {
    return this.#file.ports.includes(port)
  }

  async keepPort(port: number): Promise<void> {
    this.#file.ports = [...this.#file.ports.filter((had) => had !== port), port].slice(-MAX_PORTS)
    await this.#save()
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

function parseFile(text: string): MemoryFile {
  try {
    const { format, ports, settings } = JSON.parse(text) as Partial<MemoryFile>
    const isSettings = settings === null || typeof settings === 'string'
    if (format === 1 && Array.isArray(ports) && ports.every(isPort) && isSettings)
      return { format, ports, settings }
  } catch {
    // Not JSON: as good as lost.
  }
  return { format: 1, ports: [], settings: null }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535
}
