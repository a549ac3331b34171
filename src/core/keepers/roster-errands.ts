// Tells each station which members of a group may ask for its customer's posts: whole rosters
// first, later only what changed. An errand of the author between store and reference, after the
// commit.
import {
  listRosters,
  listUntold,
  markTold,
  planRoster,
  type Roster,
  type WantedMember,
} from '../gates/index.ts'
import { toHex } from '../base/index.ts'
import { MAX_ROSTER_CHANGES, removalCheck, accountOf } from '../station-records/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { requestRoster } from './gate-requests.ts'
import type { KeepersParts } from './parts.ts'

/** What keepers asks about the members of groups. */
export interface RosterReaders {
  /** The members who may ask for posts of an era. Null while they are not known. */
  list: (rows: Rows, group: Uint8Array, era: number) => WantedMember[] | null
  /** The key of a member at the station of a roster. Null if they cannot have one. */
  findKey: (rows: Rows, roster: Roster, member: WantedMember) => Uint8Array | null
}

export class RosterErrands {
  readonly #parts: KeepersParts
  /** Rosters that were compared with the members since the last change, in hex. */
  readonly #compared = new Set<string>()

  constructor(parts: KeepersParts) {
    this.#parts = parts
  }

  /** Members came, went, or have another box key. */
  forgetCompared(): void {
    this.#compared.clear()
  }

  /** `later`: the station did not answer. `refused`: a limit is reached, or it is fenced. */
  async put(peer: Peer): Promise<'done' | 'later' | 'refused'> {
    for (const roster of listRosters(this.#parts.ledger, peer.device)) {
      await this.#compare(roster)
      const ended = await this.#tell(peer, roster)
      if (ended !== 'done') return ended
    }
    return 'done'
  }

  async #compare(roster: Roster): Promise<void> {
    const { ledger, readers } = this.#parts
    const id = toHex(roster.roster)
    if (this.#compared.has(id)) return
    this.#compared.add(id)
    await ledger.write((tx) => {
      const wanted = readers.list(tx, roster.group, roster.era)
      if (wanted === null) return
      planRoster(tx, roster.roster, wanted, (member) => readers.findKey(tx, roster, member))
    })
  }

  async #tell(peer: Peer, { roster }: Roster): Promise<'done' | 'later' | 'refused'> {
    const { ledger, identity } = this.#parts
    const account = accountOf(peer.device, identity.person)
    for (;;) {
      const untold = listUntold(ledger, roster, MAX_ROSTER_CHANGES)
      if (untold.members.length === 0 && untold.struck.length === 0) return 'done'
      const members = untold.members.map(({ key, tokenHash, epoch }) => ({
        ...{ key, epoch },
        check: removalCheck(tokenHash, account),
      }))
      const answer = await requestRoster(peer, { roster, members, struck: untold.struck })
      if (answer === null) return 'later'
      if (answer !== 'kept') return 'refused'
      await ledger.write((tx) => markTold(tx, roster, untold))
    }
  }
}
