// An open home: all nouns, opened in order and closed in reverse.
import { Closing, toHex } from './base/index.ts'
import type { OpenHomeOptions } from './home-ledger.ts'
import { openNouns, type Nouns } from './open-nouns.ts'

export interface OpenHome extends Nouns {
  /** Dials all known devices that should be connected. */
  start(): void
  /**
   * Resolves within 10 s, even on a slow disk.
   * @throws the first failure
   */
  close(): Promise<void>
}

/**
 * @param onLate receives the work that a close left running; the home stays locked until it ends
 * @throws NO_PERSON if the home has no person yet; DAMAGED, NEWER_HOME, NO_SPACE
 */
export async function openHome(
  options: OpenHomeOptions,
  onLate: (ended: Promise<void>) => void,
): Promise<OpenHome> {
  const closing = new Closing()
  const close = async (): Promise<void> => {
    const { failures, late } = await closing.run(options.log)
    if (late !== null) onLate(late)
    if (failures.length > 0) throw failures[0]
  }
  try {
    const nouns = await openNouns(options, closing)
    return { ...nouns, start: () => startNouns(nouns), close }
  } catch (error) {
    await close().catch(() => undefined)
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
  nouns.stations.start()
  nouns.knocking.start()
  nouns.acceptance.start()
  nouns.publicFeed.start()
  nouns.follows.start()
  nouns.backups.start()
  nouns.albums.start().catch((error: unknown) => {
    log.warn('albums-not-settled', { message: String(error) })
  })
}
