// Unlocks a locked home with the person's passphrase, between connecting to an engine and using it.
import { EngineError, type Api, type HomeStatus } from '../../core/contract/index.ts'
import type { FindPassphrase } from './command.ts'

type WithHome = Pick<Api, 'home'>

const LOCKED = 'This home is locked: set FUMIKURA_PASSPHRASE, or use --passphrase-file.'
const UP_AND_LOCKED = 'This home is locked: unlock it with `fumikura unlock`, or on its page.'

/**
 * Unlocks the home if it is locked. Does not ask if another process runs the engine, because the
 * home would stay unlocked after the command.
 * @throws LOCKED, BAD_PASSPHRASE
 */
export async function unlock(api: WithHome, find: FindPassphrase, isUp = false): Promise<void> {
  const { state } = await unlockIfPossible(api, find, !isUp)
  if (state === 'locked') throw new EngineError('LOCKED', isUp ? UP_AND_LOCKED : LOCKED)
}

/** The same, but a home without an available passphrase stays locked. @throws BAD_PASSPHRASE */
export async function unlockIfPossible(
  { home }: WithHome,
  find: FindPassphrase,
  mayAsk = true,
): Promise<HomeStatus> {
  const status = await home.status()
  if (status.state !== 'locked') return status
  const passphrase = await find(mayAsk)
  return passphrase === null ? status : home.unlock({ passphrase })
}
