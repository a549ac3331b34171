// Relays the page's file requests to the engine's process, which serves files on a loopback port.
// The page learns neither port nor secret; a restarted engine has new ones.
import type { FileId } from '../../core/contract/index.ts'
import type { FileEndpoint } from '../host/index.ts'

/** The request headers that are passed on. */
const PASSED_ON = ['range', 'content-type', 'content-length']

export class FileRelay {
  #endpoint: FileEndpoint | null = null

  moveTo(endpoint: FileEndpoint | null): void {
    this.#endpoint = endpoint
  }

  /** Fetches one whole file by its id, for the shell itself. */
  get(file: FileId): Promise<Response> {
    return this.answer(new Request('http://shell/'), `/file/${encodeURIComponent(file)}`)
  }

  /** @param path the path with its query, from the slash on */
  async answer(request: Request, path: string): Promise<Response> {
    if (this.#endpoint === null) return new Response(null, { status: 503 })
    const { port, secret } = this.#endpoint
    const headers = new Headers({ authorization: `Bearer ${secret}` })
    for (const name of PASSED_ON) {
      const value = request.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    const { method, body, signal } = request
    try {
      // Streams the body, because a film must never be in memory as a whole.
      const sent = body === null ? {} : { body, duplex: 'half' as const }
      return await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, signal, ...sent })
    } catch {
      return new Response(null, { status: 503 })
    }
  }
}
