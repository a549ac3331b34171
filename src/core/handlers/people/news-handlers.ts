// Handlers for news.
import type { InviteId, NewsEntry, NewsId } from '../../contract/index.ts'
import { groupId, hexId, isoTime, keyOf, personId, refText } from '../../contract-ids.ts'
import { findGroup } from '../../groups/index.ts'
import type { NewsRow } from '../../news/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { Serving } from '../serving.ts'

export const newsHandlers: Serving<'news'> = {
  async list(home, { place }) {
    const { addressBook, ledger } = home.parts
    return (
      home.news
        .list(place)
        .filter(({ person }) => !addressBook.isBlockedPerson(ledger, person))
        .map((row) => describeNews(home, row))
        .filter(({ kind, letter }) => !kind.startsWith('mail-') || letter !== null)
        // The name of a new group comes with its first record.
        .filter(({ group }) => group === null || group.name !== '')
    )
  },
  async order(home, { news, seen, place }) {
    await home.news.change(news.map(keyOf), { isSeen: seen, place })
    return {}
  },
}

function describeNews(home: OpenHome, row: NewsRow): NewsEntry {
  const { id, kind, at, person, name, about, words, isSeen, place } = row
  const { addressBook, ledger } = home.parts
  const isOfGroup = kind === 'added-to-group' || kind === 'joined-by-link' || kind === 'asks-to-join'
  const groupName = (isOfGroup && about !== null && findGroup(ledger, about)?.name) || words
  const letter = kind.startsWith('mail-') && about !== null ? describeLetter(home, about, words) : null
  return {
    news: hexId(id) as NewsId,
    kind,
    at: isoTime(at),
    from: { person: personId(person), name: addressBook.find(ledger, person)?.name ?? name },
    count: countOf(home, row),
    group: isOfGroup && about !== null ? { group: groupId(about), name: groupName } : null,
    invite: !isOfGroup && letter === null && about !== null ? (hexId(about) as InviteId) : null,
    formerName: kind === 'renamed' ? words : null,
    letter,
    seen: isSeen,
    place,
  }
}

/** Null if the letter was deleted. */
function describeLetter({ parts }: OpenHome, object: Uint8Array, line: string): NewsEntry['letter'] {
  const own = parts.store.findOwn(parts.ledger, object)
  return own === null ? null : { ref: refText(own.ref), subject: own.header.title, line }
}

/** Of those who wait, some may have been answered. */
function countOf({ inviteDesk, groups }: OpenHome, { kind, about, count }: NewsRow): number {
  const isAbout = (key: Uint8Array): boolean => about !== null && Buffer.from(key).equals(about)
  if (kind === 'guest-waits') return inviteDesk.listWaiting().filter(({ invite }) => isAbout(invite)).length
  if (kind === 'asks-to-join')
    return groups.joinDesk.listAsks().filter(({ groupId: group }) => isAbout(group)).length
  return count
}
