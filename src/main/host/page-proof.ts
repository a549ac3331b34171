// Acts that a session alone may not do, because they disclose the person's keys, lock the person
// out, or let in a device that stays. With a passphrase, it must be typed again.
// Without a passphrase, only the command line shows the 24 words.
import { EngineError, type DoorHandlers } from '../../core/contract/index.ts'

/** A typed passphrase counts for this connection and this long. */
const PROOF_LIFE_MS = 2 * 60_000

export interface PageProof {
  /** True if this page created the person, and so has seen the words already. */
  isMaker: () => boolean
  onMade: () => void
  now: () => number
}

/** Returns the handlers for one connection of a page. */
export function requireProof(handlers: DoorHandlers, { isMaker, onMade, now }: PageProof): DoorHandlers {
  const { home, backups, phones } = handlers
  let provenUntil = 0
  type Context = Parameters<typeof home.status>[1]

  async function demand(isOpenToAll: boolean, context: Context): Promise<void> {
    const { keyring } = await home.status({}, context)
    if (keyring === 'passphrase' && now() >= provenUntil)
      throw new EngineError('PASSPHRASE_NEEDED', 'Type the passphrase of this home first.')
    if (keyring !== 'passphrase' && !isOpenToAll && !isMaker())
      throw new EngineError('COMMAND_ONLY', 'Without a passphrase, only the command line can do this.')
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
    phones: {
      ...phones,
      async add(asked, context) {
        await demand(true, context)
        return phones.add(asked, context)
      },
    },
  }
}
