// The engine: one home with its handlers, from empty through locked to open. The composition root of core.
// It opens the nouns in rank order (open-nouns.ts), offers them through the contract, and closes them in reverse.
import type { Handlers } from './contract/index.ts'
import { createEngineFiles, createHandlers, type EngineFiles } from './handlers/index.ts'
import { lockHome } from './home/index.ts'
import { HomeState, type EngineOptions } from './home-state.ts'
import { clearPassing } from './received-file.ts'

export interface Engine {
  readonly handlers: Handlers
  readonly keyring: EngineKeyring
  readonly files: EngineFiles
  /** Resolves within 10 s, whatever the disk does. What is not closed by then keeps the home locked until it is, or the process ends. */
  close(): Promise<void>
}

/** For a host that keeps the storage key: how an open home comes into its hands. No door offers this. */
export interface EngineKeyring {
  /** The storage key of the open home, the caller's to wipe. @throws NO_PERSON, LOCKED */
  copyKey(): Promise<Uint8Array>
  /** From now on the home is opened by the host's key alone; the host has it on disk by then. @throws NO_PERSON, LOCKED, NO_SPACE */
  becomeHosts(): Promise<void>
}

/** @throws HOME_LOCKED, NEWER_HOME, BAD_PASSPHRASE, DAMAGED, NO_SPACE. An empty or locked home opens, and says so. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
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
    return { handlers: createHandlers(state), keyring, files, close: () => state.close() }
  } catch (error) {
    await state.close()
    throw error
  }
}
