// What a page is not given for its session alone: the acts that give a person away, or lock them out. Where the home has a
// passphrase, it has to be typed again; where it has none, the 24 words are shown by the command line only.
import { EngineError, type DoorHandlers } from '../../core/contract/index.ts'

/** A passphrase that was typed holds for this connection, and for so long. */
const PROOF_LIFE_MS = 2 * 60_000

export interface PageProof {
  /** Whether the person was made by this very page, which was given the words then. */
  isMaker: () => boolean
  onMade: () => void
  now: () => number
}

/** The handlers of one connection of a page. */
export function askingProof(handlers: DoorHandlers, { isMaker, onMade, now }: PageProof): DoorHandlers {
  const { home, backups } = handlers
  let provenUntil = 0
  type Context = Parameters<typeof home.status>[1]

  async function demand(isOpenToAll: boolean, context: Context): Promise<void> {
    const { keyring } = await home.status({}, context)
    if (keyring === 'passphrase' && now() >= provenUntil)
      throw new EngineError('PASSPHRASE_NEEDED', 'Type the passphrase of this home first.')
    if (keyring !== 'passphrase' && !isOpenToAll && !isMaker())
      throw new EngineError('COMMAND_ONLY', 'Without a passphrase this is done by the command line only.')
  }

  return {
    ...handlers,
    home: {
      ...home,
      async create(asked, context) {
        const created = await home.create(asked, context)
        onMade()
        return created
      },
      async checkPassphrase(asked, context) {
        const checked = await home.checkPassphrase(asked, context)
        provenUntil = now() + PROOF_LIFE_MS
        return checked
      },
      async words(asked, context) {
        await demand(false, context)
        return home.words(asked, context)
      },
      async setPassphrase(asked, context) {
        await demand(true, context)
        return home.setPassphrase(asked, context)
      },
    },
    backups: {
      ...backups,
      async setPassphrase(asked, context) {
        await demand(true, context)
        return backups.setPassphrase(asked, context)
      },
    },
  }
}
