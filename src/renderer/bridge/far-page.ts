// Looks at what the host of this page serves now, and has the home compare it. Best effort: a page that
// was changed need not look. Against the host there is no protection in a browser, only detection.
import type { Connection } from './connection.ts'
import type { FarDoor } from './far-door.ts'
import { hashOf } from './hex.ts'

const AGAIN_AFTER_MS = 60 * 60_000

/** With the first connection, and with one after an hour. */
export function checkPage({ onState, api }: Pick<Connection, 'onState' | 'api'>, door: FarDoor): void {
  let askedAt = -Infinity
  onState((state) => {
    if (state !== 'online' || performance.now() - askedAt < AGAIN_AFTER_MS) return
    askedAt = performance.now()
    void readPage()
      .then((files) => api.phones.reportPage({ files }))
      .then(({ isKnown }) => isKnown === false && door.distrust())
      // The host does not answer, or the home is away again.
      .catch(() => undefined)
  })
}

/**
 * The page itself, its worker, and every script and style that it has loaded: SHA-256 by path. The worker
 * may have started an earlier page than the host serves now; then without what that one has loaded.
 */
async function readPage(): Promise<Record<string, string>> {
  const entry = await fetchBytes('')
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')
  const isServed = own !== null && new TextDecoder().decode(entry).includes(new URL(own.src).pathname)
  const loaded = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const paths = loaded
    .filter(({ origin, pathname }) => origin === location.origin && /\.(m?js|css)$/.test(pathname))
    .map(({ pathname }) => pathname.slice(1))
  const others = new Set(['far-worker.js', ...(isServed ? paths : [])])
  const hashes = [...others].map(async (path) => [path, await hashOf(await fetchBytes(path))] as const)
  return { '': await hashOf(entry), ...Object.fromEntries(await Promise.all(hashes)) }
}

/** What the browser has is what it runs; only the files without a hash in their name are asked anew. */
async function fetchBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const cache = path.includes('/') ? 'force-cache' : 'no-store'
  const answer = await fetch(`/${path}`, { cache })
  if (!answer.ok) throw new Error(`/${path} answers ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
