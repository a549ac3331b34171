// The engine: one home and its handlers; the composition root of core. A home is empty, locked or
// open.
// Opens the nouns in rank order (open-nouns.ts), offers them through the contract, and closes them
// in reverse.
import { EngineError } from './contract/errors.ts'
import type { Handlers } from './contract/index.ts'
import type { FarLinks } from './contract/message-link.ts'
import { createEngineFiles, createHandlers, type EngineFiles } from './handlers/index.ts'
import { findHome, homePaths, lockHome } from './home/index.ts'
import { HomeState, type EngineOptions } from './home-state.ts'
import type { Phones } from './phones/index.ts'
import { clearPassing } from './received-file.ts'

export interface Engine {
  readonly handlers: Handlers
  readonly keyring: EngineKeyring
  readonly files: EngineFiles
  /** How phones come to this device, by the station that is chosen. */
  readonly far: FarLinks
  /** The phones of the open home. Null while it is empty or locked. */
  readonly phones: () => Phones | null
  /**
   * Resolves within 10 s, even on a slow disk. The home stays locked until all work has ended, or
   * until the process ends.
   */
  close(): Promise<void>
}

/** For a host that keeps the storage key of an open home. No door offers these calls. */
export interface EngineKeyring {
  /**
   * Returns a copy of the storage key. The caller must wipe it.
   * @throws NO_PERSON, LOCKED
   */
  copyKey(): Promise<Uint8Array>
  /**
   * From now on only the host's key opens the home. The host must have it on disk before the call.
   * @throws NO_PERSON, LOCKED, NO_SPACE
   */
  becomeHosts(): Promise<void>
}

/**
 * Opens a home. Resolves for an empty or locked one too; its status shows which.
 * @throws HOME_LOCKED, NEWER_HOME, BAD_PASSPHRASE, DAMAGED, NO_SPACE, INVALID for the home of a station
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  // Before the lock, because a running station has it.
  if (await isStationHome(options.home))
    throw new EngineError('INVALID', 'This is the home of a station. It has no person.')
  const lock = await lockHome(options.home)
  const state = new HomeState(options, lock)
  try {
    await clearPassing(state.paths.dir)
    await state.openIfPossible()
    const keyring = { copyKey: () => state.copyKey(), becomeHosts: () => state.leaveKeyToHost() }
    const files = createEngineFiles(
      () => state.home,
      ({ file }) => state.events.publish({ type: 'file-changed', file }),
      state.paths.dir,
      state.received,
    )
    const phones = (): Phones | null => (state.isOpen ? state.home.phones : null)
    return {
      ...{ handlers: createHandlers(state), keyring, files, phones },
      ...{ far: state.far, close: () => state.close() },
    }
  } catch (error) {
    await state.close()
    throw error
  }
}

/** A home that cannot be read is reported after the lock. */
async function isStationHome(home: string): Promise<boolean> {
  const found = await findHome(homePaths(home).dir).catch(() => null)
  return found?.isStation === true
}
