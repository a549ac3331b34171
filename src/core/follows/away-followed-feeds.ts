// The followed feeds, as far as they can be read from the stations of an author who is away. It
// needs no topic: a topic does not dial a station to which a wire without a name is open.
import { equalBytes } from '../base/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import type { AwayFeed } from '../keepers/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findFollowed, listFollowed, type FollowedRow } from './followed-row.ts'

interface Parts {
  foreignCores: ForeignCores
  isBlocked: (rows: Rows, person: Uint8Array) => boolean
  /** Begins to read this feed. */
  readSoon: (core: Uint8Array) => void
}

export function listAwayFeeds(rows: Rows, parts: Parts): AwayFeed[] {
  return listFollowed(rows)
    .filter(({ person }) => !parts.isBlocked(rows, person))
    .flatMap((row) => [toCurrent(row, parts), toNext(row, parts)])
}

/** Ends without a wait if the feed moved on, or is not read for another reason. */
function toCurrent({ person, device, core }: FollowedRow, { readSoon }: Parts): AwayFeed {
  return {
    ...{ person, device, core },
    countRead(rows) {
      const now = findFollowed(rows, person)
      return now !== null && equalBytes(now.core, core) && now.parked === null ? now.nextPosition : Infinity
    },
    follow: () => Promise.resolve(readSoon(core)),
  }
}

/** The feed moves to its next core as soon as that has grown. */
function toNext({ person, device, nextCore }: FollowedRow, { foreignCores }: Parts): AwayFeed {
  return {
    ...{ person, device, core: nextCore },
    countHere: async () => (await foreignCores.openCore(nextCore)).length,
    countRead(rows) {
      const now = findFollowed(rows, person)
      return now !== null && equalBytes(now.nextCore, nextCore) ? 0 : Infinity
    },
    follow: () => Promise.resolve(),
  }
}
