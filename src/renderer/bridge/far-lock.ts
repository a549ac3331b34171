// The lock of this phone, as its browser keeps it: what opens it, and what that seals. Home decides
// what a locked phone may do. This keeps the page from showing what the browser remembers.
import { isEngineError, type OwnLock } from '../../core/contract/index.ts'
import { SECRET, type OwnCacheKey, type Sealed } from './cache-key.ts'
import { settled, use, useAll } from './far-database.ts'
import type { OutboxRow, OutboxStore } from './outbox-store.ts'

/** Persisted in browsers: do not change. */
const RECORD = 'lock'
const TABS = 'fumikura.far.lock'
const SALT_BYTES = 32

/** Persisted in browsers: do not change. */
export interface KeptLock {
  lock: OwnLock
  /** For this the passkey gives its secret, 32 bytes. */
  salt: Uint8Array<ArrayBuffer>
  /** The secret of the cache. Null if the lock gives nothing to seal it with. */
  sealed: Sealed | null
}

/** Null if this phone has no lock. */
export function readLock(): Promise<KeptLock | null> {
  return use<KeptLock | undefined>('home', 'readonly', (store) => store.get(RECORD)).then(
    (kept) => kept ?? null,
  )
}

export function isSameLock(one: OwnLock, other: OwnLock): boolean {
  if (one.kind === 'pin' || other.kind === 'pin') return one.kind === other.kind
  return one.credential === other.credential
}

/** True if home refuses a call only until the owner has unlocked this phone. */
export const opensByLock = (error: unknown): boolean =>
  isEngineError(error, 'PHONE_LOCKED') && error.details['canUnlock'] === true

/** It seals nothing yet. */
export const newLock = (lock: OwnLock, salt = drawSalt()): KeptLock => ({ lock, salt, sealed: null })

export const drawSalt = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(SALT_BYTES))

/**
 * Keeps the lock and the secret of the cache, which it does not seal. Null: there is no lock any
 * longer.
 */
export async function keepLock(kept: KeptLock | null, secret: CryptoKey): Promise<void> {
  await use('home', 'readwrite', async (store) => {
    store.put(secret, SECRET)
    if (kept === null) store.delete(RECORD)
    else store.put(kept, RECORD)
  })
}

/**
 * From now on only the passkey opens what is kept. What waits for home is sealed anew; the answers
 * of home go, as home has them.
 */
export function sealCache(
  kept: KeptLock,
  { key, next, outbox }: { key: OwnCacheKey; next: OwnCacheKey; outbox: OutboxStore },
): Promise<void> {
  return outbox.sealAnew(next, async (rows, sealed) => {
    const isKept = await useAll(['home', 'kept', 'waiting'], 'readwrite', async (transaction) => {
      const [home, waiting] = [transaction.objectStore('home'), transaction.objectStore('waiting')]
      const now = await settled(waiting.getAll() as IDBRequest<OutboxRow[]>)
      if (nameAll(now) !== nameAll(rows)) return false
      sealed.forEach((row) => waiting.put(row))
      transaction.objectStore('kept').clear()
      home.put(kept, RECORD)
      home.delete(SECRET)
      return true
    })
    if (isKept) key.become(next)
    return isKept
  })
}

/** A row that was changed has another one of the same id in its place. */
const nameAll = (rows: readonly OutboxRow[]): string =>
  rows.map(({ id, call }) => `${id} ${call.iv.join()}`).join(';')

/** How many calls wait for home, which are sealed. */
export const countWaiting = (): Promise<number> => use('waiting', 'readonly', (store) => store.count())

/** Its passkey is lost, and with it what it sealed. */
export async function dropSealed(): Promise<void> {
  await useAll(['home', 'kept', 'waiting'], 'readwrite', async (transaction) => {
    transaction.objectStore('home').delete(RECORD)
    transaction.objectStore('kept').clear()
    transaction.objectStore('waiting').clear()
  })
}

let tabs: BroadcastChannel | null = null
/** One for the page: another one in it would hear what the page says. */
const openTabs = (): BroadcastChannel => (tabs ??= new BroadcastChannel(TABS))

/** Other tabs begin anew, with the lock as it is now. */
export function tellTabs(): void {
  openTabs().postMessage(null)
}

/** Another tab has changed the lock. */
export function onLockChanged(listener: () => void): void {
  openTabs().addEventListener('message', listener)
}
