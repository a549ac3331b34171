// An open home: every noun, opened in order and closed in reverse.
import { Closing, toHex } from './base/index.ts'
import type { OpenHomeOptions } from './home-ledger.ts'
import { openNouns, type Nouns } from './open-nouns.ts'

export interface OpenHome extends Nouns {
  /** Dials everyone there is to dial. */
  start(): void
  /** Resolves within 10 s, whatever the disk does. @throws the first failure */
  close(): Promise<void>
}

/**
 * @param onLate is told of what a closing left open; the home stays locked until that has ended
 * @throws NO_PERSON when nobody lives here yet; DAMAGED, NEWER_HOME, NO_SPACE
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
  nouns.knocking.start()
  nouns.publicFeed.start()
  nouns.follows.start()
  nouns.backups.start()
  nouns.albums.start().catch((error: unknown) => {
    log.warn('albums-not-settled', { message: String(error) })
  })
}
