// The service worker of a phone's page. It answers the addresses of files, `/file/…`, through the page
// that has the tunnel; all else goes to the network as without it. It holds no key and no session.
// The build names it without a hash, because a browser finds a new one by the old name.
import { answerFile, type AskedPage } from './bridge/far-file-answer.ts'

/** What TypeScript's types of a page do not have. */
interface WorkerScope {
  readonly registration: { readonly active: object | null }
  readonly clients: {
    claim(): Promise<void>
    matchAll(of: { type: 'window' }): Promise<readonly (AskedPage & { readonly id: string })[]>
  }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: Waits) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void
}
interface Waits {
  waitUntil(done: Promise<unknown>): void
}
interface Fetched extends Waits {
  readonly request: Request
  readonly clientId: string
  respondWith(answer: Promise<Response>): void
}

const scope = globalThis as unknown as WorkerScope

scope.addEventListener('install', (event) => {
  // Only the first one begins at once. A later one waits until no page uses the earlier.
  if (scope.registration.active === null) event.waitUntil(scope.skipWaiting())
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (origin === location.origin && pathname.startsWith('/file/')) event.respondWith(answer(event))
})

/** The page that asks comes first. It is unknown for some requests, such as downloads. */
async function answer({ request, clientId }: Fetched): Promise<Response> {
  const pages = await scope.clients.matchAll({ type: 'window' })
  const [own, others] = [pages.filter(({ id }) => id === clientId), pages.filter(({ id }) => id !== clientId)]
  return answerFile(request, [...own, ...others])
}
