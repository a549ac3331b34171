// The step between reaching an engine and using it: a locked home is opened with the person's passphrase.
import { EngineError, type Api, type HomeStatus } from '../../core/contract/index.ts'
import type { HomeOptions } from './command.ts'

/** Opens the home if it is locked; asks for the passphrase only then. @throws LOCKED, BAD_PASSPHRASE */
export async function unlock(
  api: Pick<Api, 'home'>,
  findPassphrase: HomeOptions['findPassphrase'],
): Promise<void> {
  const { state } = await unlockIfPossible(api, findPassphrase)
  if (state === 'locked') {
    throw new EngineError('LOCKED', 'This home is locked: set FUMIKURA_PASSPHRASE, or use --passphrase-file.')
  }
}

/** The same, but a home whose passphrase is not to be had stays locked. @throws BAD_PASSPHRASE */
export async function unlockIfPossible(
  { home }: Pick<Api, 'home'>,
  findPassphrase: HomeOptions['findPassphrase'],
): Promise<HomeStatus> {
  const status = await home.status()
  if (status.state !== 'locked') return status
  const passphrase = await findPassphrase()
  return passphrase === null ? status : home.unlock({ passphrase })
}
