// What an earlier device of this person published: its archive went with it, and whoever begins to follow the new one finds nothing of it.
// After a recovery, and only at its author's word: a backup does not know what was withdrawn since it was made.
import { findDueNotice, listPublic, PUBLIC_KEY } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { allowAttached, findGiven, makeNotice, type DeliveryParts } from '../delivery/index.ts'
import type { OwnObject } from '../store/index.ts'
import type { PublicFeed } from './public-feed.ts'

interface Parts {
  letters: DeliveryParts
  publicFeed: PublicFeed
}

const PUBLIC = { kind: 'public', key: PUBLIC_KEY } as const

/** Posts and parts of albums, the oldest first: what replaces another comes after it. */
export function listEarlier(rows: Rows, { letters, publicFeed }: Parts): OwnObject[] {
  const { store, identity } = letters
  const earlier = listPublic(rows).flatMap((object): OwnObject[] => {
    const own = store.findOwn(rows, object)
    const isEarlier = own !== null && !equalBytes(own.ref.device, identity.device.publicKey)
    return isEarlier && !publicFeed.isListed(rows, object) ? [{ object, ...own }] : []
  })
  return earlier.sort((one, other) => one.header.at - other.header.at)
}

/** How many are listed by it, and of how many the backup had not all that proves them to others: those cannot be given to anyone. */
export async function listAgain(parts: Parts): Promise<{ listed: number; missing: number }> {
  const { letters, publicFeed } = parts
  const told = { listed: 0, missing: 0 }
  for (const { object } of listEarlier(letters.ledger, parts)) {
    const place = letters.store.findPublicRef(letters.ledger, object)
    if (place === null || !(await letters.store.isWhole(place))) {
      told.missing++
      continue
    }
    const isListed = await letters.ledger.write((tx) => {
      const due = findDueNotice(tx, object, PUBLIC_KEY)
      const given = findGiven(tx, letters, object)
      const readers =
        due === null || given === null ? null : letters.audiences.public.readersOf(tx, due, given.header)
      if (due === null || given === null || readers === null) return false
      const notice = makeNotice(tx, letters, given, { due, readers })
      publicFeed.listAgain(tx, notice)
      publicFeed.allowCore(tx, notice.ref)
      allowAttached(tx, letters, PUBLIC, given.header)
      return true
    })
    told[isListed ? 'listed' : 'missing']++
  }
  return told
}
