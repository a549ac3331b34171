// What a paired phone keeps of its home: its own key, which no script can export, and where the home
// is. When the home has removed the phone, nothing of this origin may stay, in any tab.
import type { DhKey } from '../../core/contract/noise.ts'
import { deleteDatabase, use } from './far-database.ts'
import type { ShellOrder } from './far-file-messages.ts'
import { fromBase64Url, toBase64Url } from './far-link.ts'
import { unsubscribe } from './far-push.ts'

export interface FarHome {
  key: DhKey
  /** 32 bytes. */
  homeKey: Uint8Array
  /** 16 bytes. */
  route: Uint8Array
  /** Host and port. */
  relay: string
}

/** Persisted in browsers: do not change. */
const RECORD = 'home'
const TABS = 'fumikura.far'
/** Why the page begins anew, for the page after the reload. */
const ENDED = 'fumikura.far.ended'

export type FarEnd = 'revoked' | 'unknown'

/** Null before the pairing. */
export function readHome(): Promise<FarHome | null> {
  return use<FarHome | undefined>('home', 'readonly', (store) => store.get(RECORD)).then(
    (home) => home ?? null,
  )
}

export async function keepHome(home: FarHome): Promise<void> {
  await use('home', 'readwrite', (store) => store.put(home, RECORD))
  // A browser may remove what a site keeps that is not installed. Firefox asks its person first.
  // The phone does not wait for that answer.
  void askToPersist().catch(() => false)
}

const askToPersist = async (): Promise<boolean> => (await navigator.storage.persist?.()) ?? false

/** Another phone was removed, so the home is found by another route from now on. */
export async function keepRoute(encoded: string): Promise<void> {
  const [home, route] = [await readHome(), fromBase64Url(encoded)]
  if (home === null || route.length !== home.route.length || toBase64Url(home.route) === encoded) return
  await use('home', 'readwrite', (store) => store.put({ ...home, route }, RECORD))
}

/** Removes everything of this origin, and begins anew in every tab. */
export async function forgetHome(why: FarEnd): Promise<void> {
  const tabs = new BroadcastChannel(TABS)
  tabs.postMessage(why)
  tabs.close()
  await clear()
  begin(why)
}

/** Another tab has removed everything. */
export function onForgotten(): void {
  const tabs = new BroadcastChannel(TABS)
  tabs.addEventListener('message', ({ data }: MessageEvent<FarEnd>) => {
    tabs.close()
    // What this tab wrote meanwhile goes as well.
    void clear().then(() => begin(data))
  })
}

/** Returns once why the page has begun anew; null if it has not. */
export function takeEnd(): FarEnd | null {
  const why = sessionStorage.getItem(ENDED)
  if (why === null) return null
  // The page may have written while it went.
  localStorage.clear()
  sessionStorage.clear()
  return why === 'revoked' ? why : 'unknown'
}

function begin(why: FarEnd): void {
  sessionStorage.setItem(ENDED, why)
  history.replaceState(null, '', location.pathname)
  location.reload()
}

async function clear(): Promise<void> {
  localStorage.clear()
  sessionStorage.clear()
  await Promise.allSettled([deleteDatabase(), stopWorkers(), navigator.clearAppBadge?.()])
  const names = await caches.keys().catch(() => [])
  await Promise.allSettled(names.map((name) => caches.delete(name)))
}

const STOP_PATIENCE_MS = 1000

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS))

/** A worker may be about to keep a file. It may also have ended. */
async function stopWorkers(): Promise<void> {
  const workers = await navigator.serviceWorker.getRegistrations()
  await Promise.allSettled(workers.map(stopWorker))
}

async function stopWorker(worker: ServiceWorkerRegistration): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const order: ShellOrder = { forget: true }
  const isStopped = new Promise((resolve) => (port1.onmessage = resolve))
  worker.active?.postMessage(order, [port2])
  if (worker.active !== null) await Promise.race([isStopped, pause()])
  for (const shown of await worker.getNotifications()) shown.close()
  await Promise.race([unsubscribe(worker), pause()])
  await worker.unregister()
}
