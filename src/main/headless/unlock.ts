// The step between reaching an engine and using it: a locked home is opened with the person's passphrase.
import { EngineError, type Api } from '../../core/contract/index.ts'
import type { HomeOptions } from './command.ts'

/** Opens the home if it is locked; asks for the passphrase only then. @throws LOCKED, BAD_PASSPHRASE */
export async function unlock(
  { home }: Pick<Api, 'home'>,
  findPassphrase: HomeOptions['findPassphrase'],
): Promise<void> {
  const { state } = await home.status()
  if (state !== 'locked') return
  const passphrase = await findPassphrase()
  if (passphrase === null) {
    throw new EngineError('LOCKED', 'This home is locked: set FUMIKURA_PASSPHRASE, or use --passphrase-file.')
  }
  await home.unlock({ passphrase })
}
