// An open home: every noun, opened in order and closed in reverse.
import { toHex } from './base/index.ts'
import type { OpenHomeOptions } from './home-ledger.ts'
import { openNouns, type Closer, type Nouns } from './open-nouns.ts'

export interface OpenHome extends Nouns {
  /** Dials everyone there is to dial. */
  start(): void
  close(): Promise<void>
}

/** @throws NO_PERSON when nobody lives here yet; DAMAGED, NEWER_HOME, NO_SPACE */
export async function openHome(options: OpenHomeOptions): Promise<OpenHome> {
  const closers: Closer[] = []
  try {
    const nouns = await openNouns(options, closers)
    return { ...nouns, start: () => startNouns(nouns), close: () => closeAll(closers) }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

function startNouns(nouns: Nouns): void {
  const { addressBook, feeds, ledger, log } = nouns.parts
  const blocked = new Set(
    addressBook.list().flatMap(({ person, isBlocked }) => (isBlocked ? [toHex(person)] : [])),
  )
  for (const { person, device } of feeds.list(ledger))
    if (!blocked.has(toHex(person))) nouns.peers.dial(device)
  nouns.groups.start()
  nouns.knocking.start()
  nouns.publicFeed.start()
  nouns.follows.start()
  nouns.backups.start()
  nouns.albums.start().catch((error: unknown) => {
    log.warn('albums-not-settled', { message: String(error) })
  })
}

/** All of them, whatever one of them says: a database or a lock that stays open would be worse. @throws the first failure */
async function closeAll(closers: Closer[]): Promise<void> {
  const failures: unknown[] = []
  for (const close of closers.splice(0).reverse()) {
    try {
      await close()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
