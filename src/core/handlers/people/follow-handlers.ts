// Handlers for following: the followed persons, and posts that they or oneself published.
import {
  decodePosition,
  encodePosition,
  type ArchiveEntry,
  type ArchivePage as Page,
} from '../../public-archive/index.ts'
import { equalBytes, parseText } from '../../base/index.ts'
import { resolveContact } from '../../contacts/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { AddressText, ArchivedPost, ArchivePage, Cursor, Followed, Party } from '../../contract/index.ts'
import { noticeForm } from '../../feeds/index.ts'
import { listAgain, listEarlier } from '../../follows/index.ts'
import { isAddressText, parseAddress } from '../../identity/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { isoTime, isoTimeOrNull, partyOf, personId, refText } from '../../contract-ids.ts'
import { pictureUrl } from './picture-url.ts'
import type { Serving } from '../serving.ts'

export const followHandlers: Serving<'follows'> = {
  async follow(home, { who }) {
    const author = resolveAuthor(home, who)
    await home.follows.follow(author)
    return partyOf(home.parts, author.person)
  },
  async unfollow(home, { who }) {
    const { person } = resolveFollowed(home, who)
    const party = partyOf(home.parts, person)
    await home.follows.unfollow(person)
    return party
  },
  list: listFollowed,
  async archive(home, { who, tag, limit, before, waitMs }) {
    const position = before === undefined ? null : decodePosition(before)
    if (before !== undefined && position === null) throw new EngineError('INVALID', 'There is no such page.')
    const query = { tag: tag ?? null, limit, before: position }
    const { parts, publicFeed, follows } = home
    if (isMe(home, who)) {
      const page = publicFeed.archive.page(parts.ledger, query)
      const firstPage = describePage(home, parts.identity.person, page, position === null)
      return position === null
        ? { ...firstPage, unlisted: listEarlier(parts.ledger, earlierParts(home)).length }
        : firstPage
    }
    const { person } = resolveFollowed(home, who)
    return describePage(home, person, await follows.archives.page(person, query, waitMs), position === null)
  },
  listAgain: (home) => listAgain(earlierParts(home)),
}

const earlierParts = ({ parts, publicFeed }: OpenHome) => ({ letters: parts, publicFeed })

/** @throws NOT_FOUND, AMBIGUOUS, INVALID */
function resolveAuthor(
  { parts }: OpenHome,
  who: string,
): { person: Uint8Array; device: Uint8Array; address: string | null } {
  if (isAddressText(who)) {
    const { person, devices } = parseAddress(who)
    return { person, device: devices[0]!, address: who }
  }
  const key = parseText(who)
  const known = key?.byteLength === 32 ? parts.acquaintances.findCard(parts.ledger, key) : null
  const card = known ?? resolveContact(parts.ledger, who).card
  const device = parts.feeds.find(parts.ledger, card.person)?.device ?? card.signedBy
  return { person: card.person, device, address: null }
}

/**
 * Returns a followed person, by id, address or name.
 * @throws NOT_FOUND, AMBIGUOUS
 */
function resolveFollowed({ parts, follows }: OpenHome, who: string): { person: Uint8Array } {
  const key = isAddressText(who) ? parseAddress(who).person : parseText(who)
  const all = follows.list()
  const byKey = all.find(({ person }) => key !== null && equalBytes(person, key))
  if (byKey !== undefined) return byKey
  const [named, another] = all.filter(({ person }) => fold(partyOf(parts, person).name) === fold(who))
  if (named === undefined) throw new EngineError('NOT_FOUND', `You follow nobody called ${who}.`)
  if (another === undefined) return named
  const persons = [named, another].map(({ person }) => personId(person))
  throw new EngineError('AMBIGUOUS', `You follow several called ${who}.`, { details: { persons } })
}

const fold = (name: string): string => name.normalize('NFKC').toLowerCase()

function isMe({ parts }: OpenHome, who: string): boolean {
  const key = isAddressText(who) ? parseAddress(who).person : parseText(who)
  return who === 'self' || (key !== null && equalBytes(key, parts.identity.person))
}

function listFollowed(home: OpenHome): Followed[] {
  const { parts, follows } = home
  const followed = follows.list().map((one): Followed => {
    const { person, since, address, online, posts, latestAt } = one
    const contact = parts.addressBook.find(parts.ledger, person)
    const picture = contact === null ? null : parts.addressBook.findPicture(parts.ledger, contact)
    return {
      ...partyOf(parts, person),
      since: isoTime(since),
      picture: picture === null ? null : pictureUrl(picture),
      address: address as AddressText | null,
      online,
      posts,
      latestAt: isoTimeOrNull(latestAt),
    }
  })
  return followed.sort((a, b) => a.name.localeCompare(b.name))
}

function describePage(home: OpenHome, person: Uint8Array, page: Page, isFirst: boolean): ArchivePage {
  const from = partyOf(home.parts, person)
  return {
    person: from.person,
    posts: page.entries.map((entry) => describePost(from, entry)),
    next: page.next === null ? null : (encodePosition(page.next) as Cursor),
    tags: isFirst ? page.summary.tags : null,
    total: page.summary.total,
    unlisted: null,
  }
}

function describePost(from: Party, { title, tags, at, notice: bytes }: ArchiveEntry): ArchivedPost {
  const { ref, size, replaces } = noticeForm.decode(bytes)
  return {
    ...{ ref: refText(ref), from, title, tags, size },
    sentAt: isoTime(at),
    replaces: replaces === null ? null : refText(replaces),
  }
}
