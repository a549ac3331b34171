// Paths of files that the person gave to the page. The preload sends each path under a random name
// that the page drew; a name works once.
// The page's call and the path use different ports, so either may arrive first.
import { EngineError } from '../../core/contract/index.ts'
import type { PortLike } from './port-channel.ts'

const WAIT_MS = 10_000
/**
 * A page that hands over many files and stores none is suspicious, so only this many paths are
 * kept.
 */
const MAX_HANDED = 64

export class HandedFiles {
  readonly #paths = new Map<string, string>()
  readonly #waiting = new Map<string, (path: string) => void>()

  constructor(port: PortLike) {
    port.on('message', ({ data }) => this.#hear(data))
    port.start()
  }

  #hear(data: unknown): void {
    const handed = parseHanded(data)
    if (handed === null) return
    const [name, path] = handed
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) return waiting(path)
    this.#paths.set(name, path)
    for (const old of [...this.#paths.keys()].slice(0, -MAX_HANDED)) this.#paths.delete(old)
  }

  /**
   * Claims the path of a name, and waits for it if necessary.
   * @throws NOT_FOUND if no path arrived under that name, or it was claimed already
   */
  async claim(name: string): Promise<string> {
    const path = this.#paths.get(name) ?? (await this.#wait(name))
    this.#paths.delete(name)
    return path
  }

  #wait(name: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => {
        this.#waiting.delete(name)
        reject(new EngineError('NOT_FOUND', 'No file was handed over under this name.'))
      }
      const timer = setTimeout(refuse, WAIT_MS)
      this.#waiting.set(name, (path) => {
        clearTimeout(timer)
        this.#waiting.delete(name)
        resolve(path)
      })
    })
  }
}

function parseHanded(data: unknown): [name: string, path: string] | null {
  if (typeof data !== 'string') return null
  try {
    const handed: unknown = JSON.parse(data)
    const [name, path] = Array.isArray(handed) ? (handed as unknown[]) : []
    return typeof name === 'string' && typeof path === 'string' ? [name, path] : null
  } catch {
    return null
  }
}
