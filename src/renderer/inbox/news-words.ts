// The words of a row of news: whom it is about, and what happened. After receive.
import type { NewsEntry } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'

export function newsWords(entry: NewsEntry): { who: string; what: string } {
  const { kind, from, group, count, formerName, letter } = entry
  const words = m.news
  const who = m.people.called(from.name)
  const more = count - 1
  const people = more <= 0 ? who : words.andMore(who, f.number(more))
  const groupName = group?.name ?? ''
  switch (kind) {
    case 'invite-accepted':
      return { who, what: words.inviteAccepted }
    case 'accepted-you':
      return { who, what: words.acceptedYou }
    case 'renamed':
      return { who, what: words.renamed(formerName ?? '') }
    case 'guest-waits':
      return { who: people, what: words.guestWaits(count) }
    case 'invite-ended':
      return { who, what: words.inviteEnded }
    case 'added-to-group':
      return { who, what: words.addedToGroup(groupName) }
    case 'joined-by-link':
      return { who: people, what: words.joinedByLink(groupName) }
    case 'asks-to-join':
      return { who: people, what: words.asksToJoin(groupName, count) }
    case 'mail-refused':
      return { who, what: words.mailRefused(letter?.subject ?? '', letter?.line ?? '') }
    case 'mail-unsure':
      return { who, what: words.mailUnsure(letter?.subject ?? '') }
    case 'mail-returned':
      return { who, what: words.mailReturned(letter?.subject ?? '', letter?.line ?? '') }
  }
}
