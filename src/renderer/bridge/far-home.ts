// What a paired phone keeps of its home: its own key, which no script can export, and where the home
// is. When the home has removed the phone, nothing of this origin may stay, in any tab.
import type { DhKey } from '../../core/contract/noise.ts'
import { fromBase64Url, toBase64Url } from './far-link.ts'

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
const DATABASE = 'fumikura.far'
const STORE = 'home'
const RECORD = 'home'
const TABS = 'fumikura.far'
/** Why the page begins anew, for the page after the reload. */
const ENDED = 'fumikura.far.ended'

export type FarEnd = 'revoked' | 'unknown'

/** Null before the pairing. */
export function readHome(): Promise<FarHome | null> {
  return use('readonly', (store) => store.get(RECORD)).then((home) => (home as FarHome | undefined) ?? null)
}

export async function keepHome(home: FarHome): Promise<void> {
  await use('readwrite', (store) => store.put(home, RECORD))
  // A browser may remove what a site keeps that is not installed.
  await navigator.storage.persist?.().catch(() => false)
}

/** Another phone was removed, so the home is found by another route from now on. */
export async function keepRoute(encoded: string): Promise<void> {
  const [home, route] = [await readHome(), fromBase64Url(encoded)]
  if (home === null || route.length !== home.route.length || toBase64Url(home.route) === encoded) return
  await use('readwrite', (store) => store.put({ ...home, route }, RECORD))
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
  sessionStorage.removeItem(ENDED)
  return why === 'revoked' || why === 'unknown' ? why : null
}

function begin(why: FarEnd): void {
  sessionStorage.setItem(ENDED, why)
  history.replaceState(null, '', location.pathname)
  location.reload()
}

async function clear(): Promise<void> {
  localStorage.clear()
  const deleted = indexedDB.deleteDatabase(DATABASE)
  await Promise.allSettled([
    new Promise((resolve) => (deleted.onsuccess = deleted.onerror = deleted.onblocked = resolve)),
    caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))),
    navigator.serviceWorker
      .getRegistrations()
      .then((workers) => Promise.all(workers.map((worker) => worker.unregister()))),
  ])
}

/** The database is open only meanwhile, so that another tab can delete it. */
async function use<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await settled(opening)
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)))
  } finally {
    database.close()
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The database refused.'))
  })
}
