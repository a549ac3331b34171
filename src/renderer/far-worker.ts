// The service worker of a phone's page. It answers the addresses of files, `/file/…`, through the page
// that has the tunnel, keeps the page's own files, and shows the messages that home sends while no page
// is in view. It holds no key and no session.
// The build names it without a hash, because a browser finds a new one by the old name.
import { answerFile, type AskedPage } from './bridge/far-file-answer.ts'
import type { ShellOrder } from './bridge/far-file-messages.ts'
import {
  openNotice,
  showMessage,
  tellOfSubscription,
  type NoticeScope,
  type OpenPage,
} from './bridge/far-notices.ts'
import { FarShell, isOfPage } from './bridge/far-shell.ts'

/** What TypeScript's types of a page do not have. */
interface WorkerScope extends NoticeScope {
  readonly registration: NoticeScope['registration'] & { readonly active: object | null }
  readonly clients: Omit<NoticeScope['clients'], 'matchAll'> & {
    claim(): Promise<void>
    matchAll(
      ...of: Parameters<NoticeScope['clients']['matchAll']>
    ): Promise<readonly (AskedPage & OpenPage & { readonly id: string })[]>
  }
  skipWaiting(): Promise<void>
  addEventListener(
    type: 'install' | 'activate' | 'pushsubscriptionchange',
    listener: (event: Waits) => void,
  ): void
  addEventListener(type: 'push', listener: (event: Pushed) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Tapped) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void
  addEventListener(type: 'message', listener: (event: Told) => void): void
}
interface Waits {
  waitUntil(done: Promise<unknown>): void
}
interface Told extends Waits {
  readonly data: ShellOrder
  readonly ports: readonly MessagePort[]
}
interface Pushed extends Waits {
  readonly data: { text(): string } | null
}
interface Tapped extends Waits {
  readonly notification: Notification
}
interface Fetched extends Waits {
  readonly request: Request
  readonly clientId: string
  respondWith(answer: Promise<Response>): void
}

const scope = globalThis as unknown as WorkerScope
const shell = new FarShell()

scope.addEventListener('install', (event) => {
  // Only the first one begins at once. A later one waits until no page uses the earlier.
  if (scope.registration.active === null) event.waitUntil(scope.skipWaiting())
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('message', (event) => {
  const { data, ports } = event
  if ('keep' in data) return event.waitUntil(shell.keep(data.keep))
  event.waitUntil(shell.forget().then(() => ports[0]?.postMessage(null)))
})

scope.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (origin !== location.origin) return
  if (pathname.startsWith('/file/')) return event.respondWith(answer(event))
  if (method !== 'GET') return
  if (mode === 'navigate' && pathname === '/')
    event.respondWith(shell.openEntry(isAlone, (done) => event.waitUntil(done)))
  else if (isOfPage(url)) event.respondWith(shell.openFile(event.request))
})

scope.addEventListener('push', (event) => event.waitUntil(showMessage(scope, event.data?.text() ?? null)))

scope.addEventListener('notificationclick', (event) => event.waitUntil(openNotice(scope, event.notification)))

scope.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(tellOfSubscription(scope)))

/** While a page opens, it counts as well. */
async function isAlone(): Promise<boolean> {
  return (await scope.clients.matchAll({ type: 'window' })).length <= 1
}

/** The page that asks comes first. It is unknown for some requests, such as downloads. */
async function answer({ request, clientId }: Fetched): Promise<Response> {
  const pages = await scope.clients.matchAll({ type: 'window' })
  const [own, others] = [pages.filter(({ id }) => id === clientId), pages.filter(({ id }) => id !== clientId)]
  return answerFile(request, [...own, ...others])
}
