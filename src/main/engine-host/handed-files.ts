// The paths of files that the person gave to the page, as its preload says them: each under a name that the page drew, and good for once.
// The page calls with the name; it comes by another port, and may be here first.
import { EngineError } from '../../core/contract/index.ts'
import type { PortLike } from './port-channel.ts'

const WAIT_MS = 10_000
/** A page that hands over files and never stores them was taken over. */
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

  /** @throws NOT_FOUND when nothing was handed under that name, or it was taken before */
  async take(name: string): Promise<string> {
    const path = this.#paths.get(name) ?? (await this.#wait(name))
    this.#paths.delete(name)
    return path
  }

  #wait(name: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => {
        this.#waiting.delete(name)
        reject(new EngineError('NOT_FOUND', 'No file was handed under this name.'))
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
