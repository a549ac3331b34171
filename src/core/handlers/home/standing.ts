// The counts that a sidebar shows, each from its cheapest source: a count in the ledger or its
// index.
import { toHex } from '../../base/index.ts'
import { countContacts } from '../../contacts/index.ts'
import type { HomeStanding } from '../../contract/index.ts'
import { countAtNoStation } from '../../keepers/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { sumOwnBytes } from '../../store/index.ts'
import { countLetters } from '../letters/listing-handlers.ts'

export async function describeStanding(home: OpenHome): Promise<HomeStanding> {
  const { parts, knocks, inviteDesk, news, groups, albums } = home
  const letters = await countLetters(parts)
  return {
    ...letters,
    knocks: knocks.countWaiting() + inviteDesk.countWaiting(),
    news: news.countUnseen(),
    joinRequests: groups.joinDesk.countAsks(),
    newAlbums: await albums.countNews(),
    contacts: countContacts(parts.ledger),
    connected: countConnected(home),
    storedBytes: sumOwnBytes(parts.ledger),
    onlyHere: countAtNoStation(parts.ledger, letters.boxes.sent.total),
  }
}

/** A person may be connected with several devices; an acquaintance is no contact. */
function countConnected({ parts: { addressBook, ledger }, peers }: OpenHome): number {
  const persons = new Map(
    peers.list().flatMap(({ person }) => (person === null ? [] : [[toHex(person), person]])),
  )
  return [...persons.values()].filter((person) => addressBook.find(ledger, person) !== null).length
}
