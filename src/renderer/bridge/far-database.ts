// The database of a phone: its home, what it remembers, and what waits for home.

/** Persisted in browsers: do not change. */
const DATABASE = 'fumikura.far'

/** `home`: single records. `kept`: sealed answers by name. `waiting`: sealed calls in their order. */
export type FarStore = 'home' | 'kept' | 'waiting'

let isForgotten = false

/**
 * The database is open only meanwhile, so that another tab can delete it.
 * @throws Error after `deleteDatabase`
 */
export async function use<T>(
  store: FarStore,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T> | Promise<T>,
): Promise<T> {
  return useAll([store], mode, (transaction) => act(transaction.objectStore(store)))
}

/** All or nothing. @throws Error after `deleteDatabase` */
export async function useAll<T>(
  stores: readonly FarStore[],
  mode: IDBTransactionMode,
  act: (transaction: IDBTransaction) => IDBRequest<T> | Promise<T>,
): Promise<T> {
  if (isForgotten) throw new Error('Everything was removed.')
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('home')
    opening.result.createObjectStore('kept', { keyPath: 'name' }).createIndex('age', ['used', 'bytes'])
    opening.result.createObjectStore('waiting', { keyPath: 'order', autoIncrement: true })
  }
  const database = await settled(opening)
  try {
    const transaction = database.transaction(stores, mode)
    const written = settledTransaction(transaction)
    const acted = act(transaction)
    const result = acted instanceof IDBRequest ? await settled(acted) : await acted
    await written
    return result
  } finally {
    database.close()
  }
}

/** Nothing is kept from now on. Another tab may keep the deletion waiting for a moment. */
export async function deleteDatabase(): Promise<void> {
  isForgotten = true
  const deleted = indexedDB.deleteDatabase(DATABASE)
  await new Promise((resolve) => (deleted.onsuccess = deleted.onerror = deleted.onblocked = resolve))
}

/** @throws DOMException */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The database refused.'))
  })
}

function settledTransaction(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () =>
      reject(transaction.error ?? new Error('The database refused.'))
  })
}

/** Calls `visit` for each key, in order, until it has seen all. */
export function walk(
  request: IDBRequest<IDBCursor | null>,
  visit: (cursor: IDBCursor) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error ?? new Error('The database refused.'))
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor === null) return resolve()
      visit(cursor)
      cursor.continue()
    }
  })
}
