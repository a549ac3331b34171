// What happened between this person and others that is no letter: rows of the inbox and the archive.
// After receive. Draws nothing.
import type { NewsEntry, NewsPlace } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'
import { boxPlace, groupPlace, personPlace, type Place } from './place.ts'

const DAY_MS = 24 * 60 * 60 * 1000

type Listed = Exclude<NewsPlace, 'removed'>

export class News extends LiveRead<Readonly<Record<Listed, readonly NewsEntry[]>>> {
  constructor(app: App) {
    super(app, {
      read: async () => {
        const [inbox, archive] = await Promise.all([
          app.api.news.list({ place: 'inbox' }),
          app.api.news.list({ place: 'archive' }),
        ])
        return { inbox, archive }
      },
      after: ['news-changed', 'contact-changed', 'group-changed', 'invites-changed'],
    })
    this.listen()
  }

  /** Newest first; empty until they are read. What is settled moves to the archive after a day. */
  in(place: Listed): readonly NewsEntry[] {
    const { inbox = [], archive = [] } = this.value ?? {}
    const settled = inbox.filter((entry) => this.#isSettled(entry))
    if (place === 'inbox') return inbox.filter((entry) => !settled.includes(entry))
    return [...settled, ...archive].sort((one, other) => other.at.localeCompare(one.at))
  }

  /** A new contact who was seen needs nothing more. */
  #isSettled({ kind, seen, at }: NewsEntry): boolean {
    const isMeeting = kind === 'invite-accepted' || kind === 'accepted-you'
    return isMeeting && seen && this.app.clock.now.getTime() - Date.parse(at) > DAY_MS
  }

  async see({ news, seen }: NewsEntry): Promise<void> {
    if (!seen) await this.#order({ news: [news], seen: true })
  }

  /** Moves it, shows a toast, and offers undo. @throws NOT_FOUND */
  async move({ news, place: from, seen }: NewsEntry, place: NewsPlace, said: string): Promise<void> {
    await this.#order({ news: [news], place, seen: true })
    this.app.toasts.show({ text: said, undo: () => this.#order({ news: [news], place: from, seen }) })
  }

  async #order(change: { news: string[]; seen?: boolean; place?: NewsPlace }): Promise<void> {
    await this.app.api.news.order(change)
    await this.read()
    this.app.counts.readSoon()
  }
}

/** Where a person goes on from news. */
export function placeOfNews({ kind, from, group, letter }: NewsEntry): Place {
  if (letter !== null) return boxPlace('sent', letter.ref)
  if (group !== null) return groupPlace(group.group)
  if (kind === 'guest-waits') return { screen: 'knocks' }
  if (kind === 'invite-ended') return { screen: 'people', person: null }
  return personPlace(from.person, 'talk')
}
