// Lists posts of a former device in this device's archive. The former archive is lost, so new
// followers would not find these posts.
// Runs after a recovery, and only at the author's request, because a backup does not know what was
// withdrawn after it was made.
import { findDueNotice, listPublic } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { allowAttached, findGiven, makeNotice, type DeliveryParts } from '../delivery/index.ts'
import { type OwnObject, PUBLIC_KEY } from '../store/index.ts'
import type { PublicFeed } from './public-feed.ts'

interface Parts {
  letters: DeliveryParts
  publicFeed: PublicFeed
}

const PUBLIC = { kind: 'public', key: PUBLIC_KEY } as const

/** Posts and album parts, oldest first, so that a version comes after the one that it replaces. */
export function listEarlier(rows: Rows, { letters, publicFeed }: Parts): OwnObject[] {
  const { store, identity } = letters
  const earlier = listPublic(rows).flatMap((object): OwnObject[] => {
    const own = store.findOwn(rows, object)
    const isEarlier = own !== null && !equalBytes(own.ref.device, identity.device.publicKey)
    return isEarlier && !publicFeed.isListed(rows, object) ? [{ object, ...own }] : []
  })
  return earlier.sort((one, other) => one.header.at - other.header.at)
}

/**
 * Returns how many posts were listed, and how many are missing because the backup lacks blocks that
 * prove them to others.
 */
export async function listAgain(parts: Parts): Promise<{ listed: number; missing: number }> {
  const { letters, publicFeed } = parts
  const counts = { listed: 0, missing: 0 }
  for (const { object } of listEarlier(letters.ledger, parts)) {
    const publicRef = letters.store.findPublicRef(letters.ledger, object)
    if (publicRef === null || !(await letters.store.isWhole(publicRef))) {
      counts.missing++
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
    counts[isListed ? 'listed' : 'missing']++
  }
  return counts
}
