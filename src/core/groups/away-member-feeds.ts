// The feeds of fellow members and the owner's records, as far as they can be read from the stations
// of a member who is away. A feed's key is computed, so a station can be asked for a feed of which
// nothing was heard yet.
import { equalBytes } from '../base/index.ts'
import type { Devices } from '../contacts/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import { feedKey, listEras, type EraSecrets, type GroupFeeds } from '../feeds/index.ts'
import type { AwayFeed } from '../keepers/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import { findGroup, listGroups, listMemberKeys, type GroupRow } from './group-row.ts'

interface Parts {
  ledger: Ledger
  feeds: GroupFeeds
  devices: Devices
  me: Uint8Array
  foreignCores: ForeignCores
}

/** In a larger group, posts spread from member to member. */
const MAX_MEMBERS_READ = 24
/** A post of an era that has ended may be unread, or get another gate. */
const MAX_ERAS = 4

export function listAwayFeeds(rows: Rows, parts: Parts): AwayFeed[] {
  return listGroups(rows).flatMap((row) => {
    const { groupId: group, membership } = row
    const members = membership === 'member' ? listMemberKeys(rows, group) : []
    if (members.length > MAX_MEMBERS_READ) return listRecords(row, parts)
    const eras = listEras(rows, group).slice(-MAX_ERAS)
    const feeds = members
      .filter((person) => !equalBytes(person, parts.me))
      .flatMap((person) =>
        parts.devices
          .listOf(rows, person)
          .flatMap((device) => eras.map((era) => toAwayFeed(rows, parts, { group, person, device, era }))),
      )
    return membership === 'member' ? [...feeds, ...listRecords(row, parts)] : []
  })
}

/** A post waits for the record that its author knew, so a member needs the records too. */
function listRecords(row: GroupRow, { me, foreignCores }: Parts): AwayFeed[] {
  const { groupId: group, owner: person, ownerDevice: device, core, number: before } = row
  if (equalBytes(person, me)) return []
  return [
    {
      ...{ person, device, core },
      countHere: async () => (await foreignCores.openCore(core)).length,
      countRead: (rows) => ((findGroup(rows, group)?.number ?? Infinity) > before ? Infinity : 0),
      // A record is read as soon as its core has grown.
      follow: async () => undefined,
    },
  ]
}

interface Writer {
  group: Uint8Array
  person: Uint8Array
  device: Uint8Array
  era: EraSecrets
}

function toAwayFeed(
  rows: Rows,
  { ledger, feeds }: Parts,
  { group, person, device, era: { era, namingSecret } }: Writer,
): AwayFeed {
  const heads = feeds.listHeadsOf(rows, group, device).filter((head) => head.era === era)
  const generation = Math.max(0, ...heads.map((head) => head.generation))
  const core = feedKey(namingSecret, era, device, generation)
  return {
    ...{ person, device, core },
    countRead: (now) => feeds.findHead(now, core)?.length ?? 0,
    async follow(length) {
      const head = { era, device, generation, length }
      const followed = await ledger.write((tx) => feeds.follow(tx, group, person, head))
      if (followed !== null) feeds.readSoon(core)
    },
  }
}
