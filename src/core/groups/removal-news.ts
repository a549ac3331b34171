// Which stations must hear that members were removed: the own ones, and those of the other members
// who are away. A member who is connected hears it by the group's record, and tells their own.
import { equalBytes } from '../base/index.ts'
import { rosterName, type RosterAt } from '../station-records/index.ts'
import { groupGateSecret, listEras } from '../feeds/index.ts'
import { listKeepers, type Keepers } from '../identity/index.ts'
import type { RemovalAt } from '../keepers/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import { countMembers, findMember, type GroupRow } from './group-row.ts'

/** In a larger group only the owner's device delivers removals. */
const MAX_DELIVERING = 24
/** Posts of earlier eras than these are rarely unopened. */
const MAX_ERAS = 16

interface Parts extends DeskParts {
  /** True if a device of this person is connected. */
  isHere: (rows: Rows, person: Uint8Array) => boolean
}

/** @param isDesk true if this device writes the records of the group */
export function listRemovals(
  rows: Rows,
  parts: Parts,
  { groupId: group, number, era, membership }: GroupRow,
  isDesk: boolean,
): RemovalAt[] {
  const sql = 'SELECT token FROM group_removed WHERE group_id = ? AND number = ? AND token IS NOT NULL'
  const tokens = rows.all<{ token: Uint8Array }>(sql, group, number).map(({ token }) => token)
  if (tokens.length === 0 || membership !== 'member') return []
  if (!isDesk && countMembers(rows, group) > MAX_DELIVERING) return []
  const secrets = listEras(rows, group)
    .filter((known) => known.era < era)
    .slice(-MAX_ERAS)
    .map(groupGateSecret)
  const { acquaintances, identity } = parts
  // Few of a thousand members have stations.
  return [...acquaintances.listWithStations(rows), identity.person].flatMap((author) => {
    if (findMember(rows, group, author) === null) return []
    const card = findCardToTell(rows, parts, author)
    if (card === null) return []
    return secrets.flatMap((secret) => removalsAt(author, card.keepers, secret, tokens))
  })
}

/** Null if the member is connected and tells their own stations. */
function findCardToTell(rows: Rows, parts: Parts, author: Uint8Array): ReturnType<typeof findAnyCard> {
  if (equalBytes(author, parts.identity.person)) return parts.identity.card
  return parts.isHere(rows, author) ? null : findAnyCard(rows, parts, author)
}

/** The removals for each station of one author and era, with the names of the roster at the others. */
function removalsAt(
  author: Uint8Array,
  keepers: Keepers,
  gateSecret: Uint8Array,
  tokens: readonly Uint8Array[],
): RemovalAt[] {
  const name = (station: Uint8Array): RosterAt => ({
    station,
    roster: rosterName(gateSecret, author, station),
  })
  // Only these know each other as stations of one customer.
  const together = (keepers.sets[0]?.devices ?? []).map(name)
  return listKeepers(keepers)
    .map(name)
    .flatMap(({ station, roster }) => {
      const elsewhere = together.filter((other) => !equalBytes(other.station, station))
      return tokens.map((token) => ({ station, roster, token, elsewhere }))
    })
}
