// An open home: all nouns, opened in order and closed in reverse.
import { House, toHex } from './base/index.ts'
import type { OpenHomeOptions } from './home-ledger.ts'
import { openNouns, type Nouns } from './open-nouns.ts'

export interface OpenHome extends Nouns {
  /** Dials all known devices that should be connected, and starts the nouns. */
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
  const house = new House()
  const close = async (): Promise<void> => {
    const { failures, late } = await house.closing.run(options.log)
    if (late !== null) onLate(late)
    if (failures.length > 0) throw failures[0]
  }
  try {
    const nouns = await openNouns(options, house)
    const start = (): void => {
      dialContacts(nouns)
      house.start(options.log)
    }
    return { ...nouns, start, close }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}

function dialContacts({ parts, peers }: Nouns): void {
  const { addressBook, feeds, ledger } = parts
  const blocked = new Set(
    addressBook.list().flatMap(({ person, isBlocked }) => (isBlocked ? [toHex(person)] : [])),
  )
  for (const { person, device } of feeds.list(ledger)) if (!blocked.has(toHex(person))) peers.dial(device)
}
