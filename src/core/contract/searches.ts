// Saved searches: a query under a name. They stay in this home, and find what `letters.search` finds.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { SearchId } from './ids.ts'
import { listUpTo, nothing, oneLine, z } from './schema.ts'

export interface SavedSearch {
  search: SearchId
  name: string
  /** As for `letters.search`. */
  query: string
  /** Why the query cannot be read, for example after a group in it was renamed. Null if it can. */
  problem: ErrorCode | null
}

/** The id of a saved search, or its name. */
const search = z.string().trim().min(1).max(256)
export const savedQuery = z.string().trim().min(1).max(1000)

export const searchCalls = {
  /** Lists the saved searches in the order that the person chose. */
  list: call<SavedSearch[]>()(nothing),

  /** @throws INVALID if the name is taken or the query cannot be read, TOO_LARGE beyond 200 */
  add: call<SavedSearch>()(z.strictObject({ name: oneLine, query: savedQuery })),

  /** Changes what is given. @throws NOT_FOUND, INVALID as `add` */
  change: call<SavedSearch>()(
    z.strictObject({ search, name: oneLine.optional(), query: savedQuery.optional() }),
  ),

  /** @throws NOT_FOUND */
  remove: call<{ search: SearchId }>()(z.strictObject({ search })),

  /** Takes the ids or names of all saved searches in their new order. @throws NOT_FOUND, INVALID */
  order: call<SavedSearch[]>()(z.strictObject({ searches: listUpTo(search, 200) })),
}
